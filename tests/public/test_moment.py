"""`?on=`: how things stood on another day, in the answers, the tables and the links."""

import re
from datetime import date

import pytest
from django.utils import timezone

from people.models import Appointment
from public.moment import Moment, MomentError, day_of
from relations.models import Recognition
from tests.factories import (
    make_appointment,
    make_country,
    make_event,
    make_mission,
    make_office,
    make_recognition,
    make_treaty,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def entity():
    """An entity with recognitions of every certainty on 1 March 2012."""
    entity = make_country(name="Ossetia", country_status="partially-recognized", published=True)
    values = [
        {"granted": "26 August 2008"},
        {"granted": "19 September 2011", "ended": "31 March 2014", "end_reason": "withdrawn"},
        {"granted": "2012"},
        {"granted": "29 May 2018"},
        {"granted": "2006", "ended": "2009", "end_reason": "withdrawn"},
    ]
    for each in values:
        make_recognition(recognized_entity=entity, published=True, **each)
    other = make_country(country_status="partially-recognized")
    make_recognition(recognizing_state=other, recognized_entity=entity, granted="1994 or before", published=True)
    return entity


def answer(client, record, query=""):
    return client.get(f"{record.get_absolute_url()}{query}").context["answer"]


@pytest.mark.parametrize("told", ["2012-03-01", "1 March 2012", "March 1, 2012"])
def test_a_day_is_read_in_every_form_of_one_day(told):
    assert day_of(told) == date(2012, 3, 1)


@pytest.mark.parametrize("told", ["2012", "March 2012", "2012-03-01~", "2012-03-01/2012-03-02", "8/9/2008", "x" * 300])
def test_what_is_no_single_day_is_refused_with_a_sentence(client, told, entity):
    with pytest.raises(MomentError, match="one day, like 2012-03-01"):
        day_of(told)
    response = client.get(entity.get_absolute_url(), {"on": told})
    assert response.status_code == 400
    assert "one day, like 2012-03-01" in text(response)


def test_the_country_s_answer_follows_the_day(client, entity):
    assert answer(client, entity) == "Recognized by 3 UN member States and 1 other entity today; 2 have ended."
    assert answer(client, entity, "?on=2012-03-01") == (
        "On 1 March 2012: recognized by 2 to 3 UN member States and 1 other entity; 1 had ended."
    )
    assert answer(client, entity, "?on=1990-01-01") == ("On 1 January 1990: recognized by 0 to 1 entity.")


def test_a_country_that_nobody_recognized_says_so(client):
    assert answer(client, make_country(published=True)) == "No recognition of it is recorded."


def test_each_row_says_how_it_stood_on_that_day(client, entity):
    response = client.get(entity.get_absolute_url(), {"on": "2012-03-01"})
    (panel,) = [panel for panel in response.context["panels"] if panel.key == "recognized-by"]
    then = [cell.pieces[0].text for row in panel.table.rows for cell in row.cells if cell.fact.name == "then"]
    assert then == ["Recognized", "No longer", "Recognized", "Recognized", "Possibly recognized", "Not yet"]
    assert "On 1 March 2012" in text(response)


def test_today_has_no_column_for_the_day(client, entity):
    today = timezone.now().date().isoformat()
    for query in ("", f"?on={today}"):
        response = client.get(f"{entity.get_absolute_url()}{query}")
        columns = {column.name for panel in response.context["panels"] for column in panel.table.columns}
        assert "then" not in columns


def test_every_link_to_a_page_keeps_the_day_and_the_eyes(client, entity):
    make_event(countries=[entity], published=True)
    eyes = Recognition.objects.first().recognizing_state.slug
    content = text(client.get(f"{entity.get_absolute_url()}?on=1+March+2012&as={eyes}"))
    pages = [link for link in re.findall(r'href="(/[^"]*)"', content) if re.match(r"/[^?#]*/(?:[?#]|$)", link)]
    kept = [link for link in pages if f"on=2012-03-01&amp;as={eyes}" in link]
    assert len(kept) > 20
    assert {link for link in pages if link not in kept} <= {link for link in pages if "version=" in link}


def test_a_page_of_today_has_plain_links(client, entity):
    assert "on=" not in re.findall(r'href="(/[^"]*)"', text(client.get(entity.get_absolute_url())))


def test_links_keep_their_own_questions_and_places():
    moment = Moment(date(2012, 3, 1), date(2026, 1, 1), is_asked=True)
    assert moment.url("/missions/?type=embassy#count") == "/missions/?type=embassy&on=2012-03-01#count"
    assert moment.url("/missions/?on=1990-01-01") == "/missions/?on=2012-03-01"
    assert moment.url("#citations") == "#citations"
    assert moment.without_day().url("/missions/") == "/missions/"


def test_events_after_the_day_are_left_out(client, entity):
    make_event(title="Early", happened="2010", countries=[entity], published=True)
    make_event(title="Late", happened="2015", countries=[entity], published=True)
    response = client.get(entity.get_absolute_url(), {"on": "2012-03-01"})
    (panel,) = [panel for panel in response.context["panels"] if panel.key == "events"]
    assert [str(row) for row in panel.records] == ["Early"]


def test_a_pair_follows_the_day(client, entity):
    recognition = Recognition.objects.get(granted="29 May 2018")
    first, second = sorted((recognition.recognizing_state.slug, entity.slug))
    response = client.get(f"/countries/{first}/{second}/", {"on": "2012-03-01"})
    expected = f"On 1 March 2012: {recognition.recognizing_state} did not yet recognize Ossetia."
    assert response.context["answer"] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "In force since 20 January 2009."),
        ("?on=2008-12-01", "On 1 December 2008: not yet in force; it entered into force on 20 January 2009."),
        ("?on=2012-03-01", "On 1 March 2012: in force since 20 January 2009."),
    ],
)
def test_a_treaty_follows_the_day(client, query, expected):
    treaty = make_treaty(entered_into_force="20 January 2009", published=True)
    assert answer(client, treaty, query) == expected


