"""Persons, the offices they hold and what they sign."""

from django.db.models import Prefetch, Q

from people.filters import AppointmentFilterSet, OfficeFilterSet, OfficialFilterSet, SignatureFilterSet
from people.models import Appointment, Event, Office, Official, Signature
from public import answers_of_people as answers
from public import phrases
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import Panel, Section, in_time
from public.sections.states import wikidata
from public.values import link

IN_ORDER = ("appointed_earliest", "credentials_presented_earliest", "attested_earliest", "pk")


def terms_of_officials():
    """Loads the terms that each official served."""
    terms = Appointment.objects.published().select_related("office").order_by(*IN_ORDER)
    return [Prefetch("appointments", terms, to_attr="terms")]


def terms_in_offices():
    """Loads the terms served in each office."""
    terms = Appointment.objects.published().select_related("official").order_by(*IN_ORDER)
    return [Prefetch("appointments", terms, to_attr="terms")]


def held(official):
    """Each office the official held, with the term."""
    return [link(each.office, detail=phrases.term(each), about=each) for each in official.terms]


def holders(office):
    """Each official who held the office, with the term."""
    return [link(each.official, detail=phrases.term(each), about=each) for each in office.terms]


def whose(office):
    """The mission, organization or country that the office belongs to."""
    return office.mission or office.organization or office.country


def terms_acted_on(official):
    """Terms of others that the official began, ended or received the credentials of."""
    roles = ("appointed_by", "ended_by", "copy_presented_to", "credentials_presented_to")
    condition = Q()
    for role in roles:
        condition |= Q(**{role: official})
    return Appointment.objects.published().filter(condition)


OFFICIAL = Section(
    model=Official,
    path="officials",
    title="Officials",
    about="Persons who act for States and organizations, with the offices they held.",
    filters=OfficialFilterSet,
    related=("country",),
    prefetches=terms_of_officials,
    facts=[
        *field_facts(Official, "country", "other_names", "born", "died"),
        fact("wikidata", "Wikidata", wikidata, cites=("wikidata",)),
    ],
    columns=[
        field_fact(Official, "name", opens=True),
        field_fact(Official, "country"),
        fact("offices", "Offices", held),
    ],
    sorts={"name": ("name",), "country": ("country__name", "name")},
    default_sort="name",
    facets=("country", "office_type"),
    panels=(
        Panel(
            "offices",
            "Offices held",
            Appointment,
            lambda official: official.appointments.published().order_by(*IN_ORDER),
            hide=("official",),
            more=lambda official: {"official": official.slug},
        ),
        Panel(
            "signatures",
            "Treaties signed in person",
            Signature,
            lambda official: official.signatures.published().order_by(*in_time("signed")),
            hide=("official",),
            more=lambda official: {"official": official.slug},
        ),
        Panel("others", "Appointments and credentials of others", Appointment, terms_acted_on),
        Panel(
            "events",
            "Events",
            Event,
            lambda official: official.events.published().order_by(*in_time("-happened")),
            more=lambda official: {"official": official.slug},
        ),
    ),
    answer=answers.of_official,
    companions=lambda official: official.terms,
)

OFFICE = Section(
    model=Office,
    path="offices",
    title="Offices",
    about="Posts of States, organizations and missions, with those who held them.",
    filters=OfficeFilterSet,
    related=(
        "country",
        "organization",
        "mission",
        "mission__sending_state",
        "mission__receiving_state",
        "mission__receiving_organization",
    ),
    prefetches=terms_in_offices,
    facts=field_facts(Office, "office_type", "country", "organization", "mission", "other_names"),
    columns=[
        field_fact(Office, "title", "Office", opens=True),
        field_fact(Office, "office_type"),
        fact("whose", "Belongs to", whose, cites=("country", "organization", "mission")),
        fact("holders", "Held by", holders),
    ],
    sorts={"title": ("title",), "office_type": ("office_type", "title")},
    default_sort="title",
    facets=("type", "country"),
    panels=(
        Panel(
            "holders",
            "Who held it",
            Appointment,
            lambda office: office.appointments.published().order_by(*IN_ORDER),
            hide=("office",),
            more=lambda office: {"office": office.slug},
        ),
    ),
    answer=answers.of_office,
    companions=lambda office: office.terms,
    in_contents=False,
)

APPOINTMENT = Section(
    model=Appointment,
    path="appointments",
    title="Appointments",
    about="Who held which office, with the steps that led into and out of it.",
    filters=AppointmentFilterSet,
    related=(
        "official",
        "office",
        "appointed_by",
        "copy_presented_to",
        "credentials_presented_to",
        "ended_by",
    ),
    facts=field_facts(
        Appointment,
        *("official", "office", "agrement", "appointed", "appointed_by", "credentials_received"),
        *("copy_presented", "copy_presented_to", "credentials_presented", "credentials_presented_to"),
        *("credentials_place", "attested", "ended", "ended_by", "end_reason"),
    ),
    columns=[
        field_fact(Appointment, "official"),
        field_fact(Appointment, "office"),
        fact("start", "Start", phrases.start_and_appointer, cites=phrases.START, opens=True),
        fact("credentials_presented", "Credentials", phrases.steps_of_credentials, cites=phrases.CREDENTIALS),
        fact("standing", "Standing", phrases.appointment_standing, cites=("ended", "ended_by", "end_reason")),
    ],
    sorts={
        "official": ("official__name",),
        "office": ("office__title",),
        "start": (by_date("appointed"),),
        "credentials_presented": (by_date("credentials_presented"),),
        "standing": (by_date("ended"),),
    },
    default_sort="office",
    facets=("appointed", "ended", "end_reason"),
    panels=(
        Panel(
            "others",
            "Others in this office",
            Appointment,
            lambda term: (
                Appointment.objects.published().filter(office=term.office_id).exclude(pk=term.pk).order_by(*IN_ORDER)
            ),
            hide=("office",),
        ),
    ),
    answer=answers.of_appointment,
    in_contents=False,
)

SIGNATURE = Section(
    model=Signature,
    path="signatures",
    title="Signatures",
    about="Who signed which treaty in person, and for whom.",
    filters=SignatureFilterSet,
    related=("official", "treaty", "party", "office"),
    facts=field_facts(Signature, "official", "treaty", "party", "office", "signed", "place", essential=("signed",)),
    columns=[
        field_fact(Signature, "official"),
        field_fact(Signature, "treaty"),
        field_fact(Signature, "party", "For"),
        field_fact(Signature, "office", "In office as"),
        field_fact(Signature, "signed", opens=True),
        field_fact(Signature, "place"),
    ],
    sorts={
        "signed": (by_date("signed"),),
        "official": ("official__name",),
        "treaty": ("treaty__title",),
        "party": ("party__name",),
    },
    default_sort="signed",
    facets=("party", "signed"),
    answer=answers.of_signature,
    in_contents=False,
)
