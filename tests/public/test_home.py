"""The first page answers the five questions in at most two steps each, by keyboard."""

import pytest

from tests.factories import make_appointment, make_country, make_recognition

pytestmark = pytest.mark.django_db


@pytest.fixture
def recognition():
    return make_recognition(
        recognizing_state=make_country(name="Nauru"), recognized_entity=make_country(name="Ossetia"), published=True
    )


def choices(response, name):
    return [choice[0] for choice in response.context[name]]


def test_who_recognizes_it_is_asked_of_those_that_somebody_recognized(client, recognition):
    response = client.get("/")
    assert choices(response, "recognized") == ["ossetia"]
    assert choices(response, "countries") == ["nauru", "ossetia"]
    assert client.get("/?who=ossetia").headers["Location"] == "/countries/ossetia/"


def test_what_is_between_two_countries(client, recognition):
    assert client.get("/?between=ossetia&and=nauru").headers["Location"] == "/countries/nauru/ossetia/"


def test_who_held_an_office(client):
    office = make_appointment(published=True).office
    assert choices(client.get("/"), "offices") == [office.slug]
    assert client.get(f"/?office={office.slug}").headers["Location"] == office.get_absolute_url()


def test_an_answer_keeps_the_day(client, recognition):
    location = client.get("/?who=ossetia&on=2012-03-01").headers["Location"]
    assert location == "/countries/ossetia/?on=2012-03-01"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("who=atlantis", "no country “atlantis”"),
        ("office=king", "no office “king”"),
        ("between=ossetia&and=atlantis", "Choose two countries"),
        ("between=ossetia", "Choose two countries"),
        ("between=ossetia&and=ossetia", "Choose two different countries"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(client, recognition, asked, told):
    response = client.get(f"/?{asked}")
    assert response.status_code == 400
    assert told in response.content.decode()


@pytest.mark.browser
def test_the_five_questions_by_keyboard(page, transactional_db, complaints):
    recognition = make_recognition(
        recognizing_state=make_country(name="Nauru"), recognized_entity=make_country(name="Ossetia"), published=True
    )
    office = make_appointment(published=True).office
    page.goto("/")
    page.get_by_label("Who recognizes …, and since when?").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(recognition.recognized_entity.get_absolute_url())
    page.get_by_role("link", name="why?", exact=False).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/why/**")
    page.goto("/")
    page.get_by_label("Second country").focus()
    page.keyboard.press("O")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/*/*/")
    page.goto("/")
    page.get_by_label("Who held that office?").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(office.get_absolute_url())
    assert complaints == []


@pytest.mark.browser
def test_the_slider_moves_the_date_and_shows_that_day(page, transactional_db, complaints):
    country = make_country(published=True)
    page.goto(country.get_absolute_url())
    page.get_by_text("See another day").click()
    slider = page.get_by_label("Slide through the months")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**?on=1990-01-01*")
    assert page.get_by_label("On the day").input_value() == "1990-01-01"
    page.get_by_role("link", name="Back to today").click()
    page.wait_for_url(lambda url: "on=" not in url)
    assert complaints == []
