"""
A newer copy of a document: where in it each citation of the older ones belongs.

A citation of an older edition is

- *same*: the passage of the same number has the same text, or still holds the words quoted;
- *moved*: another passage has that text, or holds the words quoted;
- *reworded*: the passage most like the old one is named, with the difference; words quoted give way to the closest;
- *gone*: nothing comes close, and the citation stays where it is.

Nothing moves without a person's word, and old editions stay citable.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from core.differences import Difference, word_diff
from editorial.choices import ChangesetKind
from editorial.units import changeset
from editorial.writing import write
from sources.choices import Anchor
from sources.documents.differences import closest_words
from sources.documents.quoting import Selector, find_words, locate, says, selector
from sources.documents.words import compared
from sources.models import Citation, Passage, Source

#: Two passages are versions of one when at least this much of them is the same, in per cent.
ALIKE = 60


@dataclass(frozen=True)
class Proposal:
    """
    Where one citation of an older edition belongs in the newest.

    `passage` is its new place, None when it is gone. `selector` holds the words to quote there, None when the citation
    quotes none or they are not there. `difference` leads from the old words to the new; `says_stands` tells whether
    the printed value is in the new passage.
    """

    citation: Citation
    anchor: Anchor
    passage: Passage | None = None
    selector: Selector | None = None
    difference: tuple[Difference, ...] = ()
    says_stands: bool = True


def plan_reanchoring(source: Source) -> list[Proposal]:
    """A proposal for every citation of the source's older editions, in a constant number of queries."""
    newest = source.passages.current().order_by("number")
    passages = [passage for passage in newest if passage.text or passage.fingerprint]
    if not passages:
        return []
    edition = passages[0].edition
    citations = source.citations.filter(passage__edition__lt=edition).select_related("passage", "content_type")
    plan = _Plan(passages)
    return [plan.propose(citation) for citation in citations.order_by("passage__edition", "passage__number", "pk")]


def reanchor(
    source: Source,
    confirmed: list[Proposal],
    *,
    author,
    kind: str = ChangesetKind.COMMAND,
    reason: str = "",
) -> list[Citation]:
    """
    Move citations to where the confirmed proposals put them, in one changeset; those that are gone stay.

    Raises ConflictError when a citation was changed since it was proposed, and ValidationError when a value is
    refused; nothing is written then.
    """
    moved = []
    with changeset(author=author, kind=kind, reason=reason or f"Re-anchored in the newest copy of “{source}”"):
        for proposal in confirmed:
            if proposal.passage is not None:
                citation = proposal.citation
                citation.passage = proposal.passage
                _quote(citation, proposal.selector)
                write(citation)
                moved.append(citation)
    return moved


def _quote(citation, chosen):
    citation.exact = chosen.exact if chosen else ""
    citation.prefix = chosen.prefix if chosen else ""
    citation.suffix = chosen.suffix if chosen else ""
    citation.position = chosen.position if chosen else None


class _Plan:
    def __init__(self, passages):
        self.passages = passages
        self.compared = [compared(passage.text) for passage in passages]
        self.by_fingerprint = {}
        for passage in passages:
            self.by_fingerprint.setdefault(passage.fingerprint, []).append(passage)
        self.likeliest = {}

    def propose(self, citation):
        old = citation.passage
        same = self.by_fingerprint.get(old.fingerprint, []) if old.fingerprint else []
        if same:
            return self._placed(citation, min(same, key=lambda each: abs(each.number - old.number)))
        if citation.exact:
            wanted = compared(citation.exact)
            holding = [index for index, text in enumerate(self.compared) if find_words(text, wanted)]
            if holding:
                return self._placed(citation, self._best(old, holding))
        likeliest = self._most_alike(old)
        if likeliest is None and citation.says:
            likeliest = self._only_one_saying(citation.says)
        return Proposal(citation, Anchor.GONE) if likeliest is None else self._reworded(citation, likeliest)

    def _placed(self, citation, passage):
        """The words are there, in the passage of the same number or another."""
        anchor = Anchor.SAME if passage.number == citation.passage.number else Anchor.MOVED
        chosen = None
        if citation.exact:
            span = locate(passage.text, citation.exact, prefix=citation.prefix, suffix=citation.suffix)
            chosen = selector(passage.text, span.start, span.end) if span else None
        same = passage.fingerprint == citation.passage.fingerprint
        difference = () if same or not citation.passage.text else tuple(word_diff(citation.passage.text, passage.text))
        return Proposal(citation, anchor, passage, chosen, difference, _stands(citation, passage))

    def _reworded(self, citation, passage):
        chosen = None
        if citation.exact and (span := closest_words(passage.text, citation.exact)):
            chosen = selector(passage.text, span.start, span.end)
        old = citation.passage.text
        difference = tuple(word_diff(old, passage.text)) if old else ()
        return Proposal(citation, Anchor.REWORDED, passage, chosen, difference, _stands(citation, passage))

    def _best(self, old, indexes):
        """Of the passages that hold the words quoted, the one most like the old passage, then the nearest."""
        before = compared(old.text)
        index = max(
            indexes,
            key=lambda each: (
                fuzz.ratio(before, self.compared[each]),
                -abs(self.passages[each].number - old.number),
            ),
        )
        return self.passages[index]

    def _most_alike(self, old):
        """The passage most like the old one; looked for once for all its citations."""
        if old.pk not in self.likeliest:
            found = None
            if old.text:
                found = process.extractOne(compared(old.text), self.compared, scorer=fuzz.ratio, score_cutoff=ALIKE)
            self.likeliest[old.pk] = self.passages[found[2]] if found else None
        return self.likeliest[old.pk]

    def _only_one_saying(self, value):
        """Of an old passage whose words were never kept: the one passage in which the printed value stands."""
        holding = [passage for passage, text in zip(self.passages, self.compared, strict=True) if says(text, value)]
        return holding[0] if len(holding) == 1 else None


def _stands(citation, passage):
    return not citation.says or says(compared(passage.text), citation.says)