def test_a_mission_follows_the_day(client):
    mission = make_mission(opened="April 2008", closed="2015", published=True)
    office = make_office(mission=mission, country=mission.sending_state, office_type="head-of-mission")
    holder = make_appointment(office=office, appointed="1 May 2009", ended="2014", published=True).official
    assert answer(client, mission) == "Opened in April 2008 and closed in 2015."
    assert answer(client, mission, "?on=2012-03-01") == (
        f"On 1 March 2012: open since April 2008; headed by {holder}, since 1 May 2009."
    )
    assert answer(client, mission, "?on=2008-04-15") == (
        "On 15 April 2008: opened in April 2008; whether it worked on 15 April 2008 is not known."
    )


def test_the_holders_of_an_office_and_the_gap_between_them(client):
    office = make_office(published=True)
    first = make_appointment(office=office, appointed="2007", ended="25 July 2012", published=True).official
    second = make_appointment(office=office, appointed="15 April 2013", published=True).official
    gap = "2 terms are recorded. Surely vacant from 26 July 2012 to 14 April 2013."
    assert answer(client, office) == (
        f"Held by {second}, since 15 April 2013; no end is known; "
        f"before that {first} (appointed 2007, ended 25 July 2012). {gap}"
    )
    assert answer(client, office, "?on=2012-03-01") == f"On 1 March 2012: held by {first}, since 2007. {gap}"
    assert answer(client, office, "?on=2013-01-01") == (
        "On 1 January 2013: nobody is recorded in it on that day; "
        f"the last known was {first} (appointed 2007, ended 25 July 2012). {gap}"
    )


def test_where_a_term_may_fill_the_gap_there_is_none(client):
    office = make_office(published=True)
    make_appointment(office=office, appointed="2007", ended="2012", published=True)
    make_appointment(office=office, attested="2015", published=True)
    assert "vacant" not in answer(client, office)


def test_an_official_holds_or_held(client):
    term = make_appointment(appointed="2007", ended="2012", published=True)
    assert answer(client, term.official) == f"Held {term.office}."
    assert answer(client, term.official, "?on=2010-01-01") == f"On 1 January 2010: held {term.office}."
    later = make_appointment(appointed="2013", official=term.official, published=True)
    assert answer(client, Appointment.objects.get(pk=later.pk).official) == (
        f"Holds {later.office}, no end known; held {term.office}."
    )


def test_a_page_is_another_one_tomorrow(client, entity, monkeypatch):
    tag = client.get(entity.get_absolute_url()).headers["ETag"]
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert client.get(entity.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 200
