"""Readers see published records only, everywhere: planted drafts and withdrawn records must show nowhere."""

import pytest

from core.fields import LineField, NamesField, ProseField
from editorial.actions import withdraw
from people.models import Event, Signature
from public.sections import SECTIONS
from relations.models import Country, DiplomaticRelation, Mission, Recognition, Treaty, TreatyAction
from sources.models import Source
from tests.factories import MAKERS, make_citation, make_source, make_user, publish
from tests.public.routes import addresses, published_world

pytestmark = pytest.mark.django_db

CANARY = "Xanthippe"


def canary_values(model):
    """The canary's name in every field that takes any text."""
    text = {
        field.name: f"{CANARY} {field.name}"
        for field in model._meta.concrete_fields
        if isinstance(field, LineField | ProseField | NamesField) and "url" not in field.name and not field.choices
    }
    return text | {"slug": f"{CANARY.lower()}-{model._meta.model_name}"} | ({"amount": 1} if model is Event else {})


def connected(model, world):
    """Links from a planted record to published ones, so that their pages have reason to look at it."""
    links = {}
    for field in model._meta.concrete_fields:
        if field.related_model in world and field.related_model is not model:
            links[field.name] = world[field.related_model]
    if "second_state" in links:
        links["second_state"] = world["other country"]
    if "recognized_entity" in links:
        links["recognized_entity"] = world["other country"]
    if model is Mission:
        del links["receiving_organization"]
        links["receiving_state"] = world["other country"]
    if model is TreatyAction:
        del links["party_organization"]
    if model is Event:
        links |= {"countries": [world[Country]], "officials": [], "organizations": []}
    for role in ("severed_by", "appointed_by", "ended_by"):
        links.pop(role, None)
    # The pair, or the signatory, has such a row already: this one is another spell, or another person's.
    links |= {Recognition: {"end_reason": "withdrawn"}, DiplomaticRelation: {"severed": "2010"}}.get(model, {})
    if model is Signature:
        del links["official"]
    return links


def plant(model, world, **more):
    return MAKERS[model](**canary_values(model), **connected(model, world), **more)


@pytest.fixture
def world():
    return published_world()


def everything_public(client, world):
    """(address, what it answers) of every public page."""
    for address in addresses(world):
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, response.content.decode("utf-8", "replace")


def assert_canary_is_nowhere(client, world):
    for address, content in everything_public(client, world):
        if not address.endswith(".xlsx"):
            assert CANARY.lower() not in content.lower(), address
    for section in SECTIONS:
        response = client.get(section.list_url(), {"q": CANARY})
        assert response.context["page"].paginator.count == 0, section.name
        menus = response.content.decode().lower()
        assert f'value="{CANARY.lower()}-' not in menus, section.name


def test_drafts_are_nowhere(client, world):
    drafts = [plant(model, world, published=False) for model in MAKERS]
    assert_canary_is_nowhere(client, world)
    for draft in drafts:
        assert client.get(draft.get_absolute_url()).status_code == 404, draft


def test_withdrawn_records_are_nowhere_and_say_that_they_are_gone(client, world):
    records = [plant(model, world, published=True) for model in MAKERS]
    for record in records:
        assert client.get(record.get_absolute_url()).status_code == 200, record
    withdraw(records, author=make_user(), reason=f"{CANARY} was a mistake.")
    assert_canary_is_nowhere(client, world)
    for record in records:
        response = client.get(record.get_absolute_url())
        assert response.status_code == 410, record
        assert "withdrawn" in response.content.decode()
        assert CANARY not in response.content.decode()


def test_an_unpublished_source_is_cited_nowhere(client, world):
    secret = make_source(title=f"{CANARY} papers", slug=f"{CANARY.lower()}-papers", published=False)
    for model, record in world.items():
        if model not in ("other country", Source):
            make_citation(record, source=secret, says=f"{CANARY} says")
    assert_canary_is_nowhere(client, world)


def test_citations_of_unpublished_records_are_not_on_the_page_of_their_source(client, world):
    draft = plant(Treaty, world, published=False)
    make_citation(draft, source=world[Source], says=f"{CANARY} says")
    assert_canary_is_nowhere(client, world)


def test_a_country_of_which_only_drafts_speak_is_in_no_menu(client, world):
    lonely = publish(MAKERS[Country](name="Lonelia"))
    MAKERS[Mission](sending_state=lonely)
    menu = client.get("/missions/").content.decode()
    assert "Lonelia" not in menu
