"""What is worth a look in officials, their offices and events. A check doubts only what surely does not fit."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q

from core.dates import surely_before
from editorial.checks import Doubt, leading_by, soft_check
from editorial.choices import Status
from editorial.name_checks import look_for_mixed_scripts, look_for_twins
from people.choices import EventType, OfficeType
from people.models import Appointment, Event, Office, Official
from relations.models import Country, Mission, Organization
from relations.querysets import NO_END_KNOWN

ALIVE = ~Q(status=Status.WITHDRAWN)
#: Offices that one person holds at a time; there may be many deputies, representatives and members.
HELD_BY_ONE = (
    OfficeType.HEAD_OF_STATE,
    OfficeType.HEAD_OF_GOVERNMENT,
    OfficeType.FOREIGN_MINISTER,
    OfficeType.HEAD_OF_MISSION,
    OfficeType.SUBNATIONAL_HEAD,
)
#: What happens in honour of the dead.
IN_MEMORY = (EventType.CEREMONY, EventType.CULTURE)


# Heads of mission


@soft_check(
    "head-before-agrement",
    Appointment,
    "Head of mission before agrément",
    depends={Office: leading_by("office")},
)
def heads_before_agrement(scope):
    """The receiving State agrees to a head of mission before accrediting (VCDR art. 4)."""
    heads = scope.records.filter(office__office_type=OfficeType.HEAD_OF_MISSION)
    heads = heads.filter(
        Q(appointed_latest__lt=F("agrement_earliest")) | Q(credentials_presented_latest__lt=F("agrement_earliest"))
    )
    for term in heads.select_related("official"):
        steps = (("was appointed", term.appointed), ("presented credentials", term.credentials_presented))
        told = [f"{step} {date}" for step, date in steps if surely_before(date, term.agrement)]
        if told:
            reason = f"{term.official} {' and '.join(told)}, but the agrément is dated {term.agrement}."
            yield Doubt(term.pk, reason, (term.agrement, term.appointed, term.credentials_presented))


@soft_check(
    "post-after-mission-closed",
    Appointment,
    "Head of mission after the mission closed",
    depends={Office: leading_by("office"), Mission: leading_by("office__mission")},
)
def posts_after_the_mission_closed(scope):
    """Nobody takes up, or goes on in, a post at a mission that is closed."""
    posts = scope.records.filter(office__office_type=OfficeType.HEAD_OF_MISSION)
    dates = ("appointed", "credentials_presented", "attested")
    suspect = NO_END_KNOWN & ~Q(appointed="", credentials_presented="")
    for name in dates:
        suspect |= Q(**{f"{name}_earliest__gt": F("office__mission__closed_latest")})
    posts = posts.filter(suspect, office__mission__closed_latest__isnull=False)
    for term in posts.select_related("official", "office__mission"):
        closed = term.office.mission.closed
        late = [name for name in dates if surely_before(closed, getattr(term, name))]
        if late:
            label = term._meta.get_field(late[0]).verbose_name
            told = f"{label} {getattr(term, late[0])}"
        elif not (term.ended or term.end_reason) and (term.appointed or term.credentials_presented):
            told = "in office with no end recorded"
        else:
            continue
        facts = (closed, term.ended, term.end_reason, *(getattr(term, name) for name in dates))
        yield Doubt(
            term.pk, f"{term.official}: {told}, but the mission closed {closed}.", facts, _of(term.office.mission)
        )


def _of(record):
    return type(record), record.pk


# Terms in office


def _terms_of_the_same_office(pks):
    return Q(office__in=Appointment.objects.filter(pk__in=pks).values("office"))


@soft_check(
    "two-open-terms",
    Appointment,
    "Two open terms in one office",
    depends={Office: leading_by("office"), Appointment: _terms_of_the_same_office},
)
def two_open_terms(scope):
    """An office for one person has two holders whose terms began and have no end; of others it is a double record."""
    began = ~Q(appointed="", credentials_presented="")
    open_terms = Appointment.objects.filter(ALIVE, NO_END_KNOWN, began)
    same_office = open_terms.filter(office=OuterRef("office")).exclude(pk=OuterRef("pk"))
    one_holder = Q(office__office_type__in=HELD_BY_ONE)
    suspects = open_terms.filter(
        Q(one_holder, Exists(same_office)) | Exists(same_office.filter(official=OuterRef("official")))
    )
    if scope.pks is not None:
        suspects = suspects.filter(Q(pk__in=scope.pks) | Q(office__in=scope.records.values("office")))
    groups = defaultdict(list)
    for term in suspects.select_related("official", "office").order_by("pk"):
        key = (term.office_id,) if term.office.office_type in HELD_BY_ONE else (term.office_id, term.official_id)
        groups[key].append(term)
    for terms in groups.values():
        in_order = sorted(terms, key=lambda term: ((term.appointed or term.credentials_presented).sort_key, term.pk))
        for first, second in zip(in_order, in_order[1:], strict=False):
            newer, older = (first, second) if first.pk > second.pk else (second, first)
            began = older.appointed or older.credentials_presented
            reason = f"{older.official} is in the same office since {began} with no end recorded ({older.slug})."
            facts = [each.official_id for each in (newer, older)]
            facts += [date for each in (newer, older) for date in (each.appointed, each.credentials_presented)]
            yield Doubt(newer.pk, reason, (newer.office_id, *facts), _of(older))


# Events


def _lifetimes():
    """(field of an event, its first and last date, what is said of it)."""
    return (
        ("officials", Official, "born", "died"),
        ("countries", Country, "existence", "existence"),
        ("organizations", Organization, "existence", "existence"),
    )


@soft_check(
    "event-outside-lifetime",
    Event,
    "Event outside a participant's lifetime",
    depends={
        Official: leading_by("officials"),
        Country: leading_by("countries"),
        Organization: leading_by("organizations"),
    },
)
def events_outside_a_lifetime(scope):
    """Who takes part in an event is alive then, and a State or organization exists."""
    for field, model, start, end in _lifetimes():
        through = Event._meta.get_field(field).remote_field.through
        link = model._meta.model_name
        outside = Q(event__happened_latest__lt=F(f"{link}__{start}_earliest")) | Q(
            event__happened_earliest__gt=F(f"{link}__{end}_latest")
        )
        rows = through.objects.filter(outside, event__in=scope.records.order_by().values("pk"))
        for row in rows.select_related("event", link):
            participant = getattr(row, link)
            reason = _outside_lifetime(row.event, participant, getattr(participant, start), getattr(participant, end))
            if reason:
                facts = (row.event.happened, getattr(participant, start), getattr(participant, end))
                yield Doubt(row.event_id, reason, facts, _of(participant))


def _outside_lifetime(event, participant, start, end):
    happened = event.happened
    if isinstance(participant, Official):
        if surely_before(happened, start):
            return f"It happened {happened}, but {participant} was born {start}."
        if surely_before(end, happened) and event.event_type not in IN_MEMORY:
            return f"It happened {happened}, but {participant} died {end}."
        return ""
    over = end is not None and end.is_interval and surely_before(end, happened) and event.event_type not in IN_MEMORY
    if surely_before(happened, start) or over:
        return f"It happened {happened}, but {participant} existed {start}."
    return ""


# Names


def _are_two_persons(first, second):
    return (None not in (first.country_id, second.country_id) and first.country_id != second.country_id) or (
        surely_before(first.born, second.born) or surely_before(second.born, first.born)
    )


look_for_mixed_scripts(Official, "name", "other_names")
look_for_mixed_scripts(Office, "title", "other_names")
look_for_mixed_scripts(Event, "title")
look_for_twins(Official, unlike=_are_two_persons)
# Titles of offices and events are alike by nature: only the same ones, of the same body or day, are doubted.
look_for_twins(
    Office, apart=lambda office: (office.country_id, office.organization_id, office.mission_id), slips=False
)
look_for_twins(Event, apart=lambda event: event.happened_edtf, slips=False)
