"""The pictures in a real browser: walked by keyboard, nothing for axe to find, nothing wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import make_country, make_recognition
from tests.public.test_browser import TAGS


@pytest.fixture
def world(transactional_db):
    near = make_country(name="Nearland", latitude="43", longitude="41", country_status="territory", published=True)
    make_country(name="Hereland", latitude="42.2", longitude="44", published=True)
    large = make_country(name="Largeland", iso_alpha3="RUS", latitude="55.8", longitude="37.6", published=True)
    make_recognition(recognizing_state=large, recognized_entity=near, granted="2008", published=True)
    return near


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_have_nothing_for_axe_to_find_and_fit_a_phone(page, world, theme):
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme=theme)
    for address in ("/map/", "/map/?of=nearland&on=2008-06-01", "/matrix/", "/countries/largeland/nearland/"):
        page.goto(address)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_reader_walks_the_map_by_keyboard(page, world):
    page.goto("/map/?of=nearland")
    page.locator(".skip-picture").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.querySelector('title').textContent") == "Largeland: granted 2008"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Largeland")
