"""Countries, organizations and who belongs to them."""

from django.db.models import Q

from people.models import Event, Office, Official
from public import answers, phrases
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import EVENTS_ON_A_PAGE, Panel, Section, in_time
from public.values import Piece
from relations.filters import CountryFilterSet, MembershipFilterSet, OrganizationFilterSet
from relations.models import (
    Country,
    DiplomaticRelation,
    Membership,
    Mission,
    Organization,
    Recognition,
    Treaty,
    TreatyAction,
)

WIKIDATA = "https://www.wikidata.org/wiki/"


def wikidata(record):
    """The record's item at Wikidata, as a link."""
    return Piece(record.wikidata, url=f"{WIKIDATA}{record.wikidata}") if record.wikidata else None


def coordinates(country):
    """Where the capital lies, in degrees."""
    if country.latitude is None:
        return ""
    north = "N" if country.latitude >= 0 else "S"
    east = "E" if country.longitude >= 0 else "W"
    return f"{abs(country.latitude):.4f}° {north}, {abs(country.longitude):.4f}° {east}"


def offices_of(country):
    """The offices of a country and of the missions it sends."""
    return Office.objects.published().filter(Q(country=country) | Q(mission__sending_state=country))


COUNTRY = Section(
    model=Country,
    path="countries",
    title="Countries",
    about="States, and entities treated as States by some, with how each of them stands.",
    filters=CountryFilterSet,
    related=("claimed_by", "part_of", "successor"),
    facts=[
        *field_facts(Country, "country_status", "official_name", "other_names", "existence"),
        *field_facts(Country, "claimed_by", "part_of", "successor", "capital"),
        fact("coordinates", "Where the capital lies", coordinates, cites=("latitude", "longitude")),
        *field_facts(Country, "iso_alpha2", "iso_alpha3"),
        fact("wikidata", "Wikidata", wikidata, cites=("wikidata",)),
    ],
    columns=[
        field_fact(Country, "name", opens=True),
        field_fact(Country, "country_status"),
        *field_facts(Country, "official_name", "capital", "claimed_by", "existence"),
    ],
    sorts={"name": ("name",), "country_status": ("country_status", "name"), "capital": ("capital", "name")},
    default_sort="name",
    facets=("standing", "claimed_by", "existed"),
    panels=(
        Panel(
            "recognized-by",
            "Recognized by",
            Recognition,
            lambda country: country.recognitions_received.published().order_by(*in_time("granted")),
            hide=("recognized_entity",),
            more=lambda country: {"recognized_entity": country.slug},
            shown=60,
            is_whole=True,
        ),
        Panel(
            "recognizes",
            "Recognizes",
            Recognition,
            lambda country: country.recognitions_granted.published().order_by(*in_time("granted")),
            hide=("recognizing_state",),
            more=lambda country: {"recognizing_state": country.slug},
        ),
        Panel(
            "relations",
            "Diplomatic relations",
            DiplomaticRelation,
            lambda country: DiplomaticRelation.objects.published().of(country).order_by(*in_time("established")),
            more=lambda country: {"state": country.slug},
        ),
        Panel(
            "missions-sent",
            "Missions it sends",
            Mission,
            lambda country: country.missions_sent.published(),
            hide=("sending_state",),
            more=lambda country: {"sending_state": country.slug},
        ),
        Panel(
            "missions-received",
            "Missions it receives",
            Mission,
            lambda country: country.missions_received.published(),
            hide=("receiver",),
            more=lambda country: {"receiving_state": country.slug},
        ),
        Panel(
            "missions-hosted",
            "Missions it hosts for others",
            Mission,
            lambda country: country.missions_hosted.published(),
            hide=("hosted_by",),
            more=lambda country: {"hosted_by": country.slug},
        ),
        Panel(
            "treaties",
            "Treaties",
            Treaty,
            lambda country: Treaty.objects.published().of(country).order_by(*in_time("signed")),
            more=lambda country: {"party": country.slug},
        ),
        Panel(
            "memberships",
            "Memberships",
            Membership,
            lambda country: country.memberships.published(),
            more=lambda country: {"member": country.slug},
        ),
        Panel(
            "offices",
            "Offices and who held them",
            Office,
            offices_of,
            hide=("whose",),
            more=lambda country: {"country": country.slug},
        ),
        Panel(
            "officials",
            "Officials",
            Official,
            lambda country: country.officials.published(),
            hide=("country",),
            more=lambda country: {"country": country.slug},
        ),
        Panel(
            "events",
            "Events",
            Event,
            lambda country: country.events.published().order_by(*in_time("-happened")),
            more=lambda country: {"country": country.slug},
            limit=EVENTS_ON_A_PAGE,
        ),
    ),
    answer=answers.of_country,
)

ORGANIZATION = Section(
    model=Organization,
    path="organizations",
    title="Organizations",
    about="Unions, assemblies, commissions, parties and bodies of States that appear in the register.",
    filters=OrganizationFilterSet,
    related=("country",),
    facts=[
        *field_facts(Organization, "organization_type", "country", "other_names", "existence"),
        fact("wikidata", "Wikidata", wikidata, cites=("wikidata",)),
    ],
    columns=[
        field_fact(Organization, "name", opens=True),
        field_fact(Organization, "organization_type"),
        field_fact(Organization, "country", "Body of"),
        field_fact(Organization, "existence"),
    ],
    sorts={
        "name": ("name",),
        "organization_type": ("organization_type", "name"),
        "country": ("country__name", "name"),
    },
    default_sort="name",
    facets=("type", "country"),
    panels=(
        Panel(
            "members",
            "Members",
            Membership,
            lambda organization: organization.memberships.published(),
            hide=("organization",),
            more=lambda organization: {"organization": organization.slug},
        ),
        Panel("missions", "Missions to it", Mission, lambda organization: organization.missions.published()),
        Panel(
            "offices",
            "Offices and who held them",
            Office,
            lambda organization: organization.offices.published(),
            hide=("whose",),
            more=lambda organization: {"organization": organization.slug},
        ),
        Panel(
            "treaty-actions",
            "Acts about treaties",
            TreatyAction,
            lambda organization: organization.treaty_actions.published(),
            hide=("party",),
        ),
        Panel(
            "events",
            "Events",
            Event,
            lambda organization: organization.events.published().order_by(*in_time("-happened")),
        ),
    ),
    answer=answers.of_organization,
)

MEMBERSHIP = Section(
    model=Membership,
    path="memberships",
    title="Memberships",
    about="Which countries, or bodies of theirs, belong to which organizations, and in what capacity.",
    filters=MembershipFilterSet,
    related=("organization", "member"),
    facts=field_facts(
        Membership,
        "member",
        "body",
        "organization",
        "membership_type",
        "since",
        "until",
        "as_of",
        essential=("since",),
    ),
    columns=[
        *field_facts(Membership, "member", "body", "organization"),
        field_fact(Membership, "membership_type", opens=True),
        field_fact(Membership, "since"),
        fact("standing", "Standing", phrases.membership_standing, cites=("until", "as_of")),
    ],
    sorts={
        "member": ("member__name", "organization__name"),
        "organization": ("organization__name", "member__name"),
        "since": (by_date("since"),),
    },
    default_sort="organization",
    facets=("member", "capacity", "ended"),
    answer=answers.of_membership,
    in_contents=False,
)
