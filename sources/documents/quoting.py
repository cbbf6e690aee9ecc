"""
Finding quoted words in a passage: W3C Web Annotation Data Model, 4.2.4 (Text Quote Selector).

The words must be there from the beginning of a word to the end of one, and from the first digit of a number to its
last: "990" is no quotation of "1990", nor "700" of "3,700".
"""

import re
import unicodedata
from dataclasses import dataclass

from sources.documents.words import INVISIBLE, compared

#: How many characters of context a selector keeps on either side.
CONTEXT = 32

_WORD_CATEGORIES = frozenset("LMN")
#: Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, and Chinese and Japanese characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: A number with its sign, its decimal and its grouping marks; groups of three may stand apart.
_NUMBER = re.compile(r"(?<![\d.,'])\d{1,3}(?: \d{3})+(?!\d)|(?:(?<![\w'])[-+])?\d+(?:[.,']\d+)*")
_LONGEST_NUMBER = 40
_MAX_CANDIDATES = 1000


@dataclass(frozen=True)
class Span:
    """Where quoted words stand in a text: offsets of their first character and of the one after their last."""

    start: int
    end: int


@dataclass(frozen=True)
class Selector:
    """The words quoted, with what stands around them, and where they start in the passage's text."""

    exact: str
    prefix: str
    suffix: str
    position: int


def locate(text: str, exact: str, *, prefix: str = "", suffix: str = "", near: int | None = None) -> Span | None:
    """
    Where `exact` stands in the stored `text`, or None.

    Of several places the one is taken whose surroundings are `prefix` and `suffix`, then the one closest to the offset
    `near`, then the first.
    """
    where, wanted = compared(text), compared(exact)
    places = find_words(where, wanted)
    if not places:
        return None
    before, after = compared(prefix), compared(suffix)
    spans = [_span(text, where, start, start + len(wanted)) for start in places]

    def rank(index):
        start = places[index]
        fits = where[:start].rstrip().endswith(before) + where[start + len(wanted) :].lstrip().startswith(after)
        return (-fits, abs(spans[index].start - near) if near is not None else index)

    return spans[min(range(len(places)), key=rank)]


def find_words(where: str, wanted: str) -> list[int]:
    """The offsets at which `wanted` stands in `where` as whole words and numbers; both in the compared form."""
    places = []
    start = where.find(wanted) if wanted else -1
    while start >= 0 and len(places) < _MAX_CANDIDATES:
        if not _cuts(where, start, start + len(wanted)):
            places.append(start)
        start = where.find(wanted, start + 1)
    return places


def says(where: str, wanted: str) -> bool:
    """Whether a printed value stands in `where`; parts that an ellipsis separates, one after the other."""
    position = 0
    for part in filter(None, (compared(part) for part in re.split(r"…|\.\.\.|\[…\]", wanted))):
        places = [place for place in find_words(where, part) if place >= position]
        if not places:
            return False
        position = places[0] + len(part)
    return position > 0


def selector(text: str, start: int, end: int) -> Selector:
    """The selector of the words of `text` between two offsets, as a citation keeps it."""
    return Selector(text[start:end].strip(), text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def _cuts(where, start, end):
    """Whether a word or number goes on beyond either end of the span."""
    return any(
        0 < edge < len(where) and (_joined(where[edge - 1], where[edge]) or _is_in_number(where, edge))
        for edge in (start, end)
    )


def _is_in_number(where, edge):
    """Whether an offset lies within a number."""
    first = max(0, edge - _LONGEST_NUMBER)
    around = where[first : edge + _LONGEST_NUMBER]
    return any(first + number.start() < edge < first + number.end() for number in _NUMBER.finditer(around))


def _joined(left, right):
    """Whether two neighbouring characters belong to one word or number."""
    if unicodedata.category(left)[0] not in _WORD_CATEGORIES or unicodedata.category(right)[0] not in _WORD_CATEGORIES:
        return False
    return not (_UNSPACED.match(left) or _UNSPACED.match(right)) or unicodedata.category(right)[0] == "M"


def _span(text, where, start, end):
    """The span of `text` that became `where[start:end]` in its compared form."""
    if len(text) == len(where):
        return Span(start, end)
    visible = [index for index, char in enumerate(text) if char not in INVISIBLE]
    if len(visible) != len(where):
        # Deleting a joiner let NFC compose what stood on its two sides; the nearest character is good enough to show.
        visible += [len(text) - 1] * len(where)
    return Span(visible[start], visible[end - 1] + 1)
