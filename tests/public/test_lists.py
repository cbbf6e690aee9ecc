"""The lists: filters, sort, pages, empty states and files."""

import csv
import io
import json

import pytest

from exchange.readers import read_file
from people.models import Event
from tests.factories import (
    make_appointment,
    make_country,
    make_diplomatic_relation,
    make_event,
    make_membership,
    make_mission,
    make_office,
    make_official,
    make_organization,
    make_recognition,
    make_treaty,
    make_treaty_action,
)

pytestmark = pytest.mark.django_db


def shown(response):
    """The records in the list's table, in order."""
    return [row.record for row in response.context["table"].rows]


@pytest.fixture
def recognitions():
    """Three recognitions: one open, one ended, one de facto."""
    entity = make_country(name="Ossetia", published=True)
    values = [
        {"recognizing_state": make_country(name="Aland"), "granted": "26 August 2008"},
        {"recognizing_state": make_country(name="Bland"), "granted": "2011", "ended": "31 March 2014"},
        {"recognizing_state": make_country(name="Côte"), "granted": "19 September 2005 or before", "mode": "de-facto"},
    ]
    return [make_recognition(recognized_entity=entity, published=True, **each) for each in values]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [2, 0, 1]),
        ("sort=-granted", [1, 0, 2]),
        ("sort=recognizing_state", [0, 1, 2]),
        ("sort=-recognizing_state", [2, 1, 0]),
        ("mode=de-facto", [2]),
        ("ended=yes", [1]),
        ("ended=no", [2, 0]),
        ("granted=2008", [0]),
        ("granted=2004", [2]),
        ("recognizing_state=aland", [0]),
        ("recognized_entity=ossetia&ended=no", [2, 0]),
        ("q=cote", [2]),
        ("q=OSSETIA+bland", [1]),
        ("q=&mode=de-facto", [2]),
        ("utm_source=letter", [2, 0, 1]),
    ],
)
def test_recognitions_are_narrowed_and_sorted(client, recognitions, query, places):
    response = client.get(f"/recognitions/?{query}", follow=True)
    assert shown(response) == [recognitions[place] for place in places]


def test_blank_boxes_leave_the_address(client, recognitions):
    response = client.get("/recognitions/?q=&mode=de-facto&granted=")
    assert response.status_code == 302
    assert response.headers["Location"] == "/recognitions/?mode=de-facto"


def test_an_active_filter_is_a_chip_that_can_be_removed(client, recognitions):
    response = client.get("/recognitions/?mode=de-facto&recognizing_state=cote&sort=-granted")
    assert response.context["active"] == [
        ("Recognizing state", "Côte", "/recognitions/?mode=de-facto&sort=-granted"),
        ("Mode", "De facto", "/recognitions/?recognizing_state=cote&sort=-granted"),
    ]


def test_an_empty_list_says_which_filter_to_drop(client, recognitions):
    response = client.get("/recognitions/?mode=de-facto&recognizing_state=aland")
    assert response.context["suggestions"] == [
        ("Recognizing state", "Aland", 1, "/recognitions/?mode=de-facto"),
        ("Mode", "De facto", 1, "/recognitions/?recognizing_state=aland"),
    ]
    assert "Drop one filter" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("mode=friendly", "That is none of the words in this menu."),
        ("recognizing_state=atlantis", "Nothing in this list goes by that."),
        ("granted=8/9/2008", "8 September 2008"),
        ("granted=Feb+30", "30"),
    ],
)
def test_a_filter_that_cannot_be_read_shows_why_and_no_rows(client, recognitions, query, sentence):
    response = client.get(f"/recognitions/?{query}")
    assert response.status_code == 400
    assert shown(response) == []
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("grantd=2008", "Did you mean “granted”?"),
        ("status=draft", "It knows q, recognizing_state"),
        ("sort=password", "It can be sorted by granted"),
        ("granted__gte=2008", "cannot be asked for “granted__gte”"),
    ],
)
def test_what_a_list_does_not_know_is_named(client, query, sentence):
    for address in ("/recognitions/", "/recognitions.csv"):
        response = client.get(f"{address}?{query}")
        assert response.status_code == 400
        assert sentence in response.content.decode()


def test_every_filter_finds_what_it_should(client):
    russia, ossetia = make_country(name="Russia"), make_country(name="Ossetia")
    union = make_organization(name="Union", published=True)
    official = make_official(name="Dzhioev", other_names="Джиоев [ru]", country=ossetia, published=True)
    office = make_office(country=ossetia, office_type="foreign-minister", published=True)
    make_appointment(official=official, office=office, published=True)
    mission = make_mission(sending_state=russia, receiving_state=ossetia, seat="Tskhinvali", published=True)
    treaty = make_treaty(published=True, entered_into_force="2009")
    for party in (russia, ossetia):
        make_treaty_action(treaty=treaty, party=party, published=True)
    relation = make_diplomatic_relation(first_state=russia, second_state=ossetia, published=True)
    membership = make_membership(organization=union, member=russia, published=True)
    event = make_event(countries=[russia, ossetia], officials=[official], claimed_by="Tass", published=True)
    other = make_event(countries=[russia], happened="2015", published=True)
    for query, found in {
        "/missions/?sending_state=russia&receiving_state=ossetia&seat=tskhin&type=embassy": [mission],
        "/missions/?sending_state=russia&type=consulate": [],
        "/treaties/?party=russia&other_party=ossetia&in_force=yes": [treaty],
        "/treaties/?in_force=no": [],
        "/relations/?state=ossetia&other_state=russia&severed=no": [relation],
        "/memberships/?organization=union&member=russia": [membership],
        "/officials/?country=ossetia&office_type=foreign-minister": [official],
        "/officials/?q=%D0%94%D0%B6%D0%B8%D0%BE%D0%B5%D0%B2": [official],
        "/officials/?country=ossetia&office_type=minister": [],
        "/offices/?country=ossetia": [office],
        "/events/?country=russia&other_country=ossetia": [event],
        "/events/?official=dzhioev": [event],
        "/events/?official=%D0%B4%D0%B6%D0%B8": [event],
        "/events/?claims=yes": [event],
        "/events/?happened=2010+or+later": [other],
    }.items():
        assert shown(client.get(query)) == found, query


# Files


def test_files_hold_what_the_list_shows_in_its_order(client, recognitions):
    query = "?ended=no&sort=-granted"
    slugs = [recognitions[0].slug, recognitions[2].slug]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/recognitions.csv{query}").content.decode())))
    assert [row["slug"] for row in rows] == slugs
    assert [row["slug"] for row in json.loads(client.get(f"/recognitions.json{query}").content)] == slugs
    (sheet,) = read_file(client.get(f"/recognitions.xlsx{query}").content).values()
    assert [row["slug"] for row in sheet.dict] == slugs


def test_files_hold_all_pages_and_say_what_they_are(client):
    events = [Event(slug=f"event-{n}", title=f"Event {n}", event_type="visit", status="published") for n in range(120)]
    Event.objects.bulk_create(events)
    response = client.get("/events.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="chancery-events.csv"'
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(response.content.decode().splitlines()) == 121


def test_a_file_of_an_unreadable_filter_is_refused_with_the_reason(client):
    response = client.get("/recognitions.csv?mode=friendly")
    assert response.status_code == 400
    assert "Mode: That is none of the words" in response.content.decode()


def test_the_links_to_files_carry_the_filters(client, recognitions):
    content = client.get("/recognitions/?mode=de-facto&sort=-granted").content.decode()
    assert 'href="/recognitions.csv?mode=de-facto&amp;sort=-granted"' in content
