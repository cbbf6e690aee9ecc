"""The numbered list of passages that a page rests on, and the marks that lead to it."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from editorial.choices import Status
from sources.choices import Stance
from sources.models import Citation, CitedRecord, Source

#: A source with more passages is shown in several pages, each holding the passages of this many numbers.
PASSAGES_ON_A_PAGE = 500


@dataclass(frozen=True)
class Mark:
    """A number beside a fact, what the source says where it disagrees, and the address of the passage."""

    number: int
    disputes: bool = False
    says: str = ""
    url: str = ""


@dataclass
class Statement:
    """What one citation adds to its passage: for which record and field, with the source's own words."""

    citation: Citation
    record: CitedRecord
    field_label: str

    @property
    def disputes(self):
        return self.citation.stance == Stance.DISPUTES

    @property
    def url(self):
        """The passage with the words of this citation marked; the source's page where no passage is named."""
        return citation_url(self.citation)


@dataclass
class Reference:
    """One passage, or one place in a source, with all that the page takes from it."""

    number: int
    source: Source
    passage: object
    locator: str
    statements: list[Statement] = field(default_factory=list)

    @property
    def is_disputing(self):
        """Whether it speaks against anything on the page."""
        return any(statement.disputes for statement in self.statements)

    @property
    def url(self):
        """The passage with the words marked, those of the one statement where there is but one."""
        if self.passage is not None and len(self.statements) == 1:
            return citation_url(self.statements[0].citation)
        return passage_url(self.source, self.passage)


def passage_url(source, passage):
    """The address of a passage's own page, or of the source."""
    if passage is None:
        return source.get_absolute_url()
    edition = "" if passage.edition == source.current_edition else f"?edition={passage.edition}"
    return f"{source.get_absolute_url()}passages/{passage.number}/{edition}"


def place_on_source_page(source, passage):
    """The address of a passage among the others, on the page of its source."""
    page = (passage.number - 1) // PASSAGES_ON_A_PAGE + 1
    asked = [f"page={page}"] if page > 1 else []
    asked = [f"edition={passage.edition}", *asked] if passage.edition != source.current_edition else asked
    return f"{source.get_absolute_url()}{'?' if asked else ''}{'&'.join(asked)}#passage-{passage.number}"


def citation_url(citation):
    """The address of a passage with the words marked that this citation takes from it."""
    address = passage_url(citation.source, citation.passage)
    if citation.passage is None:
        return address
    number = citation.passage.number
    return f"{address}{'&' if '?' in address else '?'}citation={citation.key}#passage-{number}"


def citations_of(records):
    """The citations of records of any types, those from published sources only, in one query."""
    pks = {}
    for record in records:
        if isinstance(record, CitedRecord):
            pks.setdefault(type(record), set()).add(record.pk)
    if not pks:
        return Citation.objects.none()
    wanted = Q()
    for model, found in pks.items():
        wanted |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=found)
    citations = Citation.objects.filter(wanted, source__status=Status.PUBLISHED).select_related("source", "passage")
    # The full text of documents stays where it is.
    citations = citations.defer("source__search_text", "passage__text", "passage__headers")
    return citations.order_by("source__title", "source", "passage__edition", "passage__number", "locator", "pk")


def count_citations(model, records):
    """How many citations from published sources each record has, and how many of them dispute it, by primary key."""
    if not issubclass(model, CitedRecord):
        return {}
    found = Citation.objects.about(model).filter(source__status=Status.PUBLISHED)
    found = found.filter(object_id__in=[record.pk for record in records]).order_by().values_list("object_id")
    counted = found.annotate(Count("pk"), disputing=Count("pk", filter=Q(stance=Stance.DISPUTES)))
    return {pk: numbers for pk, *numbers in counted}


class References:
    """The citations of the records on one page, numbered in the order in which the page calls on them."""

    def __init__(self, records, citations=None):
        """`citations` are those of the records as they once stood; without them, as they stand."""
        self.cited = {}
        self.numbered = {}
        records = list(records)
        self.owners = owners = {(type(record), record.pk): record for record in records}
        for citation in citations_of(records) if citations is None else citations:
            # From the cache of content types; the foreign key would ask the database once a citation.
            model = ContentType.objects.get_for_id(citation.content_type_id).model_class()
            owner = (model, citation.object_id)
            self.cited.setdefault(owner, []).append((citation, owners[owner]))

    def marks(self, record, fields):
        """The marks of what is cited for these fields of a record."""
        return self._marks(record, lambda name: name in fields)

    def other_marks(self, record, fields):
        """The marks of what is cited for the record as a whole, or for fields other than these."""
        return self._marks(record, lambda name: name not in fields)

    def all_marks(self, record):
        """The marks of all that is cited for a record."""
        return self._marks(record, lambda name: True)

    def _marks(self, record, wanted):
        found = {}
        for citation, owner in self.cited.get((type(record), record.pk), []):
            if wanted(citation.field):
                number = self._number(citation, owner)
                disputes = citation.stance == Stance.DISPUTES
                url = citation_url(citation) if citation.passage else ""
                found.setdefault((number, disputes, citation.says if disputes else ""), url)
        return [Mark(*told, url) for told, url in sorted(found.items())]

    def _number(self, citation, owner):
        place = (citation.source_id, citation.passage_id, citation.locator)
        reference = self.numbered.get(place)
        if reference is None:
            reference = Reference(len(self.numbered) + 1, citation.source, citation.passage, citation.locator)
            self.numbered[place] = reference
        if all(statement.citation is not citation for statement in reference.statements):
            label = _field_label(type(owner), citation.field)
            reference.statements.append(Statement(citation, owner, label))
        return reference.number

    def __iter__(self):
        return iter(self.numbered.values())

    def __len__(self):
        return len(self.numbered)


def _field_label(model, name):
    return str(model._meta.get_field(name).verbose_name) if name else ""
