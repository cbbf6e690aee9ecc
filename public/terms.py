"""Who holds an office on a day, who held it before, and when surely nobody did: from terms with partial dates."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import Certainty
from people.models import Appointment
from public import phrases
from public.moment import Moment

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """Days, the first and the last included, on which by every recorded date nobody held an office."""

    first: date
    last: date

    def __str__(self):
        if self.first == self.last:
            return f"on {_day(self.first)}"
        return f"from {_day(self.first)} to {_day(self.last)}"


def _day(day):
    return f"{day.day} {day:%B} {day.year}"


def start_of(term: Appointment):
    """The date by which a term had begun, as far as is stated."""
    return term.appointed or term.credentials_presented or term.attested


def is_over(term: Appointment, moment: Moment) -> bool:
    """Whether the term surely ended before the day."""
    if term.ended:
        return term.ended.latest is not None and term.ended.latest < moment.day
    return bool(term.end_reason) and moment.day >= moment.today


def holders_on(terms: list[Appointment], moment: Moment) -> list[tuple[Appointment, Certainty]]:
    """
    The terms in one office that cover the day: the sure ones or, where there are none, the possible ones.

    A term whose end nobody states is taken to be over once another's has surely begun after it.
    """
    answers = [(term, moment.certainty(term)) for term in terms if not _is_succeeded(term, terms, moment)]
    sure = [answer for answer in answers if answer[1] is Certainty.SURELY]
    return sure or [answer for answer in answers if answer[1] is Certainty.POSSIBLY and start_of(answer[0])]


def _is_succeeded(term, terms, moment):
    mine = start_of(term)
    if term.ended or mine is None or mine.latest is None:
        return False
    starts = [start_of(other) for other in terms if other.official_id != term.official_id]
    return any(start and start.earliest and mine.latest < start.earliest <= moment.day for start in starts)


def last_before(terms: list[Appointment], moment: Moment) -> Appointment | None:
    """The last of the terms that were over, or followed by another, on the day."""
    past = [term for term in terms if is_over(term, moment) or _is_succeeded(term, terms, moment)]
    return past[-1] if past else None


def named(term: Appointment) -> str:
    """A sure holder with the start of the term: "Oleg Botsiev, since 15 April 2013"."""
    start = term.appointed or term.credentials_presented
    return f"{phrases.since(f'{term.official},', start)}" if start else str(term.official)


def span(term: Appointment) -> str:
    """How long a term lasted, as far as is stated: " (25 July 2008–2012)"."""
    told = phrases.term(term)
    return f" ({told})" if told else ""


def gaps(terms: list[Appointment], today: date) -> list[Gap]:
    """
    The gaps between terms on which surely nobody held the office, in order.

    Every day that a term may cover counts as covered: an unknown start reaches back, an unknown end reaches on.
    """
    covered = sorted(
        (
            term.appointed.earliest if term.appointed and term.appointed.earliest else date.min,
            term.ended.latest if term.ended and term.ended.latest else date.max,
        )
        for term in terms
    )
    found, until = [], None
    for first, last in covered:
        if until is not None and until < date.max and until + _ONE_DAY < first <= today:
            found.append(Gap(until + _ONE_DAY, first - _ONE_DAY))
        until = last if until is None else max(until, last)
    return found
