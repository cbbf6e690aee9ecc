"""The pages of records: facts with their citations, connected records, old and withdrawn addresses."""

import pytest

from editorial.actions import withdraw
from tests.factories import (
    make_appointment,
    make_citation,
    make_country,
    make_diplomatic_relation,
    make_event,
    make_mission,
    make_office,
    make_passage,
    make_recognition,
    make_source,
    make_treaty,
    make_treaty_action,
    make_user,
    publish,
    save,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def recognition():
    """A recognition whose date is cited, and disputed by another passage."""
    source = make_source(title="Gazette")
    recognition = make_recognition(
        recognizing_state=make_country(name="Nauru"),
        recognized_entity=make_country(name="Ossetia"),
        granted="30 September 2010",
    )
    publish(recognition, passage=make_passage(source, number=3, summary="Tells of the decree."))
    make_citation(recognition, field="granted", passage=make_passage(source, number=7), says="30.IX.2010")
    make_citation(
        recognition,
        field="granted",
        passage=make_passage(source, number=12),
        says="29 September 2010",
        stance="disputes",
        note="The minister spoke a day earlier.",
    )
    return recognition


def test_each_fact_carries_its_marks_and_what_disputes_it(client, recognition):
    content = text(client.get(recognition.get_absolute_url()))
    assert "<h1>Recognition of Ossetia by Nauru" in content
    assert "One source says “29 September 2010”" in content
    for number, place in ((1, 3), (2, 7), (3, 12)):
        assert f'id="ref-{number}"' in content
        assert f'href="/sources/gazette/passages/{place}/?citation=' in content
    assert "30.IX.2010" in content
    assert "Disputes" in content
    assert "The minister spoke a day earlier." in content


def test_marks_are_numbered_in_the_order_of_the_page(client, recognition):
    content = text(client.get(recognition.get_absolute_url()))
    listed = [int(part.split('"')[0]) for part in content.split('id="ref-')[1:]]
    assert listed == [1, 2, 3]


def test_the_source_s_page_shows_its_passages_and_what_rests_on_them(client, recognition):
    content = text(client.get("/sources/gazette/"))
    assert 'id="passage-12"' in content
    assert "Tells of the decree." in content
    assert content.count(recognition.get_absolute_url()) == 3
    assert "disputed here" in content


def test_the_country_page_answers_first(client, recognition):
    entity = recognition.recognized_entity
    make_recognition(recognized_entity=entity, ended="2014", published=True)
    make_recognition(
        recognized_entity=entity,
        recognizing_state=make_country(country_status="partially-recognized"),
        published=True,
    )
    response = client.get(entity.get_absolute_url())
    assert response.context["answer"] == (
        "Recognized by 1 UN member State and 1 other entity today; 1 has ended. "
        "A source disputes something about 1 of these."
    )
    assert "Ended 2014" in text(response)
    assert "No end known" in text(response)
    assert "One source says “29 September 2010”" in text(response)


def test_what_ended_without_a_date_says_so(client):
    recognition = make_recognition(end_reason="recognizer-ceased", published=True)
    assert "Ended, date not stated" in text(client.get(recognition.get_absolute_url()))


def test_long_tables_stop_and_lead_to_the_list(client):
    country = make_country(published=True)
    pattern = make_mission(receiving_state=country, published=True)
    values = {"sending_state": pattern.sending_state, "receiving_state": country, "mission_type": "embassy"}
    model = type(pattern)
    model.objects.bulk_create(model(slug=f"m-{n}", status="published", **values) for n in range(150))
    response = client.get(country.get_absolute_url())
    (panel,) = [panel for panel in response.context["panels"] if panel.key == "missions-received"]
    assert (len(panel.table.rows), len(panel.records), panel.number) == (25, 100, "100+")
    assert [len(table.rows) for table in panel.tables] == [5, 20]
    assert f'href="/missions/?receiving_state={country.slug}"' in text(response)


# Two countries


@pytest.fixture
def pair():
    """Two countries with something of everything between them."""
    first, second = make_country(name="Abkhazia"), make_country(name="South Ossetia")
    make_recognition(recognizing_state=first, recognized_entity=second, granted="2006", published=True)
    make_diplomatic_relation(first_state=second, second_state=first, published=True)
    mission = make_mission(sending_state=second, receiving_state=first, published=True)
    office = make_office(title="Ambassador", mission=mission, country=second, office_type="head-of-mission")
    make_appointment(office=office, published=True, appointed="2007")
    envoy = make_office(
        title="Representative in South Ossetia", country=first, office_type="representative", published=True
    )
    make_appointment(office=envoy, published=True)
    treaty = make_treaty(title="Treaty of friendship", published=True)
    for party in (first, second):
        make_treaty_action(treaty=treaty, party=party, action="parliamentary-approval", published=True)
    make_event(title="A visit", countries=[first, second], published=True)
    make_event(title="Another matter", countries=[first], published=True)
    return first, second


def test_the_page_of_two_countries_holds_what_is_between_them(client, pair):
    response = client.get("/countries/abkhazia/south-ossetia/")
    assert response.context["answer"] == (
        "Abkhazia recognizes South Ossetia (2006). Diplomatic relations were established on 9 September 2008. "
        "1 mission, 1 treaty and 1 event between them are recorded."
    )
    numbers = {panel.key: panel.number for panel in response.context["panels"]}
    assert numbers == {
        "recognitions": "1",
        "relations": "1",
        "missions": "1",
        "ambassadors": "2",
        "treaties": "1",
        "events": "1",
    }
    assert "Another matter" not in text(response)
    assert "Approval by parliament, Abkhazia" in text(response)


def test_a_country_leads_to_its_pairs(client, pair):
    content = text(client.get("/countries/abkhazia/"))
    assert 'href="/countries/abkhazia/south-ossetia/"' in content


def test_a_pair_has_one_address(client, pair):
    response = client.get("/countries/south-ossetia/abkhazia/")
    assert (response.status_code, response.headers["Location"]) == (301, "/countries/abkhazia/south-ossetia/")
    assert client.get("/countries/abkhazia/abkhazia/").status_code == 404
    assert client.get("/countries/abkhazia/atlantis/").status_code == 404


def test_a_pair_with_nothing_between_says_so(client):
    first, second = make_country(name="A", published=True), make_country(name="B", published=True)
    response = client.get(f"/countries/{first.slug}/{second.slug}/")
    assert "nothing between A and B" in text(response)


# Addresses


def rename(record, slug):
    record.refresh_from_db()
    record.slug = slug
    return save(record)


def test_old_addresses_lead_to_the_new_one(client, pair):
    rename(pair[1], "iryston")
    rename(pair[1], "south-ossetia-alania")
    for old in ("south-ossetia", "iryston"):
        response = client.get(f"/countries/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/countries/south-ossetia-alania/")
        response = client.get(f"/countries/abkhazia/{old}/")
        assert response.headers["Location"] == "/countries/abkhazia/south-ossetia-alania/"


def test_an_address_taken_over_belongs_to_its_present_holder(client):
    first = make_country(slug="georgia", name="Georgia", published=True)
    rename(first, "georgia-country")
    second = make_country(slug="georgia", name="Georgia (state)", published=True)
    assert client.get("/countries/georgia/").context["record"] == second


def test_the_old_address_of_a_withdrawn_record_is_gone(client):
    event = make_event(slug="old", published=True)
    rename(event, "new")
    event.refresh_from_db()
    withdraw([event], author=make_user(), reason="A duplicate.")
    assert [client.get(f"/events/{slug}/").status_code for slug in ("old", "new")] == [410, 410]


def test_drafts_are_not_found(client):
    assert client.get(make_event().get_absolute_url()).status_code == 404


def test_names_in_other_scripts_say_their_language(client):
    country = make_country(other_names="Хуссар Ирыстон [os]\nأوسيتيا", published=True)
    content = text(client.get(country.get_absolute_url()))
    assert '<bdi lang="os">Хуссар Ирыстон</bdi>' in content
    assert "<bdi>أوسيتيا</bdi>" in content


def test_markup_in_facts_stays_text(client):
    event = make_event(title="<script>alert(1)</script>", place='"><img src=x>', published=True)
    for address in (event.get_absolute_url(), "/events/", "/"):
        content = text(client.get(address))
        assert "<script>alert" not in content
        assert "<img" not in content
