"""The grammar of the register's dates: text in, EDTF and bounds out. Pure Python; ``core.dates`` is its front door.

What is read, with clauses of EDTF (ISO 8601-2:2019, also https://www.loc.gov/standards/datetime/):

* level 0: years 1500–2100, months, days; closed intervals ``a/b``;
* level 1: qualifiers ``~ ? %`` at the end, unspecified digits from the right (``201X``, ``20XX``, ``2009-XX``,
  ``2009-12-XX``, ``2009-XX-XX``), seasons 21–24, intervals that are open (``..``) or unknown (blank) at one side;
* of level 2 only "one of a set" given by its ends: ``[..d]``, ``[d..]``, ``[a..b]``;
* the English forms that sources print, each of which has exactly one reading among those above.

An interval ``a/b`` is a state that lasted from a to b. A set ``[a..b]`` is **one** date somewhere between a and b,
both included. So "since 2008" is ``2008/..``, "until 2014" is ``/2014``, "between 2008 and 2010" is ``[2008..2010]``
and "2005 or before" is ``[..2005]``. "before 1994" is strict: ``[..1993]``; "after 2005" is ``[2006..]``.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from core.date_points import ISO, Impossible, Point, read_point
from core.date_refusals import MAX_LENGTH, DateError, explain


class Reading(NamedTuple):
    """What a text means: canonical EDTF, outer bounds (None: none or unknown), and the days it surely covers.

    The sure days run from ``surely_from`` to ``surely_to``; there are none where the first is after the second.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    surely_from: date
    surely_to: date


