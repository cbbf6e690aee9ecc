"""The pages in a real browser: nothing for axe to find, nothing in the console, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.models import Event
from relations.models import Country, Recognition
from sources.models import Passage
from tests.factories import make_citation, make_document, make_event, make_passage, make_recognition
from tests.public.routes import pages as pages_of
from tests.public.routes import published_world

SCREENS = [("light", 1440), ("dark", 360)]
WIDTHS = (320, 768, 1440)
#: Rules of WCAG 2.2 at levels A and AA, and axe's own good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def pages(transactional_db):
    """The address of every page, some of them with contents or questions that strain it."""
    world = published_world()
    country, other = sorted((world[Country], world["other country"]), key=lambda each: each.slug)
    make_recognition(recognizing_state=country, recognized_entity=other, end_reason="withdrawn", published=True)
    passage = make_passage(number=1)
    disputing = make_citation(
        world[Recognition], field="granted", says="27 August 2008", stance="disputes", passage=passage
    )
    make_document(passage.source, visibility="public")
    Passage.objects.filter(pk=passage.pk).update(text="It was on 27 August 2008.")
    make_event(
        title="Rechtsschutzversicherungsgesellschaften" * 3,
        countries=[country, other],
        claimed_by="a ministry",
        amount="1234567.5",
        unit="roubles",
        published=True,
    )
    patterns = [Event(slug=f"e-{n}", title=f"Event {n}", event_type="visit", status="published") for n in range(60)]
    Event.objects.bulk_create(patterns)
    return [
        *pages_of(world),
        "/recognitions/?mode=not-stated&sort=-granted",
        "/events/?page=2",
        "/recognitions/?mode=de-facto&ended=yes",
        "/recognitions/?granted=8/9/2008",
        "/recognitions/?unknown=1",
        "/no-such-page/",
        f"/countries/{country.slug}/{other.slug}/?on=2008-09-01&as={country.slug}",
        f"/map/?of={country.slug}&on=2008-09-01",
        "/search/?q=countri",
        f"{passage.source.get_absolute_url()}passages/1/?citation={disputing.key}",
        f"{world[Recognition].get_absolute_url()}why/granted/",
        f"{world[Recognition].get_absolute_url()}?version=2",
        f"{world[Recognition].get_absolute_url()}?known=2001-01-01",
        passage.source.get_absolute_url(),
    ]


@pytest.fixture
def complaints(page):
    """What the browser's console and scripts complain of, refusals of pages that should be refused apart."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: (
            found.append(message.text)
            if message.type in ("error", "warning") and "Failed to load resource" not in message.text
            else None
        ),
    )
    return found


@pytest.mark.parametrize(("theme", "width"), SCREENS)
def test_axe_finds_nothing(page, pages, complaints, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 800})
    problems = {}
    for address in pages:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        if found:
            problems[address] = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
    assert problems == {}
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(page, pages, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in pages:
        page.goto(address)
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess == 0, address


def test_a_reader_filters_by_keyboard_alone(page, pages):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/recognitions/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # to the day and the eyes of the page
    page.keyboard.press("Tab")
    page.keyboard.type("country")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recognitions/?q=country")
    page.get_by_role("link", name="Remove the filter").press("Enter")
    page.wait_for_url("**/recognitions/")


def test_small_targets_are_large_enough(page, pages):
    page.set_viewport_size({"width": 360, "height": 800})
    for address in pages:
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('.marks a, nav a, .chips a, .downloads a, button, select')]
                .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
                .filter(([, box]) => box.width && box.height && (box.width < 24 || box.height < 24))
                .map(([html]) => html)"""
        )
        assert small == [], address
