"""The desk in a browser: an editor's day under the strict policy, and what a screen reader meets."""

import re
from itertools import cycle, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import expect

from relations.models import Recognition
from tests.admin_pages import address, change_address
from tests.every_route import desk_world, kinds_of_page
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_source, make_user

#: Pages that are left by looking at them, or that download a file.
LEADING_AWAY = {"logout", "export"}
DJANGOS = {"password_change", "password_change_done"}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def desk_page(signed_in):
    """A browser signed in as an administrator."""
    return signed_in("Administrators", "administrator")


def open_choices(page, field):
    """Press a field with suggestions; select2 draws one over the real one."""
    page.locator(f"#id_{field} + .select2-container .select2-selection").click()


def pick(page, field, typed, offered):
    """
    Choose from a field with suggestions as a person does: open it, type, wait for what is offered, click.

    Select2 asks for typed words a quarter of a second later. Whoever clicks sooner, as a script can, is answered when
    the next list is open already, and finds the old words' suggestions there.
    """
    with page.expect_response(lambda response: "/autocomplete/" in response.url):
        open_choices(page, field)
    if typed:
        with page.expect_response(lambda response: "term=" in response.url and "term=&" not in response.url):
            page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=offered).click()


def test_a_recognition_is_added_cited_and_published(desk_page):
    page = desk_page
    make_country(name="Nauru", published=True)
    make_country(name="South Ossetia", other_names="Хуссар Ирыстон [os]", published=True)
    source = make_source(title="Notes of the ministry")
    make_passage(source, summary="A table of heads of State.")
    make_passage(source, summary="Nauru recognized it in December 2009.")
    make_passage(make_source(title="Another source"), summary="Nauru again.")

    page.goto(address(Recognition, "add"))
    pick(page, "recognizing_state", "NAURÚ", "Nauru")
    pick(page, "recognized_entity", "хуссар", "South Ossetia")
    page.get_by_label("Granted:").fill("December 2009")
    row = "sources-citation-content_type-object_id-0"
    page.locator(f"#id_{row}-field").select_option(label="Granted")

    # Without a source, all passages are offered, under their source's name; choosing one fills in the source.
    pick(page, f"{row}-passage", "nauru again", "Another source ¶1: Nauru again.")
    expect(page.locator(f"#select2-id_{row}-source-container")).to_have_text(re.compile("Another source"))
    # Another source empties the passage, and offers its own passages only.
    pick(page, f"{row}-source", "ministry", "Notes of the ministry")
    expect(page.locator(f"#id_{row}-passage")).to_have_value("")
    open_choices(page, f"{row}-passage")
    expect(page.locator(".select2-results__option")).to_have_text([re.compile("^¶1: "), re.compile("^¶2: ")])
    page.locator(".select2-results__option", has_text="¶2").click()

    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Nauru recognizes South Ossetia")
    recognition = Recognition.objects.get()
    assert recognition.is_published
    assert recognition.citations.get().passage.number == 2


def test_another_citation_is_added_to_the_form(desk_page):
    page = desk_page
    recognition = make_recognition()
    make_citation(recognition)
    source = make_source(title="Second source")
    passage = make_passage(source)
    page.goto(change_address(recognition))
    page.get_by_role("button", name="Add another Citation").click()
    row = "sources-citation-content_type-object_id-1"
    pick(page, f"{row}-source", "second", "Second source")
    pick(page, f"{row}-passage", "", "¶1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert recognition.citations.filter(passage=passage).exists()


def _is_page(response):
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def test_axe_finds_nothing_on_any_page_of_the_desk(desk_page, complaints):
    people = {"administrator": get_user_model().objects.get(), "data editor": make_user("Data editors")}
    client, told = Client(), {}
    client.force_login(people["administrator"])
    ours = [each for each in kinds_of_page(desk_world(people)) if each.page not in LEADING_AWAY | DJANGOS]
    ours = [each.url for each in ours if each.model not in (Group, get_user_model())]
    pages = [url for url in ours if _is_page(client.get(url))]
    assert len(pages) > 30
    for url, (scheme, width) in zip(pages, cycle(product(["light", "dark"], [1440, 360])), strict=False):
        desk_page.emulate_media(color_scheme=scheme)
        desk_page.set_viewport_size({"width": width, "height": 900})
        desk_page.goto(url)
        assert complaints == [], url
        found = Axe().run(desk_page, options=AXE).response["violations"]
        told |= {
            f"{url}, {scheme}, {width}: {each['id']}": [node["html"] for node in each["nodes"][:3]] for each in found
        }
        complaints.clear()  # the checker itself styles what it looks at
    assert not told, "\n".join(f"{place}: {nodes}" for place, nodes in told.items())


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_screen_and_are_accessible(desk_page, complaints, width, scheme):
    page = desk_page
    recognition = make_recognition(published=True)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    country = recognition.recognized_entity
    pages = [
        "/admin/",
        address(Recognition, "changelist"),
        change_address(recognition),
        change_address(recognition, "history"),
        change_address(country),
        f"{change_address(recognition).removesuffix('change/')}move/withdraw/",
    ]
    for url in pages:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url
        assert complaints == [], url
        found = Axe().run(page, options=AXE)
        complaints.clear()  # the checker itself styles what it looks at
        told = [
            (violation["id"], [node["target"] for node in violation["nodes"]])
            for violation in found.response["violations"]
        ]
        assert told == [], url
