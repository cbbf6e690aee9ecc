"""How two texts differ, word by word."""

from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum

#: Comparing longer texts word by word would take seconds; they are told as removed and added as a whole.
MAX_WORDS = 5000


class Part(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Difference:
    """A run of words, and whether both texts have it, or only the older, or only the newer."""

    part: Part
    words: str

    def as_dict(self):
        return asdict(self)


def word_diff(older: str, newer: str) -> list[Difference]:
    """The words of both texts in order. Joined without what was added they are the older, without what was removed
    the newer."""
    before, after = older.split(), newer.split()
    if max(len(before), len(after)) > MAX_WORDS:
        whole = [Difference(Part.REMOVED, older), Difference(Part.ADDED, newer)]
        return [Difference(Part.SAME, older)] if before == after else whole
    told = []
    for kind, left, left_end, right, right_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(Difference(Part.SAME, " ".join(before[left:left_end])))
            continue
        if left < left_end:
            told.append(Difference(Part.REMOVED, " ".join(before[left:left_end])))
        if right < right_end:
            told.append(Difference(Part.ADDED, " ".join(after[right:right_end])))
    return told
