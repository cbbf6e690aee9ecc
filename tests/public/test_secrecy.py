"""
Readers see published records only, everywhere: what is planted here must show nowhere.

Planted are drafts, records in review and withdrawn ones, with a canary's name in every field that takes text; what
cites them and what they cite; proposals, findings and reasons. Every public address is asked for it, in every way that
addresses can be asked.
"""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from core.fields import LineField, NamesField, ProseField
from editorial.accepting import accept
from editorial.actions import withdraw
from editorial.choices import Status
from editorial.models import Changeset, Finding, Proposal
from people.models import Event, Signature
from public.sections import SECTIONS
from relations.models import Country, DiplomaticRelation, Mission, Recognition, Treaty, TreatyAction
from sources.models import Source
from tests.admin_pages import change_address, posted
from tests.factories import MAKERS, make_citation, make_passage, make_source, make_user, publish, save
from tests.public.routes import addresses, lists, published_world

pytestmark = pytest.mark.django_db

CANARY = "Xanthippe"
NEVER = "never-heard-of"


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


def every_address(client, world):
    """Every public address, then lists in each order and with each filter that they offer, and pages of other days."""
    today = timezone.localdate().isoformat()
    yield from addresses(world)
    for section, url in lists():
        for sort in section.sorts:
            yield f"{url}?sort=-{sort}"
        if url == section.list_url():
            offered = re.findall(r'href="([^"#]*\?[^"#]*)"', client.get(url).content.decode())
            yield from {each.replace("&amp;", "&") for each in offered if each.startswith((url, "?"))}
    for section in SECTIONS:
        page = world[section.model].get_absolute_url()
        yield from (f"{page}?known={today}", f"{page}?on=2009-07-13", f"{page}?version={world[section.model].version}")
    # Asked for all but its last letter, the word is not on the page for having been asked for.
    word = CANARY[:-1]
    yield from (f"/search/?q={word}", f"/search/suggestions.json?q={word}")
    yield from (f"{url}?q={word}" for _section, url in lists())


def everything_public(client, world):
    """(address, what it answers) of every address."""
    for address in every_address(client, world):
        if address.startswith("?"):
            continue  # of the page it stands on: the lists' own links are whole
        response = client.get(address)
        assert response.status_code in (200, 301, 302), address
        yield address, text_of(response.content)


def text_of(content):
    """The words of an answer; a workbook is a packed folder of texts."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    return content.decode("utf-8", "replace")


def assert_canary_is_nowhere(client, world):
    for address, content in everything_public(client, world):
        assert CANARY.lower() not in content.lower(), address
    for section in SECTIONS:
        response = client.get(section.list_url(), {"q": CANARY})
        assert not response.context["page"].rows, section.name
    assert client.get("/search/", {"q": CANARY}).context["found"].counts == {}


def assert_is_as_if_it_had_never_been(client, record):
    """All that can be asked about a record answers as it does about one that never was."""
    address, slug = record.get_absolute_url(), record.slug
    beyond = ["", "cite.bib", "timeline.svg", "?version=1", "?known=2026-01-01", "why/summary/"]
    for asked in [*(address + each for each in beyond), f"/?as={slug}", f"/map/?of={slug}"]:
        real, never = (client.get(asked.replace(slug, name)) for name in (slug, NEVER))
        assert real.status_code == never.status_code, asked
        assert real.content.decode().replace(slug, NEVER) == never.content.decode(), asked


def test_drafts_are_nowhere(client, world):
    drafts = [plant(model, world, published=False) for model in MAKERS]
    assert_canary_is_nowhere(client, world)
    for draft in drafts:
        assert client.get(draft.get_absolute_url()).status_code == 404, draft
        assert_is_as_if_it_had_never_been(client, draft)


def test_what_waits_at_the_desk_is_nowhere(client, world):
    editor, reviewer = make_user("Editors"), make_user("Reviewers")
    waiting = [plant(model, world, status=Status.IN_REVIEW) for model in MAKERS if model is not Source]
    for record in waiting:
        make_citation(record, source=world[Source], says=f"{CANARY} says", note=f"{CANARY} notes")
        save(record, author=editor, reason=f"{CANARY} gave the reason")
    secret = make_source(published=False)
    make_passage(secret, summary=f"{CANARY} sums it up", section=f"{CANARY} heads it", text=f"{CANARY} prints it")
    shown = world[Recognition]
    kind = ContentType.objects.get_for_model(shown)
    about = {"content_type": kind, "object_id": shown.pk, "fingerprint": "0", "found": timezone.now()}
    finding = Finding.objects.create(check_key="made-up", reason=f"{CANARY} doubts it", **about)
    accept(finding, author=reviewer, comment=f"{CANARY} may be right", fingerprint="0")
    desk = Client()
    desk.force_login(editor)
    typed = {"summary": f"{CANARY} proposes", "change_reason": f"{CANARY} argues"}
    desk.post(change_address(shown), posted(desk.get(change_address(shown)), **typed))
    assert CANARY in str(Proposal.objects.get().payload)

    assert_canary_is_nowhere(client, world)
    for record in waiting:
        assert_is_as_if_it_had_never_been(client, record)
    for changeset in Changeset.objects.filter(reason__contains=CANARY):
        assert client.get(f"/changes/{changeset.pk}/").status_code == 404


def test_what_a_record_said_before_it_was_published_is_nowhere(client, world):
    country = MAKERS[Country](**canary_values(Country) | {"slug": "nauru"})
    for name in canary_values(Country):
        if name != "slug":
            setattr(country, name, Country._meta.get_field(name).get_default() if name != "name" else "Nauru")
    publish(save(country))
    assert country.get_absolute_url() in client.get("/countries/").content.decode()
    assert_canary_is_nowhere(client, world)
    for asked in ("?version=1", "?version=2", "?known=2026-01-01", f"?known={timezone.localdate()}"):
        assert CANARY.lower() not in client.get(f"{country.get_absolute_url()}{asked}").content.decode().lower(), asked


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
