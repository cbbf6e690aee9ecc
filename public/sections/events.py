"""Dated happenings, and who took part."""

from django.db.models import Prefetch

from people.filters import EventFilterSet
from people.models import Event, Official
from public import answers, phrases
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import Section
from public.values import link, status
from relations.models import Country, Organization

#: Those who take part are named once for each event: the rest of them would be read a thousand times for a page.
NAMED = ("slug", "status", "name")


def participants():
    """Loads who took part."""
    return [
        Prefetch("countries", Country.objects.published().only(*NAMED)),
        Prefetch("organizations", Organization.objects.published().only(*NAMED)),
        Prefetch("officials", Official.objects.published().only(*NAMED)),
    ]


def claim(event):
    """Who says so, where the source only passes on a claim."""
    return status(f"Claimed by {event.claimed_by}", "doubt") if event.claimed_by else None


def told(event):
    """The title, with what happened, what it amounts to and who claims it."""
    return [link(event, detail=event.summary), phrases.amount(event), claim(event)]


def those_taking_part(event):
    """Countries first, then organizations, then officials."""
    return [*event.countries.all(), *event.organizations.all(), *event.officials.all()]


EVENT = Section(
    model=Event,
    path="events",
    title="Events",
    about="Visits, meetings, statements, decisions and conflicts, with who took part. Claims are marked as claims.",
    filters=EventFilterSet,
    prefetches=participants,
    facts=[
        *field_facts(Event, "happened", "event_type", "place", essential=("happened",)),
        *field_facts(Event, "countries", "organizations", "officials"),
        fact("amount", "Amount", phrases.amount, cites=("amount", "unit")),
        fact("claim", "Claim", claim, cites=("claimed_by",)),
    ],
    columns=[
        field_fact(Event, "happened"),
        fact("title", "Event", told, cites=("title", "summary", "amount", "unit", "claimed_by"), heads=True),
        field_fact(Event, "event_type"),
        fact("taking_part", "Taking part", those_taking_part, cites=("countries", "organizations", "officials")),
        field_fact(Event, "place"),
    ],
    sorts={
        "happened": (by_date("happened"),),
        "title": ("title",),
        "event_type": ("event_type", "title"),
        "place": ("place", "title"),
    },
    default_sort="happened",
    facets=("type", "happened", "country", "other_country", "claims"),
    dating=lambda event: event.happened,
    has_note_column=False,
    answer=answers.of_event,
)
