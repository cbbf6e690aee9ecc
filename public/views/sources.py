"""The page of a source: its document passage by passage, what rests on each, and how much of it is used."""

from public.editions import edition_of
from public.numbers import number_asked
from public.references import PASSAGES_ON_A_PAGE
from public.resting import coverage_for_readers, resting_by_passage
from public.sections import section_of
from public.views.details import RecordDetailView
from sources.models import Source

#: A page names at most so many facts that rest on its passages.
MAX_CITATIONS = 2000


class SourceDetailView(RecordDetailView):
    """A source with its numbered passages; `#passage-12` leads to the twelfth."""

    section = section_of(Source)

    def context(self, request, record):
        number = number_asked(request, "page", 1)
        edition = edition_of(record, number_asked(request, "edition", record.current_edition))
        first = (number - 1) * PASSAGES_ON_A_PAGE
        passages = list(edition.passages().filter(number__gt=first, number__lte=first + PASSAGES_ON_A_PAGE))
        citations = self._citations(record, passages, number)
        resting = resting_by_passage(citations)
        by_passage = {}
        for citation in citations:
            by_passage.setdefault(citation.passage_id, []).append(citation)
        further = edition.passages().filter(number__gt=first + PASSAGES_ON_A_PAGE).exists()
        query = "" if edition.is_current else f"edition={edition.number}&"
        return super().context(request, record) | {
            "edition": edition,
            "coverage": coverage_for_readers(record, edition.number),
            "passages": [
                edition.show(each, by_passage.get(each.pk, []), resting.get(each.pk, [])) for each in passages
            ],
            "elsewhere": resting.get(None, []),
            "cut_short": len(citations) == MAX_CITATIONS,
            "earlier": f"?{query}page={number - 1}" if number > 1 else "",
            "later": f"?{query}page={number + 1}" if further else "",
        }

    def _citations(self, source, passages, number):
        """The citations of the page's passages; on the first page also those of the source as a whole."""
        citations = source.citations.filter(passage__in=passages)
        if number == 1:
            citations |= source.citations.filter(passage=None)
        by_number = {passage.pk: passage for passage in passages}
        found = list(citations.order_by("passage__number", "content_type", "object_id", "pk")[:MAX_CITATIONS])
        for citation in found:
            citation.passage = by_number.get(citation.passage_id)
        return found
