"""
Does the attached document still hold what a citation takes from it?

A citation is *verified* when

- it quotes words, and they stand in its passage (`quotation`);
- it quotes none, and the passage's text has the fingerprint that was recorded for it; and when it gives a value as
  printed (`says`), that value stands in the passage (`value`; without one: `fingerprint`). Parts of a value that an
  ellipsis separates must stand there one after the other;
- it names no passage, and what it quotes or says stands somewhere in the document.

Words are compared as `sources.documents.words` says: kinds of quotation mark and dash, white space and characters
without width make no difference, and nothing else is overlooked. There is no reading of dates or numbers: "2008" does
not verify "26.8.08".

Otherwise it has *moved* to another passage of the same edition, is *reworded* (the closest passage is named, with the
difference), or is *gone*. With no document attached, or with its stored bytes missing or damaged, nothing is said.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from core.differences import Difference, word_diff
from sources.choices import CitationState
from sources.documents.differences import closest_words
from sources.documents.quoting import find_words, says
from sources.documents.words import compared, fingerprint
from sources.models import Citation, Document, Passage
from sources.storage import is_intact

#: At least this much of the words quoted must be left, in per cent, for a passage to be called a rewording.
REWORDED = 70


@dataclass(frozen=True)
class Verdict:
    """
    What became of one citation.

    `by` says what verified it: quotation, value, fingerprint or document. `found` is the passage to which it moved or
    which is closest, and `difference` what changed in the words.
    """

    citation: Citation
    state: CitationState
    by: str = ""
    detail: str = ""
    found: Passage | None = None
    difference: tuple[Difference, ...] = ()

    @property
    def is_problem(self):
        """Whether an editor must look at it."""
        return self.state in (CitationState.MOVED, CitationState.REWORDED, CitationState.GONE)

    def as_dict(self):
        """For JSON."""
        citation = self.citation
        return {
            "key": citation.key,
            "record_type": citation.content_type.model,
            "record": getattr(citation.record, "slug", ""),
            "field": citation.field,
            "source": citation.source.slug,
            "passage": citation.passage.place if citation.passage else "",
            "state": str(self.state),
            "by": self.by,
            "detail": self.detail,
            "found": self.found.place if self.found else "",
            "difference": [part.as_dict() for part in self.difference],
        }


class _Text:
    """A passage with the forms in which it is compared, each made once."""

    def __init__(self, passage):
        self.passage = passage

    @cached_property
    def compared(self):
        return compared(self.passage.text)

    @cached_property
    def fingerprint(self):
        return fingerprint(self.passage.text)

    @property
    def is_as_recorded(self):
        return not self.passage.fingerprint or self.passage.fingerprint == self.fingerprint


def verify(citations, *, read_documents: bool = True) -> list[Verdict]:
    """
    A verdict on each of the citations, a queryset or list, in a constant number of queries.

    With `read_documents` the stored bytes of every document are read and their digests compared; a page that shows
    some citations does without.
    """
    if hasattr(citations, "select_related"):
        citations = citations.select_related("source", "passage", "content_type")
    return _Verifier(list(citations), read_documents).verdicts()


def counts(verdicts) -> dict[str, int]:
    """How many citations are in each state, every state named."""
    found = Counter(verdict.state for verdict in verdicts)
    return {str(state): found[state] for state in CitationState}


class _Verifier:
    def __init__(self, citations, read_documents):
        self.citations = citations
        sources = {citation.source_id for citation in citations}
        self.documents = {}
        for document in Document.objects.filter(source__in=sources):
            self.documents[document.source_id, document.edition] = not read_documents or is_intact(document.sha256)
        self.texts = {}

    def verdicts(self):
        at_once = {citation.pk: self.at_its_place(citation) for citation in self.citations}
        looked_for = [citation for citation in self.citations if at_once[citation.pk] is None]
        library = self.library(looked_for)
        return [at_once[each.pk] or self.elsewhere(each, library[self.copy_of(each)]) for each in self.citations]

    def copy_of(self, citation):
        edition = citation.passage.edition if citation.passage_id else citation.source.current_edition
        return citation.source_id, edition

    def at_its_place(self, citation):
        """The verdict that the citation's own passage allows, or None when others must be looked at."""
        intact = self.documents.get(self.copy_of(citation))
        if not intact:
            detail = "" if intact is None else "The stored copy is missing or damaged."
            return Verdict(citation, CitationState.NO_DOCUMENT, detail=detail)
        if citation.passage_id is None:
            if citation.exact or citation.says:
                return None
            return Verdict(citation, CitationState.VERIFIED, by="document")
        text = self.texts.setdefault(citation.passage_id, _Text(citation.passage))
        by = _verified_by(citation, text)
        return Verdict(citation, CitationState.VERIFIED, by=by) if by else None

    def library(self, citations):
        """The texts of the copies that these citations are looked for in, with one query."""
        copies = {self.copy_of(citation) for citation in citations}
        shelves = defaultdict(list)
        wanted = Passage.objects.filter(source__in={source for source, _edition in copies}).exclude(text="")
        for passage in wanted.order_by("number") if copies else ():
            if (passage.source_id, passage.edition) in copies:
                shelves[passage.source_id, passage.edition].append(_Text(passage))
        return shelves

    def elsewhere(self, citation, texts):
        """Where else in the same copy the citation's words are."""
        wanted = citation.exact or citation.says
        if citation.passage_id and not citation.exact:
            passage = citation.passage
            same = [text.passage for text in texts if text.fingerprint == passage.fingerprint]
            if same and passage not in same:
                return Verdict(citation, CitationState.MOVED, detail="The passage stands elsewhere.", found=same[0])
            if not wanted or (passage not in same and says(compared(passage.text), wanted)):
                return self.changed_passage(citation)
        holds = find_words if citation.exact else says
        words = compared(wanted) if citation.exact else wanted
        places = [text for text in texts if text.passage.pk != citation.passage_id and holds(text.compared, words)]
        if places and citation.passage_id is None:
            by = "quotation" if citation.exact else "value"
            return Verdict(citation, CitationState.VERIFIED, by=by, found=places[0].passage)
        if places:
            near = min(places, key=lambda text: abs(text.passage.number - citation.passage.number))
            return Verdict(citation, CitationState.MOVED, detail="The words stand elsewhere.", found=near.passage)
        return self.closest(citation, wanted, texts)

    def changed_passage(self, citation):
        """The verdict on a passage whose text is another than the one recorded, of which only the digest is known."""
        if not citation.passage.text:
            return Verdict(citation, CitationState.GONE, detail="The document has no such passage.")
        detail = "The passage's text is not the one recorded; that one's words were not kept."
        return Verdict(citation, CitationState.REWORDED, detail=detail, found=citation.passage)

    def closest(self, citation, wanted, texts):
        found = process.extractOne(
            compared(wanted), [text.compared for text in texts], scorer=fuzz.partial_ratio, score_cutoff=REWORDED
        )
        if found is None:
            return Verdict(citation, CitationState.GONE, detail="Nothing in the document comes close to these words.")
        passage = texts[found[2]].passage
        span = closest_words(passage.text, wanted)
        difference = tuple(word_diff(wanted, passage.text[span.start : span.end])) if span else ()
        detail = "These words do not stand in the document; the closest ones differ."
        return Verdict(citation, CitationState.REWORDED, detail=detail, found=passage, difference=difference)


def _verified_by(citation, text):
    """What verifies the citation at its own passage; blank when nothing does."""
    if not text.passage.text:
        return ""
    if citation.exact:
        return "quotation" if find_words(text.compared, compared(citation.exact)) else ""
    if not text.is_as_recorded:
        return ""
    if not citation.says:
        return "fingerprint"
    return "value" if says(text.compared, citation.says) else ""
