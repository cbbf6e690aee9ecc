"""How a record stands, in words: what is known, what has ended, and what nobody says."""

from core.dates import Certainty
from people.models import Appointment
from public.values import status
from relations.choices import MissionStatus
from relations.models import Country, DiplomaticRelation, Membership, Mission, Organization, Recognition, Treaty

# Numbers, lists and sentences


def number_of(number, singular, plural=""):
    """A number with its noun: "1 mission", "2 missions"."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def number_range(low, high, singular, plural=""):
    """A number of which only the bounds are known, with its noun: "5 to 6 missions"."""
    if low == high:
        return number_of(low, singular, plural)
    return f"{low:,} to {number_of(high, singular, plural)}"


def listed(parts):
    """Parts joined as in speech: "a, b and c"."""
    parts = [part for part in parts if part]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentence(text):
    """The text with a capital at its start and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


# Dates in sentences


def dated(date):
    """When something happened, in a sentence: "on 20 January 2009", "in December 2009", "1994 or before"."""
    if date.is_interval or date.edtf.startswith("["):
        return str(date)
    if date.is_approximate:
        return str(date)
    return f"{'on' if date.earliest == date.latest else 'in'} {date}"


def since(word, date):
    """From when something lasts: "open since 2008", "open since some time between 2008 and 2010"."""
    between = "some time " if str(date).startswith("between") else ""
    return f"{word} since {between}{date}"


# How records stand

#: What is said of a record that lasts: on a day on which it surely did, and on which it possibly did.
_LASTING = {
    Recognition: ("Recognized", "Possibly recognized"),
    DiplomaticRelation: ("Kept", "Possibly kept"),
    Mission: ("Open", "Possibly open"),
    Treaty: ("In force", "Possibly in force"),
    Membership: ("Belonged", "Possibly belonged"),
    Appointment: ("In office", "Possibly in office"),
    Country: ("Existed", "Possibly existed"),
    Organization: ("Existed", "Possibly existed"),
}


def standing_on(record, moment):
    """Whether a record of what lasts did so on the day of the page: surely, possibly, not yet or no longer."""
    certainty = moment.certainty(record)
    surely, possibly = _LASTING[type(record)]
    if certainty is Certainty.SURELY:
        return status(surely, "good")
    if certainty is Certainty.POSSIBLY:
        return status(possibly, "doubt")
    first = getattr(record, record.spell.start)
    is_to_come = first and first.earliest and first.earliest > moment.day
    return status("Not yet" if is_to_come else "No longer", "over")


def _on(date):
    return f" {date}" if date else ", date not stated"


def _by(person, word="by"):
    return f"{word} {person}" if person is not None and person.is_published else ""


def recognition_standing(recognition):
    """Whether a recognition has ended, as far as is known."""
    if not recognition.has_ended:
        return status("No end known", "good")
    reason = recognition.get_end_reason_display()
    return [status(f"Ended{_on(recognition.ended)}", "over"), reason]


def relation_standing(relation):
    """Whether two States keep diplomatic relations, as far as is known."""
    if relation.resumed:
        return status(f"Resumed {relation.resumed}", "good")
    if relation.severed:
        return [status(f"Severed {relation.severed}", "over"), _by(relation.severed_by)]
    if relation.suspended:
        return status(f"Suspended {relation.suspended}", "doubt")
    return status("No end known", "good")


def mission_standing(mission):
    """Whether a mission works, as far as is known."""
    if mission.closed:
        return status(f"Closed {mission.closed}", "over")
    tones = {MissionStatus.OPEN: "good", MissionStatus.CLOSED: "over"}
    word = MissionStatus(mission.mission_status).label if mission.mission_status else "Not stated"
    return status(word, tones.get(mission.mission_status, "doubt"))


def treaty_standing(treaty):
    """How far a treaty has come."""
    if treaty.ended:
        return status(f"Ended {treaty.ended}", "over")
    if treaty.entered_into_force:
        return status(f"In force since {treaty.entered_into_force}", "good")
    return status("Entry into force not stated", "doubt")


def membership_standing(membership):
    """Whether a membership has ended, or on which day a source counts it."""
    if membership.until:
        return status(f"Ended {membership.until}", "over")
    if membership.as_of:
        return status(f"As of {membership.as_of}", "good")
    return status("No end known", "good")


def appointment_standing(appointment):
    """Whether a term has ended, why and by whom."""
    if appointment.ended or appointment.end_reason:
        by = _by(appointment.ended_by)
        reason = appointment.get_end_reason_display()
        return [status(f"Ended{_on(appointment.ended)}", "over"), f"{reason} {by}".strip() if reason else by]
    return status("No end known", "good")


#: The fields of an appointment that tell of its letters of credence, in the order of the steps (VCDR art. 4 and 13).
CREDENTIALS = (
    "agrement",
    "credentials_received",
    "copy_presented",
    "copy_presented_to",
    "credentials_presented",
    "credentials_presented_to",
    "credentials_place",
)


def steps_of_credentials(appointment):
    """The steps between an appointment and the work, each with its date and who received the letters."""
    steps = (
        ("Agrément", appointment.agrement, None, ""),
        ("Letters received", appointment.credentials_received, None, ""),
        ("Copy presented", appointment.copy_presented, appointment.copy_presented_to, ""),
        (
            "Presented",
            appointment.credentials_presented,
            appointment.credentials_presented_to,
            appointment.credentials_place,
        ),
    )
    return [
        " ".join(filter(None, (what, str(day or ""), _by(person, "to"), f"in {place}" if place else "")))
        for what, day, person, place in steps
        if day or person
    ]


#: The fields of an appointment that tell how the term began.
START = ("appointed", "appointed_by", "attested")


def start_and_appointer(appointment):
    """From when a source has the official in office, and who appointed them."""
    return [start_of_term(appointment), _by(appointment.appointed_by)]


def start_of_term(appointment):
    """From when, or on which day, a source has the official in office."""
    if appointment.appointed:
        return f"Appointed {appointment.appointed}"
    if appointment.credentials_presented:
        return f"Credentials {appointment.credentials_presented}"
    if appointment.attested:
        return f"In office {appointment.attested}"
    return ""


def term(appointment):
    """A term in a few words: how it began and how it ended."""
    start = start_of_term(appointment)
    if not (appointment.ended or appointment.end_reason):
        return start.lower()[:1] + start[1:]
    end = f"ended{_on(appointment.ended)}"
    return f"{start.lower()[:1] + start[1:]}, {end}" if start else end


def amount(event):
    """An event's amount with its unit, its figures in groups of three."""
    if event.amount is None:
        return ""
    whole = event.amount.normalize()
    return f"{whole:,f} {event.unit}"
