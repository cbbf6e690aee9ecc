"""The map, the locator, the matrix and the timelines, through the front door."""

from itertools import count
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from public.pictures.spans import spans_of
from public.pictures.timeline import MAX_ROWS, overview, timeline
from relations.models import Country, Recognition
from tests.factories import make_appointment, make_country, make_event, make_office, make_official, make_recognition

pytestmark = pytest.mark.django_db

PICTURES_CEILING = 6
_numbers = count(1)


@pytest.fixture
def world():
    """An entity with coordinates alone, one State that recognizes it, one that did, and one that never did."""
    entity = make_country(
        name="Alpinia", country_status="partially-recognized", latitude="43", longitude="41", published=True
    )
    friend = make_country(name="Friendland", iso_alpha3="FRA", latitude="48.9", longitude="2.4", published=True)
    former = make_country(name="Once", latitude="-8.5", longitude="179.2", published=True)
    silent = make_country(name="Silentia", iso_alpha3="DEU", published=True)
    make_recognition(recognizing_state=friend, recognized_entity=entity, granted="2008", published=True)
    make_recognition(
        recognizing_state=former,
        recognized_entity=entity,
        granted="19 September 2011",
        ended="31 March 2014",
        end_reason="withdrawn",
        published=True,
    )
    return {"entity": entity, "friend": friend, "former": former, "silent": silent}


def section_of_row(text, name):
    """The row of the map's table that names a country."""
    return next(row for row in text.split("<tr>") if f">{name}</a></th>" in row)


def test_the_map_marks_each_country_in_words_and_links_to_it(client, world):
    text = client.get("/map/?of=alpinia").text
    assert "Alpinia is recognized by 1 State or entity today; 1 recognition has ended." in text
    assert "<title>Friendland: granted 2008</title>" in text
    assert "<title>Silentia: no recognition recorded</title>" in text
    assert f'<a href="{world["former"].get_absolute_url()}"' in text
    assert "Ended" in section_of_row(text, "Once")
    assert "/countries/silentia/" in text.partition('id="table"')[2]


@pytest.mark.parametrize(
    ("day", "friend", "former"),
    [
        ("2007-12-31", "Not on this day", "Not on this day"),
        ("2008-06-01", "Possibly", "Not on this day"),
        ("2012-01-01", "Recognition", "Recognition"),
        ("2015-01-01", "Recognition", "Ended"),
    ],
)
def test_the_map_and_its_file_follow_the_day(client, world, day, friend, former):
    text = client.get(f"/map/?of=alpinia&on={day}").text
    assert friend in section_of_row(text, "Friendland")
    assert former in section_of_row(text, "Once")
    assert f"/map.svg?of=alpinia&amp;on={day}" in text


def test_the_world_through_the_eyes_of_a_state(client, world):
    text = client.get("/map/?as=friendland").text
    assert "The world as Friendland sees it" in text
    assert "Friendland recognizes 1 State or entity today, as far as is recorded." in text
    both = client.get("/map/?of=alpinia&as=silentia").text
    assert "Silentia, through whose eyes you look: no recognition recorded." in both


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("of=nowhere", "The register has no country “nowhere”"),
        ("as=nowhere", "The register has no country “nowhere”"),
        ("on=2012", "no single day"),
    ],
)
@pytest.mark.parametrize("page", ["/map/", "/map.svg"])
def test_what_cannot_be_shown_is_refused_in_words(client, page, query, told):
    response = client.get(f"{page}?{query}")
    assert response.status_code == 400
    assert told in response.text


def test_what_readers_may_not_see_is_on_no_picture(client, world):
    hidden = make_country(name="Hiddenia", latitude="1", longitude="1")
    make_recognition(recognizing_state=hidden, recognized_entity=world["entity"], granted="2010")
    for address in ("/map/", "/map/?of=alpinia", "/map.svg", "/matrix/", "/matrix.svg"):
        assert "Hiddenia" not in client.get(address).text


def test_the_matrix_says_each_cell_in_words(client, world):
    text = client.get("/matrix/").text
    assert "since 2008" in text
    assert "ended 2014" in text
    assert 'scope="col"' in text
    assert 'scope="row"' in text
    assert "not on this day" in client.get("/matrix/?on=2010-01-01").text


