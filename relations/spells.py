"""
Was it so on day D? Of records that last for a time: surely, possibly or not, the same in the database and in Python.

A `Spell` names the dates that bound a record; `core.dates.certainty_on` says what follows from them. Days are
arguments, never the clock. Each question may be told `today`, the asker's day, of which the register speaks at the
latest: from then on, what lasts and has no dates is so, and what ended at an unknown time is over. Before that day,
and without it, an unknown date is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Model, Q, Value, When
from django.db.models.lookups import Exact

from core.date_questions import surely_begun, surely_lasting
from core.dates import Certainty, certainty_on
from relations.choices import CountryStatus, MissionStatus, RecognitionEnd

SURELY, POSSIBLY, NO = Certainty.SURELY, Certainty.POSSIBLY, Certainty.NO


def is_not(condition: Q) -> Q:
    """The negation of a condition that may be unknown (NULL) for a row: what is not true of it."""
    return Q(Exact(Case(When(condition, then=Value(1)), default=Value(0)), Value(0)))


@dataclass(frozen=True)
class Spell:
    """
    The fields that bound something lasting.

    Of `seen` each date proves only its own days, and those up to a known end; they count where `start` is blank.
    Before `not_before` it was not so. With one of the values in `over` it has ended, in `untold` nobody says whether
    it goes on, in `never` it did not begin. `lasts`: a row without dates speaks of the present.
    """

    start: str
    end: str
    seen: tuple[str, ...] = ()
    not_before: str = ""
    over: Mapping[str, list] = field(default_factory=dict)
    untold: Mapping[str, list] = field(default_factory=dict)
    never: Mapping[str, list] = field(default_factory=dict)
    lasts: bool = True

    def certainty(self, record: Model, day: date, today: date | None = None) -> Certainty:
        """Whether it was so on `day`."""
        start, end = getattr(record, self.start), getattr(record, self.end)
        seen = [] if start else [value for name in self.seen if (value := getattr(record, name))]
        over, is_present = _has(record, self.over), _is_present(day, today)
        if _has(record, self.never) or self._is_too_early(record, day) or (over and not end and is_present):
            return NO
        if seen:
            return _certainty_of_seen(seen, end, day)
        ended = over or _has(record, self.untold)
        if self.lasts and is_present and not (start or end or ended):
            return SURELY
        return certainty_on(start, end, day, ended=ended)

    def _is_too_early(self, record, day):
        first = getattr(record, self.not_before) if self.not_before else None
        return bool(first and first.earliest and day < first.earliest)

    def may_be(self, day: date, today: date | None = None) -> Q:
        """Records of which it was so on `day`, surely or possibly."""
        start, end = self.start, self.end
        found = Q(**{f"{start}_earliest": None}) | Q(**{f"{start}_earliest__lte": day})
        found &= Q(**{f"{end}_latest": None}) | Q(**{f"{end}_latest__gte": day})
        if self.not_before:
            first = f"{self.not_before}_earliest"
            found &= Q(**{first: None}) | Q(**{f"{first}__lte": day})
        if self.never:
            found &= ~_has_any(self.never)
        if self.over and _is_present(day, today):
            found &= ~_has_any(self.over) | ~Q(**{end: ""})
        return found

    def surely(self, day: date, today: date | None = None) -> Q:
        """Records of which it was surely so on `day`."""
        no_start, no_end = Q(**{self.start: ""}), Q(**{self.end: ""})
        goes_on, until_its_end = no_end, ~no_end & surely_lasting(self.end, day)
        begun = surely_begun(self.start, day)
        found = begun & (goes_on | until_its_end)
        if self.over or self.untold:
            is_ended = _has_any(self.over) | _has_any(self.untold)
            goes_on = no_end & ~is_ended
            # When it ended is unknown: it surely was on the day it began, if that is one day.
            began_on = surely_lasting(self.start, day) & Q(**{f"{self.start}_earliest__gte": day})
            found = begun & (goes_on | until_its_end | no_end & is_ended & began_on)
        undated = no_start
        for name in self.seen:
            proves = until_its_end | no_end & surely_lasting(name, day)
            found |= no_start & surely_begun(name, day) & proves
            undated &= Q(**{name: ""})
        found |= undated & until_its_end & surely_begun(self.end, day) & Q(**{f"{self.end}_latest__lte": day})
        if self.lasts and _is_present(day, today):
            found |= undated & goes_on
        return self.may_be(day, today) & found


@dataclass(frozen=True)
class Relations:
    """Diplomatic relations: kept from their establishment until they are severed, and again when resumed, but not
    while suspended."""

    kept: Spell
    suspended: Spell

    @property
    def start(self):
        """The field that dates its beginning."""
        return self.kept.start

    def certainty(self, record: Model, day: date, today: date | None = None) -> Certainty:
        """Whether the two States kept relations on `day`."""
        answers = [self.kept.certainty(record, day, today)]
        if record.resumed:
            answers.append(certainty_on(record.resumed, None, day))
        suspended = self.suspended.certainty(record, day) if record.suspended else NO
        if SURELY in answers and suspended is NO:
            return SURELY
        return NO if suspended is SURELY or answers.count(NO) == len(answers) else POSSIBLY

    def may_be(self, day: date, today: date | None = None) -> Q:
        """Pairs that kept relations on `day`, surely or possibly."""
        again = ~Q(resumed="") & (Q(resumed_earliest=None) | Q(resumed_earliest__lte=day))
        suspended = ~Q(suspended="") & self.suspended.surely(day)
        return (self.kept.may_be(day, today) | again) & is_not(suspended)

    def surely(self, day: date, today: date | None = None) -> Q:
        """Pairs that surely kept relations on `day`."""
        suspended = ~Q(suspended="") & self.suspended.may_be(day)
        return (self.kept.surely(day, today) | surely_begun("resumed", day)) & is_not(suspended)


def _is_present(day, today):
    return today is not None and day >= today


def _has(record, values):
    return any(getattr(record, name) in of for name, of in values.items())


def _has_any(values):
    found = Q()
    for name, of in values.items():
        found |= Q(**{f"{name}__in": of})
    return found


def _certainty_of_seen(seen, end, day):
    if end and end.latest and day > end.latest:
        return NO
    proved = ((each.surely_from, end.surely_to if end else each.surely_to) for each in seen)
    return SURELY if any(first <= day <= last for first, last in proved) else POSSIBLY


RECOGNITION = Spell("granted", "ended", over={"end_reason": RecognitionEnd.values})
RELATIONS = Relations(Spell("established", "severed"), Spell("suspended", "resumed", lasts=False))
MISSION = Spell(
    "opened",
    "closed",
    over={"mission_status": [MissionStatus.CLOSED]},
    untold={"mission_status": [MissionStatus.UNKNOWN]},
    never={"mission_status": [MissionStatus.PLANNED]},
)
#: In force; nothing proves that a treaty is whose entry into force is not stated (VCLT art. 24).
IN_FORCE = Spell("entered_into_force", "ended", not_before="signed", lasts=False)
MEMBERSHIP = Spell("since", "until", seen=("as_of",))
COUNTRY = Spell(
    "existence",
    "existence",
    over={
        "country_status": [
            CountryStatus.FORMER_STATE,
            CountryStatus.FORMER_PARTIALLY_RECOGNIZED,
            CountryStatus.FORMER_SUBNATIONAL,
        ]
    },
)
ORGANIZATION = Spell("existence", "existence")
