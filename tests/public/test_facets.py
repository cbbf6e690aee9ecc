"""The values beside a list, with the number of records that each of them would leave."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Event
from public import facets as facet_module
from public.sections import SECTIONS
from relations.models import Mission
from tests.factories import (
    make_appointment,
    make_citation,
    make_country,
    make_event,
    make_mission,
    make_office,
    make_official,
    make_organization,
    make_recognition,
    make_source,
    make_treaty,
    make_treaty_action,
)
from tests.public.routes import published_world

pytestmark = pytest.mark.django_db


def offered(client, address):
    """{facet: {value: number}} beside a list, without the sources, of which every record made here has its own."""
    found = client.get(address).context["listing"].facets
    numbers = {facet.name: {choice.value: choice.number for choice in facet.choices} for facet in found}
    numbers.pop("source", None)
    return numbers


@pytest.fixture
def missions():
    """Missions of two kinds between three States."""
    russia, ossetia, nauru = (make_country(name=name, published=True) for name in ("Russia", "Ossetia", "Nauru"))
    make_mission(sending_state=russia, receiving_state=ossetia, mission_type="embassy", published=True)
    make_mission(sending_state=russia, receiving_state=nauru, mission_type="consulate", published=True)
    make_mission(sending_state=ossetia, receiving_state=russia, mission_type="embassy", published=True)
    make_mission(sending_state=nauru, receiving_state=russia, mission_type="chancery")  # nobody sees a draft


def test_each_number_is_that_of_the_list_without_the_facet_s_own_choice(client, missions):
    assert offered(client, "/missions/") == {
        "type": {"embassy": 2, "consulate": 1},
        "sending_state": {"russia": 2, "ossetia": 1},
        "receiving_state": {"russia": 1, "ossetia": 1, "nauru": 1},
    }
    assert offered(client, "/missions/?sending_state=russia&type=embassy") == {
        "type": {"embassy": 1, "consulate": 1},
        "sending_state": {"russia": 1, "ossetia": 1},
    }  # one receiving State is left: to choose it would narrow nothing


def test_a_facet_s_value_is_a_link_that_adds_or_removes_it_and_says_which(client, missions):
    content = client.get("/missions/?sending_state=russia&sort=-opened").content.decode()
    assert '<a href="/missions/?sending_state=russia&amp;sort=-opened&amp;type=embassy"' in content
    assert '<a href="/missions/?sort=-opened" aria-current="true"' in content
    assert '✓ </span><span class="unseen">Chosen: </span>Russia</a>' in content


def test_every_number_is_kept_by_the_list_it_leads_to(client, missions):
    """In every section: choosing a value leaves as many records as it said."""
    world = published_world()
    make_event(countries=[world["other country"]], happened="2001 or before", claimed_by="Tass", published=True)
    make_event(happened="1995", published=True)
    make_treaty_action(treaty=make_treaty(published=True), party=world["other country"], published=True)
    for kind in ("minister", "legislature"):
        office = make_office(country=world["other country"], office_type=kind, published=True)
        make_appointment(office=office, official=make_official(published=True), ended="2012", published=True)
    make_organization(organization_type="commission", published=True)
    seen = set()
    for section in SECTIONS:
        start = client.get(section.list_url()).context["listing"]
        for facet in start.facets:
            seen.add((section.name, facet.name))
            for choice in facet.choices:
                listing = client.get(start.url_with(facet.name, choice.value)).context["listing"]
                assert listing.total == choice.number, f"{section.name}: {facet.name}={choice.value}"
    assert {("event", "happened"), ("event", "country"), ("treaty", "party"), ("official", "office_type")} <= seen


def test_sources_are_chosen_that_a_record_rests_on(client):
    source, hidden = make_source(title="Notes"), make_source(title="Drafted notes", published=False)
    both, one, draft = make_mission(published=True), make_mission(published=True), make_mission()
    for mission in (both, one, draft):
        make_citation(mission, source=source)
    for field in ("opened", "seat"):
        make_citation(both, source=source, field=field)
    make_citation(both, source=hidden)
    (facet,) = (each for each in client.get("/missions/").context["listing"].facets if each.name == "source")
    assert {each.label: each.number for each in facet.choices}["Notes"] == 2
    assert "Drafted notes" not in client.get("/missions/").content.decode()
    listing = client.get(f"/missions/?source={source.slug}").context["listing"]
    assert {*listing.records()} == {both, one}
    assert listing.active[0][:2] == ("Source", "Notes")
    assert client.get(f"/missions/?source={hidden.slug}").status_code == 400
    assert len(client.get(f"/missions.json?source={source.slug}").json()) == 2


def test_two_countries_are_chosen_one_after_the_other(client):
    russia, ossetia = make_country(name="Russia", published=True), make_country(name="Ossetia", published=True)
    make_event(countries=[russia, ossetia], published=True)
    make_event(countries=[russia], published=True)
    assert "other_country" not in offered(client, "/events/")
    assert client.get("/events/?country=russia&other_country=ossetia").context["listing"].total == 1
    facets = client.get("/events/?country=russia&other_country=ossetia").context["listing"].facets
    other = next(facet for facet in facets if facet.name == "other_country")
    assert [(choice.value, choice.number, choice.is_chosen) for choice in other.choices] == [("ossetia", 1, True)]


def test_dates_are_offered_as_decades_and_a_chosen_decade_s_years(client):
    for day in ("1994", "2008-08-26", "2009", "2008 to 2011"):
        make_event(happened=day, published=True)
    assert offered(client, "/events/")["happened"] == {"201X": 1, "200X": 3, "199X": 1}
    years = {"2008": 2, "2009": 2}
    assert offered(client, "/events/?happened=200X")["happened"] == {"201X": 1, "200X": 3, **years, "199X": 1}
    assert client.get("/events/?happened=2009").context["listing"].total == 2


def test_long_facets_show_the_most_frequent_values_and_the_chosen_one(client):
    entity = make_country(name="Entity", published=True)
    countries = [make_country(name=f"Country {letter}", published=True) for letter in "ABCDEFGHIJ"]
    for number, country in enumerate(countries):
        for spell in range(2 if number < 3 else 1):
            make_mission(sending_state=country, receiving_state=entity, seat=f"{spell}", published=True)
    facet = next(each for each in client.get("/missions/").context["listing"].facets if each.name == "sending_state")
    assert (len(facet.choices), facet.left_out) == (8, 2)
    assert [choice.number for choice in facet.choices] == [2, 2, 2, 1, 1, 1, 1, 1]
    facet = next(
        each
        for each in client.get("/missions/?sending_state=country-j").context["listing"].facets
        if each.name == "sending_state"
    )
    assert facet.choices[-1].label == "Country J"
    assert facet.choices[-1].is_chosen


def test_large_results_are_counted_as_far_as_is_cheap(client, monkeypatch, missions):
    for module in ("public.facets", "public.listing"):
        monkeypatch.setattr(f"{module}.COUNTED_AT_MOST", 1)
    listing = client.get("/missions/?type=embassy").context["listing"]
    assert listing.total_told == "more than 1"
    facet = next(each for each in listing.facets if each.name == "sending_state")
    assert facet.is_least
    assert '<span class="number">1+</span>' in client.get("/missions/?type=embassy&sort=seat").content.decode()
    assert client.get("/missions/").context["listing"].total_told == "3"
    assert facet_module.COUNTED_AT_MOST == 1


def test_the_numbers_are_counted_once_for_each_state_of_the_register(client, missions):
    client.get("/missions/?utm_visit=1")
    with CaptureQueriesContext(connection) as captured:
        client.get("/missions/?utm_visit=2")
    assert not [query for query in captured if "COUNT" in query["sql"] and "citation" not in query["sql"]]
    before = offered(client, "/missions/?utm_visit=3")
    Mission.objects.update(mission_type="embassy")  # behind the write path's back: nothing tells the register's state
    assert offered(client, "/missions/?utm_visit=4") == before
    make_recognition(published=True)
    assert offered(client, "/missions/?utm_visit=5") != before


def test_the_pages_are_the_same_with_every_cache_off(client, missions, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    cold = client.get("/missions/?type=embassy").content
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    client.get("/missions/?type=embassy")
    assert client.get("/missions/?type=embassy").content == cold


def test_a_narrowed_page_deep_in_a_list_takes_no_more_queries_than_a_page_may(client, missions):
    Event.objects.bulk_create(
        Event(slug=f"e-{n}", title=f"E {n}", event_type="visit", happened="2008", status="published")
        for n in range(60)
    )
    client.get("/events/?type=visit&happened=2008")
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/events/?type=visit&happened=2008&sort=title&after=e-20").status_code == 200
    assert len(captured) <= 12


def test_disputed_records_are_counted_and_shown(client, missions):
    disputed = Mission.objects.published().first()
    make_citation(disputed, stance="disputes")
    response = client.get("/missions/")
    assert response.context["listing"].disputed == 1
    assert client.get("/missions/?disputed=yes").context["page"].rows == [disputed]
