"""Why a text is not a date of the register, and what it could mean.

Only refused input comes here, so nothing below is on the fast path. A refusal never guesses: it names the readings
that the text could have and leaves the choice to the person who has the source at hand.
"""

import re
from collections.abc import Callable

FIRST_YEAR, LAST_YEAR = 1500, 2100
MAX_LENGTH = 120

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
EXAMPLES = "26 August 2008, December 2009, 19 September 2005 or before, c. 2009"

Explanation = tuple[str, tuple[str, ...]]


class DateError(ValueError):
    """The text is not a date that the register can hold.

    ``str(error)`` is one or two sentences for the person who typed it: what is wrong and what to write instead.
    ``error.readings`` are the texts, each accepted by ``core.dates.parse``, which it could have meant.
    """

    def __init__(self, text: str, reason: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(f"“{_printable(text)}” {reason}. {_advice(readings)}")
        self.readings = readings


def _printable(text: str) -> str:
    """The text as it can be shown in one line: shortened, with invisible characters and surrogates spelt out."""
    if len(text) > 60:
        text = text[:59] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _advice(readings: tuple[str, ...]) -> str:
    if not readings:
        return f"Write a date such as {EXAMPLES}."
    quoted = [f"“{reading}”" for reading in readings]
    if len(quoted) == 1:
        return f"If that is what the source means, write {quoted[0]}."
    return f"Write {', '.join(quoted[:-1])} or {quoted[-1]}, whichever the source means."


def named_day(day: str, month: str, year: str) -> str:
    """``8``, ``9``, ``2008`` as "8 September 2008"; an impossible month gives a text that no parser accepts."""
    number = int(month)
    name = MONTH_NAMES[number - 1] if 1 <= number <= 12 else f"month {number}"
    return f"{int(day)} {name} {year}"


def _month_name(written: str) -> str:
    """The full name of a month that ``MONTH`` matched ("sep", "sept.")."""
    return next(name for name in MONTH_NAMES if name.lower().startswith(written[:3]))


def _numeric(match: re.Match) -> Explanation:
    first, second, year = match[1], match[3], match[4]
    readings = dict.fromkeys((named_day(first, second, year), named_day(second, first, year)))
    return "gives day and month in numbers, which some sources print in one order and some in the other", tuple(
        readings
    )


def _year_and_two_digits(match: re.Match) -> Explanation:
    year, rest = match[1], match[3]
    month = f"{MONTH_NAMES[int(rest) - 1]} {year}" if 1 <= int(rest) <= 12 else ""
    return "is neither a year and a month nor two whole years", (month, f"{year}/{year[:2]}{rest}")


def _two_years(match: re.Match) -> Explanation:
    first, second = match[1], match[2]
    return (
        "could be a time that lasted from one year to the other, or one date within those years",
        (f"{first}/{second}", f"between {first} and {second}"),
    )


def _quarter(match: re.Match) -> Explanation:
    quarter, year = int(match[1] or match[4]), match[2] or match[3]
    first, last = MONTH_NAMES[quarter * 3 - 3], MONTH_NAMES[quarter * 3 - 1]
    return "names a quarter, which may be of the calendar or of an accounting year", (
        f"between {first} {year} and {last} {year}",
    )


def _either_day(match: re.Match) -> Explanation:
    first, second, month, year = match.groups()
    days = tuple(f"{int(day)} {_month_name(month)} {year}" for day in (first, second))
    return "names two dates", (*days, f"between {days[0]} and {days[1]}")


def _days_of_a_month(match: re.Match) -> Explanation:
    first, second, month, year = match.groups()
    days = tuple(f"{int(day)} {_month_name(month)} {year}" for day in (first, second))
    return "could be a time that lasted several days, or one date among them", (
        "–".join(days),
        f"between {days[0]} and {days[1]}",
    )


def _part_of_a_year(match: re.Match) -> Explanation:
    return f"does not say which months “{match[1]}” covers, and a whole year or month is safe", (match[2],)


_RULES: tuple[tuple[str, Callable[[re.Match], Explanation]], ...] = (
    (r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})", _numeric),
    (r"([0-9]{4})([-–/])([0-9]{2})", _year_and_two_digits),
    (r"([0-9]{4})-([0-9]{4})", _two_years),
    (r"q([1-4])[ /-]?([0-9]{4})|([0-9]{4})[ /-]?q([1-4])", _quarter),
    (rf"([0-9]{{1,2}}) or ([0-9]{{1,2}}) {MONTH} ([0-9]{{4}})", _either_day),
    (rf"([0-9]{{1,2}}) ?[-–] ?([0-9]{{1,2}}) {MONTH} ([0-9]{{4}})", _days_of_a_month),
    (r"(early|mid|middle|late|beginning|start|end)(?: of|-|) ?(?:in )?(.+)", _part_of_a_year),
    (
        r"([0-9]{4})[-–/. ]?([0-9]{1,2})[-–/. ]?([0-9]{1,2})(?:t.*| [0-9]{2}:.*)?",
        lambda match: (
            "is not the ISO form of a day (year-month-day, two digits each, no time)",
            (f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}",),
        ),
    ),
    (
        r"(?:the )?([0-9]{2}00)s",
        lambda match: (
            "could be ten years or a hundred",
            (f"{match[1]}s decade", f"{match[1]}s century"),
        ),
    ),
    (
        r"(.+?) ?[-–]",
        lambda match: (
            "does not say whether it goes on or when it ended is unknown",
            (f"since {match[1]}", f"from {match[1]}, end unknown"),
        ),
    ),
    (
        r"(.+) or ([^ ].*)",
        lambda match: ("names two dates", (match[1], match[2], f"between {match[1]} and {match[2]}")),
    ),
    (
        r"from (.+)",
        lambda match: ("has no end", (f"since {match[1]}", f"from {match[1]}, end unknown")),
    ),
    (
        rf"[0-9]{{1,2}}([/.\-])[0-9]{{1,2}}\1[0-9]{{2}}|(?:[0-9]{{1,2}} )?{MONTH},? ['’]?[0-9]{{2}}",
        lambda match: ("needs a year of four digits", ()),
    ),
    (
        rf"[0-9]{{1,2}} {MONTH}|{MONTH} [0-9]{{1,2}}|{MONTH}",
        lambda match: ("has no year", ()),
    ),
    (
        r"[0-9]{5}(?:\.[0-9]+)?",
        lambda match: ("looks like a spreadsheet's serial number; format that cell as a date", ()),
    ),
    (
        r"-?[0-9]+[~?%]?",
        lambda match: (f"is not a year from {FIRST_YEAR} to {LAST_YEAR}", ()),
    ),
    (
        r"unknown|none|n/?a|tbd|tba|[-–?]+|not known|no date",
        lambda match: ("is not a date; where the source gives none, leave the place empty", ()),
    ),
)
_MONTH_WORD = re.compile(rf"\b{MONTH}(?![a-z])")
_COMPILED = tuple((re.compile(pattern), explain) for pattern, explain in _RULES)


#: Words that may stand around a date; what is wrong with the date is said of it alone.
_AROUND = re.compile(
    r"((?:in|on|by|before|after|since|until) )?((?:(?! or (?:before|earlier|later|after)).)+)( or [a-z]+)?"
)


def explain(plain: str) -> Explanation:
    """The reason why ``plain`` (lower case, single spaces) is no date, and candidates for what it could mean.

    The candidates are not checked here: the caller drops those that are no dates either ("30 February 2009").
    """
    around = _AROUND.fullmatch(plain)
    before, core, after = (part or "" for part in around.groups()) if around else ("", plain, "")
    for pattern, explanation in _COMPILED:
        if match := pattern.fullmatch(core):
            reason, readings = explanation(match)
            return reason, tuple(f"{before}{_with_capitals(reading)}{after}" for reading in readings if reading)
    return "cannot be read as a date", ()


def _with_capitals(reading: str) -> str:
    return _MONTH_WORD.sub(lambda word: _month_name(word[1]), reading)
