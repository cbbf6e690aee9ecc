"""Pages that begin where another ended: each record on one page, in order, at a cost that does not grow."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Event, Official
from public.listing import PAGE_SIZE
from public.sections import SECTIONS, section_of
from relations.models import Country, Mission
from tests.factories import make_country, make_event, make_official
from tests.public.routes import published_world

pytestmark = pytest.mark.django_db

DAYS = [None, "1990s", "2001 or before", "2001", "14 March 2001", "2001 or later", "2015"]


@pytest.fixture
def events():
    """Events on few days and in few places, so that most of them tie, and some without a day or place."""
    made = []
    for number in range(130):
        event = Event(slug=f"event-{number}", title=f"Event {number % 9}", event_type="visit", status="published")
        event.happened = DAYS[number % len(DAYS)]
        event.place = ("", "Sukhum", "Tskhinvali")[number % 3]
        made.append(event)
    return Event.objects.bulk_create(made)


def shown(response):
    return [row.record.slug for row in response.context["table"].rows]


def walk(client, address, step):
    """The records of the list's pages, page by page, from an address on."""
    pages = []
    while address:
        response = client.get(address, follow=True)
        pages.append(shown(response))
        address = getattr(response.context["page"], step)
    return pages


@pytest.mark.parametrize("sort", ["happened", "-happened", "title", "-title", "event_type", "place", "-place"])
def test_the_pages_hold_each_record_once_in_the_order_of_the_whole(client, events, sort):
    pages = walk(client, f"/events/?sort={sort}", "next_url")
    assert [len(page) for page in pages] == [50, 50, 30]
    whole = [event.slug for event in section_of(Event).ordered(Event.objects.published(), sort)]
    assert sum(pages, []) == whole
    last = client.get(f"/events/?sort={sort}&after={pages[1][-1]}")
    back = walk(client, last.context["page"].previous_url, "previous_url")
    assert back[0] == pages[1]


@pytest.mark.parametrize("sort", ["happened", "-happened", "place", "-place"])
def test_rows_without_a_value_come_last_either_way(client, events, sort):
    last = walk(client, f"/events/?sort={sort}", "next_url")[-1][-1]
    event = Event.objects.get(slug=last)
    assert not getattr(event, sort.removeprefix("-"))


def test_an_order_by_another_record_s_name_puts_those_without_one_last(client):
    countries = [make_country(name=name, published=True) for name in ("Aland", "Bland")]
    made = [
        make_official(name=f"Official {n:03}", country=[*countries, None][n % 3], published=True) for n in range(6)
    ]
    Official.objects.bulk_create(
        Official(name=f"Person {n:03}", slug=f"person-{n}", country=countries[0], status="published")
        for n in range(60)
    )
    pages = walk(client, "/officials/?sort=-country", "next_url")
    assert [len(page) for page in pages] == [50, 16]
    assert pages[0][:2] == [made[4].slug, made[1].slug]
    assert pages[1][-2:] == [made[5].slug, made[2].slug]


def test_a_page_says_where_in_the_list_it_stands(client, events):
    second = client.get("/events/?sort=title").context["page"].next_url
    response = client.get(second)
    assert response.context["page"].told == "51–100 of 130"
    content = response.content.decode()
    assert 'rel="prev"' in content
    assert 'rel="next"' in content
    assert "First page" in content


def test_a_page_stays_where_it_is_when_records_come_before_it(client, events):
    address = client.get("/events/?sort=-happened").context["page"].next_url
    before = shown(client.get(address))
    make_event(happened="2020", published=True)
    assert shown(client.get(address)) == before


def test_the_page_before_the_second_is_the_first(client, events):
    first = client.get("/events/?sort=title")
    second = client.get(first.context["page"].next_url)
    back = client.get(second.context["page"].previous_url, follow=True)
    assert shown(back) == shown(first)
    tenth = shown(first)[9]
    response = client.get(f"/events/?sort=title&before={tenth}")
    assert (response.status_code, response.headers["Location"]) == (302, "/events/?sort=title")


@pytest.mark.parametrize("asked", ["2", "99999999", "abc", "-1"])
def test_numbered_pages_of_old_addresses_lead_to_the_list(client, asked):
    response = client.get(f"/events/?type=visit&sort=title&page={asked}")
    assert (response.status_code, response.headers["Location"]) == (301, "/events/?type=visit&sort=title")


@pytest.mark.parametrize("slug", ["no-such-event", "x" * 300, "%00", "draft"])
def test_a_page_after_a_record_that_readers_may_not_see_leads_to_the_list(client, slug):
    make_event(slug="draft")
    response = client.get(f"/events/?sort=title&after={slug}")
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        assert response.headers["Location"] == "/events/?sort=title"


def test_a_file_is_the_whole_list_and_no_page(client, events):
    content = client.get("/events/?sort=title").context["downloads"]
    assert all("after=" not in url for _label, url in content)
    rows = client.get("/events.csv?sort=title").content.decode().splitlines()
    assert len(rows) == 131


def test_no_page_however_deep_reads_the_rows_before_it(client):
    """The database finds the page in an index: it neither sorts the list nor counts its rows."""
    world = published_world()
    country, other = world[Country], world["other country"]
    start = date(1950, 1, 1)
    missions = []
    for number in range(300):
        mission = Mission(slug=f"m-{number}", mission_type="embassy", status="published")
        mission.sending_state, mission.receiving_state = (country, other) if number % 2 else (other, country)
        mission.opened = (start + timedelta(days=number)).isoformat()
        missions.append(mission)
    Mission.objects.bulk_create(missions)
    if connection.vendor == "sqlite":
        for sort in ("opened", "-opened"):
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/missions/?sort={sort}&after=m-150")
            page = next(query["sql"] for query in captured if f"LIMIT {PAGE_SIZE + 1}" in query["sql"])
            with connection.cursor() as cursor:
                plan = " ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {page}"))
            assert "mission_by_opened" in plan
            assert "TEMP B-TREE" not in plan


def test_every_section_s_pages_are_walked_in_every_order(client):
    published_world()
    for section in SECTIONS:
        slug = section.model.objects.published().first().slug
        for name in section.sorts:
            for sort in (name, f"-{name}"):
                for place in ("after", "before"):
                    response = client.get(f"{section.list_url()}?sort={sort}&{place}={slug}")
                    assert response.status_code in (200, 302), f"{section.name} {sort} {place}"
