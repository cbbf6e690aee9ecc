"""Partial and uncertain dates: the text as written, its EDTF, and the days it can and must mean.

Pure Python, no Django. ``core.date_grammar`` says what is read and why; this module holds the value, the front door
``parse`` and the three-valued question "Was it so on day D?".
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import lru_cache, total_ordering

from core.date_display import describe
from core.date_grammar import read
from core.date_points import DOUBT
from core.date_refusals import EXAMPLES, MAX_LENGTH, DateError

__all__ = [
    "EXAMPLES",
    "MAX_LENGTH",
    "Certainty",
    "DateError",
    "PartialDate",
    "certainty_on",
    "parse",
    "parse_uncached",
    "surely_before",
    "to_partial_date",
]


class Certainty(Enum):
    """The three answers to "Was it so on day D?"."""

    SURELY = "surely"
    POSSIBLY = "possibly"
    NO = "no"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as a source gives it. Made by ``parse``; never by hand.

    ``earliest`` and ``latest`` are the outer bounds, both included; None means no bound or an unknown one. Equality is
    that of EDTF and text. The order is total: by earliest (None first), latest (None last), EDTF, text.

    ``surely_from`` to ``surely_to`` are the days surely covered; there are none where the first is after the second. A
    doubtful end (``~ ? %``) is never sure within ``core.date_points.DOUBT`` of its stated bounds.
    """

    text: str
    edtf: str
    earliest: date | None = field(compare=False)
    latest: date | None = field(compare=False)
    surely_from: date = field(compare=False, repr=False)
    surely_to: date = field(compare=False, repr=False)

    def __str__(self) -> str:
        """The register's own wording: "19 September 2005 or before", "c. 2009"."""
        return describe(self.edtf)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[date, date, str, str]:
        """What the total order compares; the same order as the database columns with nulls as said above."""
        return self.earliest or date.min, self.latest or date.max, self.edtf, self.text

    @property
    def is_approximate(self) -> bool:
        """Whether any part of it is only about right (EDTF ``~`` or ``%``)."""
        return "~" in self.edtf or "%" in self.edtf

    @property
    def is_uncertain(self) -> bool:
        """Whether any part of it may be wrong, such as an inferred year (EDTF ``?`` or ``%``)."""
        return "?" in self.edtf or "%" in self.edtf

    @property
    def is_interval(self) -> bool:
        """Whether it is a state that lasted (``a/b``) rather than one date."""
        return "/" in self.edtf

    def covers(self, day: date) -> Certainty:
        """Whether ``day`` is (or, of an interval, is among) what this date means."""
        return _certainty(self.earliest, self.latest, self.surely_from, self.surely_to, day)


def parse_uncached(text: str) -> PartialDate:
    """``parse`` without its memory; the one that the benchmark measures."""
    text = text.strip()
    return PartialDate(text, *read(text))


@lru_cache(maxsize=4096)
def parse(text: str) -> PartialDate:
    """Read a date in EDTF, ISO 8601 or one of the English forms of ``core.date_grammar``.

    Raises ``DateError`` (a ``ValueError``) for anything else. It never guesses: a text with two readings is refused,
    and the error names them.
    """
    return parse_uncached(text)


def to_partial_date(value: object) -> PartialDate | None:
    """``value`` as a partial date: text is parsed, a date of Python is that day, "" and None are None.

    The time of a ``datetime`` (a spreadsheet's date cell) is dropped. Raises ``DateError`` for other text,
    ``TypeError`` for other types.
    """
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, str):
        return parse(value) if value.strip() else None
    if isinstance(value, datetime):
        return parse(value.date().isoformat())
    if isinstance(value, date):
        return parse(value.isoformat())
    raise TypeError(f"A partial date is a text, a date or None, not {type(value).__name__}.")


def certainty_on(start: PartialDate | None, end: PartialDate | None, day: date, *, ended: bool = False) -> Certainty:
    """Whether a spell from ``start`` to ``end`` lasted on ``day``, its first and last days included.

    ``start`` None: when it began is unknown. ``end`` None: it goes on, or, with ``ended``, when it ended is unknown.
    NO means outside every bound that is known; nothing is said about days before an unknown start but POSSIBLY.
    """
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if start:
        surely_from = start.surely_from
    else:
        surely_from = max(end.surely_from, end.latest or date.max) if end else date.max
    if end:
        surely_to = end.surely_to
    elif ended:
        # All that is known of the end is that it did not come before the start.
        surely_to = min(start.surely_to, start.earliest or date.min) if start else date.min
    else:
        surely_to = date.max if start else date.min
    return _certainty(earliest, latest, surely_from, surely_to, day)


def surely_before(first: PartialDate | None, second: PartialDate | None) -> bool:
    """Whether the last day that ``first`` may mean lies before the first day that ``second`` may mean.

    An unknown bound proves nothing, nor does a doubtful one (``~ ? %``) within ``core.date_points.DOUBT``.
    """
    if first is None or second is None or first.latest is None or second.earliest is None:
        return False
    gap = second.earliest - first.latest
    return gap.days > sum(DOUBT.days for each in (first, second) if each.is_approximate or each.is_uncertain)


def _certainty(earliest: date | None, latest: date | None, surely_from: date, surely_to: date, day: date) -> Certainty:
    if (earliest and day < earliest) or (latest and day > latest):
        return Certainty.NO
    return Certainty.SURELY if surely_from <= day <= surely_to else Certainty.POSSIBLY
