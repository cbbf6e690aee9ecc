"""The page of a source: its passages, and what rests on each."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from public.references import PASSAGES_ON_A_PAGE
from public.sections import SECTIONS, section_of
from public.values import Piece
from public.views.details import RecordDetailView
from sources.choices import Stance
from sources.models import Citation, Passage, Source

#: A page names at most so many facts that rest on its passages.
MAX_CITATIONS = 2000


@dataclass
class PassageShown:
    """A passage with links to the published records that rest on it."""

    passage: Passage
    resting: list[Piece] = field(default_factory=list)


class SourceDetailView(RecordDetailView):
    """A source with its numbered passages; `#passage-12` leads to the twelfth."""

    section = section_of(Source)

    def context(self, request, record):
        number = _number(request, "page", 1)
        edition = _number(request, "edition", record.current_edition)
        first = (number - 1) * PASSAGES_ON_A_PAGE
        of_edition = record.passages.filter(edition=edition).defer("text", "headers")
        passages = [
            PassageShown(passage)
            for passage in of_edition.filter(number__gt=first, number__lte=first + PASSAGES_ON_A_PAGE)
        ]
        citations = list(self._citations(record, [shown.passage for shown in passages], number))
        links = _links_to_records(citations)
        by_passage = {shown.passage.pk: shown for shown in passages}
        elsewhere = []
        for citation in citations:
            piece = links.get((citation.content_type_id, citation.object_id, citation.stance == Stance.DISPUTES))
            shown = by_passage.get(citation.passage_id)
            resting = shown.resting if shown else elsewhere
            if piece and piece not in resting:
                resting.append(piece)
        further = of_edition.filter(number__gt=first + PASSAGES_ON_A_PAGE).exists()
        query = f"edition={edition}&" if edition != record.current_edition else ""
        return super().context(request, record) | {
            "passages": passages,
            "elsewhere": elsewhere,
            "cut_short": len(citations) == MAX_CITATIONS,
            "earlier_edition": edition if edition < record.current_edition else None,
            "earlier": f"?{query}page={number - 1}" if number > 1 else "",
            "later": f"?{query}page={number + 1}" if further else "",
        }

    def _citations(self, source, passages, number):
        """The citations of the page's passages; on the first page also those of the source as a whole."""
        citations = source.citations.filter(passage__in=passages)
        if number == 1:
            citations |= source.citations.filter(passage=None)
        return citations.order_by("passage__number", "content_type", "object_id", "pk")[:MAX_CITATIONS]


def _number(request, name, otherwise):
    asked = request.GET.get(name, "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise


def _links_to_records(citations: list[Citation]):
    """Links to the published records among those cited, by (content type, id, whether it is disputed)."""
    found = {}
    for section in SECTIONS:
        content_type = ContentType.objects.get_for_model(section.model)
        cited = [citation for citation in citations if citation.content_type_id == content_type.pk]
        if not cited:
            continue
        records = section.model.objects.published().select_related(*section.related)
        headlines = {
            record.pk: Piece(section.headline(record), url=record.get_absolute_url())
            for record in records.filter(pk__in={citation.object_id for citation in cited})
        }
        for citation in cited:
            piece = headlines.get(citation.object_id)
            if piece:
                disputed = citation.stance == Stance.DISPUTES
                told = Piece(piece.text, piece.url, detail="disputed here") if disputed else piece
                found[content_type.pk, citation.object_id, disputed] = told
    return found
