"""Lists in the real browser: with the script no page is loaded anew, and without it the same things happen."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from people.models import Event


@pytest.fixture
def events(transactional_db):
    """More events than a page holds, of two kinds."""
    kinds = ("visit", "statement")
    Event.objects.bulk_create(
        Event(
            slug=f"e-{n}", title=f"Event {n:03}", event_type=kinds[n % 2], status="published", search_text=f"\n{n}\n"
        )
        for n in range(120)
    )


def walk(page):
    """Choose a value, sort, turn the page, give the value up, search: the addresses and the list at the end."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/events/")
    facets = page.get_by_role("navigation", name="Narrow the list")
    told = []
    for link, number in (
        (facets.get_by_role("link", name="Visit"), "1–50 of 60"),
        (page.get_by_role("columnheader", name="Event").get_by_role("link"), "1–50 of 60"),
        (page.get_by_role("link", name="Next"), "51–60 of 60"),
        (facets.get_by_role("link", name="Chosen: Visit"), "1–50 of 120"),
    ):
        before = page.url
        link.click()
        expect(page).not_to_have_url(before)
        expect(page.locator("#count")).to_have_text(number)
        told.append(urlsplit(page.url)[2:])
    page.get_by_label("Search events").fill("117")
    page.get_by_role("search", name="Events").get_by_role("button", name="Search").click()
    expect(page.locator("#count")).to_have_text("1 result")
    return [*told, urlsplit(page.url)[2:]], page.locator("#list .results").inner_text()


def test_a_list_goes_the_same_way_with_the_script_and_without(page, browser, base_url, events):
    without = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    assert walk(page) == walk(without)
    without.context.close()


def test_the_list_is_swapped_told_and_goes_back(page, events, complaints):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/events/")
    page.evaluate("window.untouched = true")
    facets = page.get_by_role("navigation", name="Narrow the list")
    facets.get_by_role("link", name="Visit").press("Enter")
    expect(page).to_have_url("/events/?type=visit")
    expect(page.get_by_role("status")).to_have_text("1–50 of 60")
    expect(facets.get_by_role("link", name="Chosen: Visit")).to_be_focused()
    page.get_by_role("link", name="Next").press("Enter")
    expect(page.locator("#count")).to_have_text("51–60 of 60")
    expect(page.locator("#count")).to_be_focused()
    page.go_back()
    expect(page.locator("#count")).to_have_text("1–50 of 60")
    page.go_back()
    expect(page.locator("#count")).to_have_text("1–50 of 120")
    assert page.evaluate("window.untouched") is True
    assert complaints == []
