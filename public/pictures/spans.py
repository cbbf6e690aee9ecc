"""From records to what a timeline draws: moments, and spells with what is sure of their ends and what is not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from core.dates import PartialDate
from people.models import Appointment, Event, Office
from public import phrases
from relations.models import DiplomaticRelation, Membership, Mission, Recognition, Treaty


@dataclass(frozen=True)
class Span:
    """
    Something on a timeline.

    Between `first` and `last` it may have been so, between `sure_from` and `sure_to` it surely was; None: no such day
    is known. It `goes_on` where no end is known, and `is_lost` where it ended nobody says when. A `moment` has a day,
    or some days of which it is one.
    """

    label: str
    told: str
    first: date | None
    sure_from: date | None
    sure_to: date | None
    last: date | None
    goes_on: bool = False
    moment: bool = False

    @property
    def days(self):
        """The days that it names, in no order."""
        return [day for day in (self.first, self.sure_from, self.sure_to, self.last) if day]

    @property
    def title(self):
        return f"{self.label}: {self.told}" if self.told else self.label


def moment(label: str, when: PartialDate | None) -> list[Span]:
    """A moment, or nothing where its date is not stated."""
    if not when or not (when.earliest or when.latest):
        return []
    first, last = when.earliest or when.latest, when.latest or when.earliest
    return [Span(label, str(when), first, None, None, last, moment=True)]


def spell(label, told, start, end, *, over=False, seen=(), lasts=True) -> list[Span]:
    """
    What began at `start` and ended at `end`; nothing where no date of it is known.

    `over`: it ended though no end is dated. `seen`: dates on which it is known to have been so. `lasts`: without an
    end it surely goes on; else it may.
    """
    seen = [each for each in seen if each]
    dated = [each for each in (start, end, *seen) if each and (each.earliest or each.latest)]
    if not dated:
        return []
    proofs = [each for each in seen if each.surely_from <= each.surely_to]
    first, sure_from = (start.earliest, _day(start.surely_from)) if start else (None, None)
    known_to = max([day for each in proofs if (day := _day(each.surely_to))], default=sure_from)
    if not start and proofs:
        sure_from = min([day for each in proofs if (day := _day(each.surely_from))], default=None)
    elif not start and seen:
        # It was so on some day of these: none is sure, all are possible.
        sure_from, known_to = seen[0].latest, seen[0].earliest
    goes_on = not end and not over
    if end:
        sure_to = _day(end.surely_to)
        last = end.latest
    else:
        sure_to, last = (None if goes_on and lasts and start else known_to), None
    found = Span(label, told, first, sure_from, sure_to, last, goes_on)
    return [found] if found.days else []


def _day(day):
    """A day, or None for the calendar's own ends, which stand for no bound."""
    return None if day in (date.min, date.max) else day


def _name(record):
    """A record's name, as far as readers may see it."""
    return str(record) if record.is_published else "not published"


def _of_recognition(row, subject):
    state, entity = row.recognizing_state, row.recognized_entity
    if subject is None:
        label = f"Recognition of {_name(entity)} by {_name(state)}"
    else:
        label = _name(entity if state == subject else state)
    return spell(label, _from_to(row.granted, row.ended, row.has_ended), row.granted, row.ended, over=row.has_ended)


def _of_relation(row, subject):
    label = " and ".join(_name(state) for state in (row.first_state, row.second_state) if state != subject)
    told = _from_to(row.established, row.severed, bool(row.severed))
    found = spell(label, told, row.established, row.severed)
    if row.resumed:
        found += spell(label, f"resumed {row.resumed}", row.resumed, None)
    return found


def _of_mission(row, subject):
    other = row.receiver if row.sending_state == subject else row.sending_state
    label = f"{row.get_mission_type_display()}, {_name(other)}" if other else row.get_mission_type_display()
    is_over = row.mission_status == "closed"
    return spell(label, _from_to(row.opened, row.closed, is_over), row.opened, row.closed, over=is_over)


def _of_treaty(row, subject):
    label = row.short_title or row.title
    found = moment(f"{label}, signed", row.signed)
    if row.entered_into_force:
        told = _from_to(row.entered_into_force, row.ended, bool(row.ended))
        found += spell(f"{label}, in force", told, row.entered_into_force, row.ended)
    return found


def _of_membership(row, subject):
    label = _name(row.organization) if row.member == subject else row.body or _name(row.member)
    return spell(label, _from_to(row.since, row.until, False), row.since, row.until, seen=[row.as_of])


def _of_appointment(row, subject):
    label = _name(row.official)
    seen = [row.credentials_presented, row.attested]
    is_over = bool(row.ended or row.end_reason)
    return spell(label, phrases.term(row), row.appointed, row.ended, over=is_over, seen=seen, lasts=False)


def _of_office(row, subject):
    found = [span for term in row.terms for span in _of_appointment(term, subject)]
    return [replace(span, label=f"{row}: {span.label}") for span in found]


def _from_to(start, end, over):
    """When it began and ended, in a few words."""
    if start and not (end or over):
        return f"since {start}"
    told = [f"from {start}" if start else "", f"until {end}" if end else "ended, date not stated" if over else ""]
    return ", ".join(filter(None, told))


_SPANS: dict[type, Callable] = {
    Recognition: _of_recognition,
    DiplomaticRelation: _of_relation,
    Mission: _of_mission,
    Treaty: _of_treaty,
    Membership: _of_membership,
    Appointment: _of_appointment,
    Office: _of_office,
    Event: lambda row, _subject: moment(str(row), row.happened),
}


def spans_of(row, subject=None) -> list[Span]:
    """What a timeline draws of a record, beside `subject`, which it need not name; nothing where it has no date."""
    make = _SPANS.get(type(row))
    return make(row, subject) if make else []