class _PlainCharacters(dict):
    """For ``str.translate``: digits of any script become ASCII, hyphens "-", dashes "–", spaces " "."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isdecimal():
            return str(unicodedata.decimal(char))
        return " " if unicodedata.category(char) == "Zs" else char


_PLAIN = _PlainCharacters({code: chr(code) for code in range(128)})
_PLAIN.update(dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212\ufe63\uff0d"), "-"))
_PLAIN.update(dict.fromkeys(map(ord, "–—―"), "–"))

_SPELT = re.compile(r"[a-wyz]")
_BEFORE_OR_AFTER = re.compile(r"(.+) or (before|earlier|after|later)")
_JOINT = re.compile(r" ?– ?| - | to | until | till |(?<=[a-z] [0-9]{4})-(?=(?:[0-9]{1,2} )?[a-z])")
_AND = re.compile(r" and (?!day unknown)")
_STILL = frozenset({"present", "the present", "date", "now"})


def read(text: str) -> Reading:
    """The one reading of ``text``, or ``DateError`` when there is none or more than one."""
    if len(text) > MAX_LENGTH:
        raise DateError(text, f"is longer than {MAX_LENGTH} characters")
    plain = (text if text.isascii() else text.translate(_PLAIN)).strip(" ").lower()
    if not plain:
        raise DateError(text, "is empty")
    if not plain.isprintable():
        raise DateError(text, "holds an invisible character")
    if "  " in plain:
        plain = " ".join(filter(None, plain.split(" ")))
    try:
        reading = _interpret(plain)
        reason, candidates = explain(plain) if reading is None else ("", ())
    except Impossible as problem:
        reading, reason, candidates = None, str(problem), explain(plain)[1]
    if reading is None:
        raise DateError(text, reason, tuple(each for each in candidates if _is_readable(each)))
    return reading


def _is_readable(candidate: str) -> bool:
    try:
        return candidate != "" and _interpret(candidate.lower()) is not None
    except Impossible:
        return False


def _interpret(plain: str) -> Reading | None:
    """Dispatch on the form; ``plain`` is in lower case with single spaces. None: no form fits."""
    if point := read_point(plain):
        return _single(point)
    head, _, rest = plain.partition(" ")
    if rule := _HEADS.get(head):
        return rule(rest)
    if plain[0] == "[":
        return _set_of(plain)
    if "/" in plain:
        return _interval(*plain.split("/")) if plain.count("/") == 1 and not _SPELT.search(plain) else None
    if match := _BEFORE_OR_AFTER.fullmatch(plain):
        return _one_of("", match[1]) if match[2] in ("before", "earlier") else _one_of(match[1], "")
    return _joined(plain)


def _single(point: Point) -> Reading:
    return Reading(point.edtf, point.earliest, point.latest, point.surely_begun, point.surely_lasting)


def _one_of(low: str, high: str) -> Reading | None:
    """One date, from ``low`` at the earliest to ``high`` at the latest; a blank is no bound (EDTF level 2, sets)."""
    first, last = read_point(low), read_point(high)
    if (low and not first) or (high and not last) or not (first or last):
        return None
    _check_order(first, last)
    return Reading(
        f"[{first.edtf if first else ''}..{last.edtf if last else ''}]",
        first.earliest if first else None,
        last.latest if last else None,
        last.surely_begun if last else date.max,
        first.surely_lasting if first else date.min,
    )


def _set_of(plain: str) -> Reading | None:
    low, dots, high = plain[1:-1].partition("..")
    if plain[-1] != "]" or not dots or _SPELT.search(plain):
        return None
    return _one_of(low, high)


def _interval(low: str, high: str) -> Reading | None:
    """A state that lasted from ``low`` to ``high``; ".." is no end, a blank an unknown one (EDTF level 1)."""
    low, high = low.strip(), high.strip()
    first, last = read_point(low), read_point(high)
    if (not first and low not in ("", "..")) or (not last and high not in ("", "..")) or not (first or last):
        return None
    _check_order(first, last)
    # Where one end is unknown, all that is sure is the other end itself: it did not end before it began.
    begun = first.surely_begun if first else date.min if low else last.surely_begun
    lasting = last.surely_lasting if last else date.max if high else first.surely_lasting
    return Reading(
        f"{first.edtf if first else low}/{last.edtf if last else high}",
        first.earliest if first else None,
        last.latest if last else None,
        begun,
        lasting,
    )


def _check_order(first: Point | None, last: Point | None) -> None:
    if first and last and last.latest < first.earliest:
        raise Impossible("ends before it begins")


def _joined(plain: str) -> Reading | None:
    """ "19 September 2011–31 March 2014", "2008 to 2010", "2011–present"."""
    parts = _JOINT.split(plain)
    if len(parts) != 2 or not read_point(parts[0]):
        return None
    return _interval(parts[0], ".." if parts[1] in _STILL else parts[1]) if parts[1] else None


def _between(rest: str) -> Reading | None:
    ends = _AND.split(rest)
    return _one_of(*ends) if len(ends) == 2 and all(ends) else None


def _from(rest: str) -> Reading | None:
    start = rest.removesuffix(", end unknown")
    return _joined(rest) if start == rest else _interval(start, "")


def _always(rest: str) -> Reading | None:
    return _interval("..", rest.removeprefix("until ")) if rest.startswith("until ") else None


def _beside(rest: str, *, later: bool) -> Point | None:
    """The nearest year, month or day (as precise as ``rest``) that is wholly before or after it."""
    match = ISO.fullmatch(point.edtf) if (point := read_point(rest)) else None
    if not match or match[4] or point.edtf[5:7] > "12":
        return None
    neighbour = point.latest + timedelta(1) if later else point.earliest - timedelta(1)
    return read_point(neighbour.isoformat()[: len(point.edtf)])


def _before(rest: str) -> Reading | None:
    return _one_of("", point.edtf) if (point := _beside(rest, later=False)) else None


def _after(rest: str) -> Reading | None:
    return _one_of(point.edtf, "") if (point := _beside(rest, later=True)) else None


def _in(rest: str) -> Reading | None:
    return _single(point) if (point := read_point(rest)) else None


def _until(rest: str) -> Reading | None:
    return _interval("", rest)


_HEADS = {
    "in": _in,
    "on": _in,
    "by": lambda rest: _one_of("", rest),
    "before": _before,
    "after": _after,
    "since": lambda rest: _interval(rest, ".."),
    "until": _until,
    "till": _until,
    "always": _always,
    "between": _between,
    "from": _from,
}
