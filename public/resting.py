"""What rests on the passages of a source, as far as readers may see it, and how much of the source is used."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q

from public.references import citation_url
from public.sections import SECTIONS
from sources.choices import Stance
from sources.coverage import Coverage
from sources.models import Citation, CitedRecord, Passage, Source

CITED_SECTIONS = tuple(section for section in SECTIONS if section.is_cited)


@dataclass
class Resting:
    """One record that rests on a passage: for which fields, and whether the passage speaks against it."""

    record: CitedRecord
    headline: str
    disputes: bool
    citation: Citation
    labels: list[str] = field(default_factory=list)

    @property
    def url(self):
        return self.record.get_absolute_url()

    @property
    def told(self):
        """The fields that rest on it, in words; blank where it is the record as a whole."""
        return ", ".join(self.labels)

    @property
    def shown_at(self):
        """The passage with this record's words marked in it."""
        return citation_url(self.citation)


def readable(citations):
    """Those of the citations whose record readers may see; their sources are the caller's to check."""
    is_readable = Q()
    for section in CITED_SECTIONS:
        # Looked up by primary key, citation by citation, so that the cost does not grow with the register.
        record = section.model.objects.published().order_by().filter(pk=OuterRef("object_id"))
        is_readable |= Q(Exists(record), content_type=ContentType.objects.get_for_model(section.model))
    return citations.filter(is_readable)


def coverage_for_readers(source: Source, edition: int) -> Coverage:
    """The coverage of one edition as readers see it: what only drafts cite counts as open. One query."""
    cited = Exists(readable(Citation.objects.filter(passage=OuterRef("pk"))))
    counts = (
        Passage.objects.filter(source=source, edition=edition)
        .annotate(is_cited=cited)
        .aggregate(
            cited=Count("pk", filter=Q(is_cited=True)),
            marked=Count("pk", filter=Q(is_cited=False) & ~Q(nothing_to_record="")),
            open=Count("pk", filter=Q(is_cited=False, nothing_to_record="")),
        )
    )
    return Coverage(source, **counts)


def resting_by_passage(citations: list[Citation]) -> dict[int | None, list[Resting]]:
    """The published records that rest on each passage, by its primary key; one query for each type of record."""
    records = _published_records(citations)
    found = {}
    for citation in citations:
        owner = (citation.content_type_id, citation.object_id)
        if owner not in records:
            continue
        record, headline = records[owner]
        disputes = citation.stance == Stance.DISPUTES
        on_passage = found.setdefault(citation.passage_id, {})
        resting = on_passage.setdefault((*owner, disputes), Resting(record, headline, disputes, citation))
        if citation.field_label and citation.field_label not in resting.labels:
            resting.labels.append(citation.field_label)
    return {passage: list(told.values()) for passage, told in found.items()}


def _published_records(citations):
    """(record, headline) of the published records cited, by (content type, primary key)."""
    found = {}
    for section in CITED_SECTIONS:
        content_type = ContentType.objects.get_for_model(section.model).pk
        cited = {citation.object_id for citation in citations if citation.content_type_id == content_type}
        if cited:
            related = section.model.objects.published().select_related(*section.related)
            for record in related.filter(pk__in=cited):
                found[content_type, record.pk] = (record, section.headline(record))
    return found