def test_files_are_whole_svg_without_styles_or_scripts(client, world):
    friend, entity = world["friend"], world["entity"]
    make_event(title="A & B <met>", countries=[friend, entity], happened="2009", published=True)
    office = make_office(country=friend, published=True)
    make_appointment(office=office, official=make_official(published=True), appointed="2009", published=True)
    for address in (
        "/map.svg?of=alpinia",
        "/matrix.svg",
        f"{entity.get_absolute_url()}timeline.svg",
        f"{office.get_absolute_url()}timeline.svg",
        "/countries/alpinia/friendland/timeline.svg",
        "/countries/alpinia/friendland/locator.svg",
        "/countries/alpinia/once/locator.svg",
        "/countries/alpinia/silentia/locator.svg",
    ):
        response = client.get(address)
        assert response.headers["Content-Type"].startswith("image/svg+xml"), address
        root = ElementTree.fromstring(response.text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "style" not in response.text
        assert "<script" not in response.text
        assert response.headers["ETag"]
        links = [each.get("href") for each in root.iter("{http://www.w3.org/2000/svg}a")]
        assert all(link.startswith("http://testserver/") for link in links)


def test_a_country_that_the_geometry_lacks_is_a_point_and_one_without_a_place_is_named(client, world):
    make_country(name="Placeless", published=True)
    text = client.get("/map/").text
    assert "Not on the map, since no coordinates are recorded: Placeless" in text
    assert 'transform="translate(' in text


def test_pages_have_their_pictures(client, world):
    text = client.get("/countries/alpinia/").text
    assert 'id="in-time"' in text
    assert "Recognized by: Alpinia, 2008 to 2014" in text
    pair = client.get("/countries/alpinia/friendland/").text
    assert "Map: Alpinia and Friendland" in pair
    assert "/countries/alpinia/friendland/timeline.svg" in pair


def test_a_picture_takes_as_many_queries_at_400_countries_as_at_20(client, world):
    addresses = ["/map/", "/map/?of=alpinia", "/map/?as=friendland", "/matrix/", "/countries/alpinia/timeline.svg"]

    def grow(number):
        made = [f"State {next(_numbers)}" for _ in range(number)]
        made = Country.objects.bulk_create(
            Country(
                name=name,
                slug=name.lower().replace(" ", "-"),
                status="published",
                country_status="un-member",
                latitude=place % 80,
                longitude=place % 170,
            )
            for place, name in enumerate(made)
        )
        Recognition.objects.bulk_create(
            Recognition(
                slug=f"r-{state.slug}",
                status="published",
                recognizing_state=state,
                recognized_entity=world["entity"],
                granted="2009",
                granted_edtf="2009",
                granted_earliest="2009-01-01",
                granted_latest="2009-12-31",
            )
            for state in made
        )

    def queries():
        numbers = {}
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{address}{'&' if '?' in address else '?'}on=2012-01-01").status_code == 200
            numbers[address] = len(captured)
        return numbers

    grow(20)
    few = queries()
    grow(400)
    assert queries() == few
    assert max(number for address, number in few.items() if "timeline" not in address) <= PICTURES_CEILING


# What is sure of a spell, and what is not


def looks(row, subject=None):
    """How the pieces of a record's bar look, from left to right."""
    (drawn,) = timeline("", [row], subject).rows
    return [piece.look for mark in drawn.marks for piece in mark.pieces]


@pytest.mark.parametrize(
    ("granted", "ended", "expected"),
    [
        ("26 August 2008", "", ["sure"]),
        ("December 2009", "", ["maybe", "sure"]),
        ("19 September 2005 or before", "", ["unknown-before", "sure"]),
        ("1 March 2006", "2014", ["sure", "maybe"]),
        ("", "2014", ["unknown-before", "maybe"]),
    ],
)
def test_uncertain_ends_look_uncertain(granted, ended, expected):
    row = make_recognition(granted=granted, ended=ended)
    assert looks(row, row.recognized_entity) == expected


def test_an_end_that_nobody_dates_is_unknown_and_no_end_is_an_arrow():
    over = make_recognition(granted="26 August 2008", end_reason="withdrawn")
    assert looks(over) == ["sure", "unknown-after"]
    (row,) = timeline("", [make_recognition(granted="2008")]).rows
    assert [mark.has_arrow for mark in row.marks] == [True]


def test_a_term_proves_no_more_than_what_it_was_seen_on():
    term = make_appointment(attested="22 July 2018–30 March 2022")
    assert looks(term) == ["unknown-before", "sure", "maybe"]
    assert looks(make_appointment(attested="2025"))[:2] == ["unknown-before", "maybe"]


def test_what_has_no_date_is_not_drawn():
    assert spans_of(make_recognition(granted="")) == []
    assert timeline("", [make_recognition(granted="")]) is None


def test_a_long_timeline_says_how_much_it_leaves_out():
    row = make_recognition(granted="2008")
    drawn = timeline("", [row] * (MAX_ROWS + 5))
    assert (len(drawn.rows), drawn.left_out) == (MAX_ROWS, 5)


def test_one_thing_long_before_all_others_does_not_empty_the_picture():
    old = make_event(happened="1920")
    events = [make_event(happened=str(year)) for year in range(1990, 2026)]
    drawn = overview("", [("events", "Events", "37", [old, *events])])
    assert (drawn.earlier, drawn.first_year) == (1, 1990)
