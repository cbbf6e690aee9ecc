"""Single dates of the register, of whatever precision: a century at one end, a day at the other.

Seasons are bounded by three whole (meteorological) months of the northern hemisphere, where the register's sources are
written. The winter of a year is read by some as the one that begins in its December and by others as the one that ends
in its February: its bounds contain both.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from core.date_refusals import FIRST_YEAR, LAST_YEAR, MONTH, MONTH_NAMES

#: A doubtful bound (``~ ? %``) proves nothing about the days within this distance of it. The bounds themselves stay as
#: stated: how far "circa" reaches is the source's secret, so the register never widens what it stores.
DOUBT = timedelta(days=366)


class Point(NamedTuple):
    """One date, of whatever precision."""

    edtf: str
    earliest: date
    latest: date
    doubtful: bool

    @property
    def surely_begun(self) -> date:
        """The first day on which what began at this point had surely begun."""
        return self.latest + DOUBT if self.doubtful else self.latest

    @property
    def surely_lasting(self) -> date:
        """The last day on which what ended at this point surely lasted."""
        return self.earliest - DOUBT if self.doubtful else self.earliest


_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
_NUMERIC = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th)?"
ISO = re.compile(rf"{_NUMERIC}([~?%])?")
_MASKED = re.compile(r"([0-9]{3}x|[0-9]{2}xx|[0-9]{4}-xx(?:-xx)?|[0-9]{4}-[0-9]{2}-xx)([~?%])?")
_ENGLISH = re.compile(
    r"((?:c\.|ca\.|approx\.) ?|(?:c|ca|circa|about|around|approximately) )?"
    rf"(?:(?:the )?{_DAY}(?: of)? {MONTH},? ([0-9]{{4}})"
    rf"|{MONTH} {_DAY},? ([0-9]{{4}})"
    rf"|{MONTH}(?:,| of)? ([0-9]{{4}})"
    r"|(spring|summer|autumn|fall|winter)(?: of)? ([0-9]{4})"
    r"|(?:the )?([0-9]{3})0s( decade| century)?"
    rf"|{_NUMERIC})"
    r"(, (?:month|day|month and day) unknown)?"
    r"( ?[?~%]| \(uncertain\))?"
)
_UNKNOWN_PARTS = {(4, ", month unknown"): "-XX", (4, ", month and day unknown"): "-XX-XX", (7, ", day unknown"): "-XX"}


class Impossible(Exception):
    """The form is right and the date is not: says why, without the text."""


def read_point(plain: str) -> Point | None:
    """The single date that ``plain`` (lower case, single spaces) is, in EDTF or in English; None where it is none.

    Raises ``Impossible`` for one that has the form of a date and does not exist, or lies outside the register's years.
    """
    if match := ISO.fullmatch(plain):
        year, month, day, qualifier = match.groups()
        return _dated(year, month, day, qualifier or "")
    if match := _MASKED.fullmatch(plain):
        return _masked(match[1].upper(), match[2] or "")
    if match := _ENGLISH.fullmatch(plain):
        return _named(match.groups())
    return None


def _dated(year: str, month: str | int | None, day: str | None, qualifier: str) -> Point:
    """A year, month, day or season given by numbers (EDTF 5.1, level 1 "Seasons")."""
    number = _year(year)
    if month is None:
        return Point(year + qualifier, date(number, 1, 1), date(number, 12, 31), qualifier != "")
    month = int(month)
    if 21 <= month <= 24 and day is None:
        return Point(f"{year}-{month}{qualifier}", *_season(number, month), qualifier != "")
    if not 1 <= month <= 12:
        raise Impossible(f"names month {month}, which does not exist")
    days = monthrange(number, month)[1]
    if day is None:
        return Point(
            f"{year}-{month:02}{qualifier}", date(number, month, 1), date(number, month, days), qualifier != ""
        )
    if not 1 <= int(day) <= days:
        raise Impossible(f"names day {int(day)} of a month that has {days} ({MONTH_NAMES[month - 1]} {year})")
    exact = date(number, month, int(day))
    return Point(exact.isoformat() + qualifier, exact, exact, qualifier != "")


def _year(digits: str) -> int:
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Impossible(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return year


def _season(year: int, season: int) -> tuple[date, date]:
    if season == 24:
        return date(year - 1, 12, 1), date(year + 1, 2, monthrange(year + 1, 2)[1])
    first = (season - 20) * 3
    return date(year, first, 1), date(year, first + 2, 30 if season == 23 else 31)


def _masked(mask: str, qualifier: str) -> Point:
    """Unspecified digits from the right (EDTF level 1)."""
    if mask[4:] == "" or mask[5] == "X":
        first, last = _year(mask[:4].replace("X", "0")), _year(mask[:4].replace("X", "9"))
        return Point(mask + qualifier, date(first, 1, 1), date(last, 12, 31), qualifier != "")
    month = _dated(mask[:4], mask[5:7], None, qualifier)
    if int(mask[5:7]) > 12:
        raise Impossible("names a day of a season")
    return month._replace(edtf=mask + qualifier)


def _named(groups: tuple[str | None, ...]) -> Point | None:
    """A date in words, or in numbers with words around them, from the groups of ``_ENGLISH``."""
    circa, *parts, unknown, doubt = groups
    qualifier = _qualifier(bool(circa), doubt or "")
    day, month, year, us_month, us_day, us_year, bare_month, bare_year, season, season_year = parts[:10]
    decade, span, number, numeric_month, numeric_day = parts[10:]
    if decade:
        return _decade(decade, span, qualifier) if not unknown else None
    if number:
        point = _dated(number, numeric_month, numeric_day, qualifier)
    elif season:
        point = _dated(season_year, _SEASONS[season], None, qualifier)
    else:
        name = month or us_month or bare_month
        point = _dated(year or us_year or bare_year, _MONTHS[name[:3]], day or us_day, qualifier)
    if unknown:
        stated = point.edtf.removesuffix(qualifier)
        mask = _UNKNOWN_PARTS.get((len(stated), unknown))
        return _masked(stated + mask, qualifier) if mask else None
    return point


def _qualifier(circa: bool, doubt: str) -> str:
    """``~`` approximate, ``?`` uncertain, ``%`` both (EDTF level 1)."""
    approximate = circa or "~" in doubt or "%" in doubt
    uncertain = "?" in doubt or "%" in doubt or "uncertain" in doubt
    return ("%" if uncertain else "~") if approximate else "?" if uncertain else ""


def _decade(digits: str, span: str | None, qualifier: str) -> Point | None:
    """ "2010s" is ten years; "2000s" could be a hundred and needs the word "decade" or "century"."""
    if digits.endswith("0"):
        if span is None:
            return None
        return _masked(digits[:2] + "XX" if span == " century" else digits + "X", qualifier)
    return None if span == " century" else _masked(digits + "X", qualifier)
