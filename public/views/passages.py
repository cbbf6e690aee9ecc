"""The page of one passage: the words a fact rests on, in their context, and the way back."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render

from public.editions import edition_of, same_words
from public.highlights import original_url
from public.lookup import find
from public.numbers import number_asked
from public.references import citation_url, passage_url, place_on_source_page
from public.resting import Resting, readable, resting_by_passage
from public.sections import section_of
from public.views.base import RecordPage
from public.whys import why_url
from sources.choices import CitationState
from sources.models import Citation, Source
from sources.verification import Verdict, verify

#: How many passages are shown before and after the one asked for.
NEIGHBOURS = 2
#: A page names at most so many facts that rest on its passages.
MAX_CITATIONS = 1000
MAX_NUMBER = 10**9

VERDICTS = {
    CitationState.VERIFIED: ("good", "Verified: a machine has found it in the kept copy of the document."),
    CitationState.MOVED: ("doubt", "The words stand elsewhere in the kept copy; an editor will look at it."),
    CitationState.REWORDED: ("doubt", "The kept copy has these words in another form; an editor will look at it."),
    CitationState.GONE: ("over", "A machine does not find it in the kept copy; an editor will look at it."),
    CitationState.NO_DOCUMENT: ("doubt", "No copy of the document is kept here, so that no machine can verify it."),
}


@dataclass
class Chosen:
    """The citation by which the reader came: the record and field, and how to go back or ask on."""

    citation: Citation
    resting: Resting
    verdict: Verdict

    @property
    def record(self):
        return self.resting.record

    @property
    def back_url(self):
        return self.record.get_absolute_url()

    @property
    def why_url(self):
        return why_url(self.record, self.citation.field) if self.citation.field else ""

    @property
    def verified(self):
        """(tone, sentence): what a machine finds when it looks the citation up."""
        return VERDICTS[self.verdict.state]


class PassageView(RecordPage):
    """A passage among its neighbours, with the facts that rest on each; `?citation=` marks the words of one fact."""

    section = section_of(Source)

    def get(self, request, slug, number):
        source = find(self.section, slug)
        citation = self._citation(source, request.GET.get("citation", ""))
        if citation and citation.passage is None:
            citation = None
        if citation and (source.slug, citation.passage.number) != (slug, number):
            # The citation was moved to another passage, or the source to another address, since the link was made.
            return redirect(citation_url(citation))
        if source.slug != slug:
            return redirect(f"{source.get_absolute_url()}passages/{number}/", permanent=True)
        newest = source.current_edition
        asked = citation.passage.edition if citation else number_asked(request, "edition", newest)
        return render(request, "public/passage.html", self._context(source, number, asked, citation))

    def _citation(self, source, key):
        """The citation with this key, if readers may see its record."""
        if not key:
            return None
        return readable(source.citations.filter(key=key)).select_related("passage").first()

    def _context(self, source, number, asked, citation):
        if number > MAX_NUMBER:
            raise Http404("There is no passage of this number.")
        edition = edition_of(source, asked)
        around = edition.passages().filter(number__gte=number - NEIGHBOURS, number__lte=number + NEIGHBOURS)
        around = list(around)
        passage = next((each for each in around if each.number == number), None)
        if passage is None:
            raise Http404("There is no passage of this number.")
        citations = self._citations(source, around, citation)
        resting = resting_by_passage(citations)
        chosen = self._chosen(citation, resting)
        own = [] if chosen else [each for each in citations if each.passage_id == passage.pk]
        return {
            "section": self.section,
            "record": source,
            "edition": edition,
            "headline": f"Passage {number}",
            "passage": passage,
            "context": [
                edition.show(each, own, resting.get(each.pk, []), only=citation if chosen else None)
                if each is passage
                else edition.show(each, [], resting.get(each.pk, []))
                for each in around
            ],
            "chosen": chosen,
            "original_url": original_url(citation) if chosen else source.url,
            "source_url": place_on_source_page(source, passage),
            "previous": next((passage_url(source, each) for each in around if each.number == number - 1), ""),
            "next": next((passage_url(source, each) for each in around if each.number == number + 1), ""),
            "same_words": [(each, passage_url(source, each)) for each in same_words(passage)],
        }

    def _citations(self, source, passages, chosen):
        found = source.citations.filter(passage__in=passages).order_by("content_type", "object_id", "field", "pk")
        found = list(found[:MAX_CITATIONS])
        if chosen and all(each.pk != chosen.pk for each in found):
            found.append(chosen)
        by_number = {passage.pk: passage for passage in passages}
        for each in found:
            each.passage = by_number[each.passage_id]
        return found

    def _chosen(self, citation, resting):
        if citation is None:
            return None
        owner = (citation.content_type_id, citation.object_id, citation.stance)
        for told in resting.get(citation.passage_id, []):
            other = told.citation
            if (other.content_type_id, other.object_id, other.stance) == owner:
                (verdict,) = verify([citation], read_documents=False)
                return Chosen(citation, told, verdict)
        return None
