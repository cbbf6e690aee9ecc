"""Every public address, found by walking the URLconf; and one published record of every type to fill them with."""

from itertools import cycle

from django.urls import reverse

from editorial.choices import Status
from people.models import Appointment, Event, Office, Official, Signature
from public.sections import SECTIONS
from public.urls import urlpatterns
from public.views.citing import FORMS
from public.views.lists import DOWNLOADS
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
from sources.models import Source
from tests.factories import MAKERS, make_country, make_passage, make_source


def published_world():
    """One published record of each type, by model, connected with each other; and a second country."""
    world = {Source: make_source(), "other country": make_country(published=True)}
    make_passage(world[Source])

    def make(model, **links):
        world[model] = MAKERS[model](published=True, **links)
        return world[model]

    country, other, organization = make(Country), world["other country"], make(Organization)
    treaty, official, office = make(Treaty), make(Official, country=country), make(Office, country=country)
    make(Recognition, recognizing_state=country, recognized_entity=other)
    make(DiplomaticRelation, first_state=country, second_state=other)
    make(Mission, sending_state=country, receiving_state=other)
    make(Membership, organization=organization, member=country)
    make(TreatyAction, treaty=treaty, party=country)
    make(Appointment, official=official, office=office)
    make(Signature, official=official, treaty=treaty, party=country)
    make(Event, countries=[country, other], officials=[official], organizations=[organization])
    return world


def pages(world):
    """Those of the addresses that are pages; the others are files, whose last part has an extension."""
    return [address for address in addresses(world) if address.endswith("/")]


def addresses(world):
    """An address for every route of the public pages; fails when a route is of an unknown kind."""
    by_name = {section.name: section.model for section in SECTIONS}
    forms = cycle(FORMS)
    found = []
    for route in urlpatterns:
        name = f"public:{route.name}"
        takes = set(route.pattern.converters)
        if not takes:
            found.append(reverse(name))
        elif takes == {"slug"}:
            record = world[by_name[route.name.partition("_")[0]]]
            found.append(reverse(name, args=[record.slug]))
        elif takes == {"slug", "extension"}:
            # Each file form is one of some section's: all of them for all would be tests of the same lines.
            record = world[by_name[route.name.removesuffix("_cite")]]
            found.append(reverse(name, args=[record.slug, next(forms)]))
        elif takes == {"slug", "field"}:
            record = world[by_name[route.name.removesuffix("_json").removesuffix("_why")]]
            found.append(reverse(name, args=[record.slug, record.citable_fields()[0][0]]))
        elif takes == {"section"}:
            found += [reverse(name, args=[section.path]) for section in SECTIONS]
        elif takes == {"number"}:
            published = world[Event].history_model.objects.filter(id=world[Event].pk, status=Status.PUBLISHED)
            found.append(reverse(name, args=[published.latest("history_id").changeset_id]))
        elif takes == {"slug", "number"}:
            found.append(reverse(name, args=[world[Source].slug, 1]))
        else:
            assert takes == {"first", "second"}, f"tests/public/routes.py does not know how to visit {route}"
            slugs = sorted([world[SECTIONS[0].model].slug, world["other country"].slug])
            found.append(reverse(name, args=slugs))
    return found


def lists():
    """The address of every list and of its files, with its section."""
    for section in SECTIONS:
        yield section, section.list_url()
        for extension, _label in DOWNLOADS:
            yield section, reverse(f"public:{section.name}_{extension}")
