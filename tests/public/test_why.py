"""“Why do you say so?” of any value, as a page and as JSON."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.actions import withdraw
from editorial.choices import ChangesetKind
from editorial.units import changeset
from editorial.writing import write
from tests.factories import (
    make_citation,
    make_country,
    make_event,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recognition():
    """A recognition entered from a file, then dated by an editor; two sources tell two dates."""
    recognition = make_recognition(slug="nauru", granted="2009")
    passage = make_passage(make_source(title="Gazette"), number=3, summary="Tells of the decree.")
    publish(recognition, passage=passage)
    with changeset(author=make_user(username="irina"), kind=ChangesetKind.FORM, reason="Found the day."):
        recognition.granted = "16 December 2009"
        write(recognition)
    with changeset(author=None, kind=ChangesetKind.IMPORT, file_name="week-12.xlsx", file_digest="ab" * 32):
        make_citation(recognition, field="granted", passage=passage, says="16.12.2009", note="The day of the decree.")
    make_citation(
        recognition,
        field="granted",
        passage=make_passage(make_source(title="Herald"), number=1),
        says="15 December 2009",
        stance="disputes",
        note="The day before.",
    )
    return recognition


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_fact_with_a_value_has_its_why(client, recognition):
    content = page(client, "/recognitions/nauru/")
    for field in ("recognizing_state", "recognized_entity", "mode", "granted", "ended"):
        assert f'href="/recognitions/nauru/why/{field}/"' in content
    for address in re.findall(r'class="why" href="([^"]+)"', content):
        page(client, address)


def test_a_named_record_has_a_why_of_its_name(client):
    publish(make_country(name="Nauru", slug="nauru"))
    assert 'href="/countries/nauru/why/name/"' in page(client, "/countries/nauru/")


def test_from_the_value_to_who_entered_it(client, recognition):
    content = page(client, "/recognitions/nauru/why/granted/")
    assert "16 December 2009" in content
    assert "Found the day." in content
    assert "Entered by irina" in content
    assert "from the file week-12.xlsx" in content
    assert "The day of the decree." in content
    assert "Tells of the decree." in content
    assert re.search(r'href="/sources/gazette/passages/3/\?citation=\w{16}#passage-3"', content)
    assert "Disputes" in content
    assert "does not follow it" in content


def test_a_value_that_only_the_record_s_citations_bear_out(client, recognition):
    content = page(client, "/recognitions/nauru/why/mode/")
    assert "cited for the record as a whole" in content
    assert "Gazette, passage 3" in content


def test_the_same_as_json(client, recognition):
    response = client.get("/recognitions/nauru/why/granted.json")
    assert response.headers["Content-Type"] == "application/json"
    told = json.loads(response.content)
    assert told["url"] == "http://testserver/recognitions/nauru/why/granted/"
    assert (told["record_type"], told["record"], told["value"]) == ("recognition", "nauru", "16 December 2009")
    assert told["entered"]["entered_by"] == "irina"
    assert told["entered"]["reason"] == "Found the day."
    supporting, disputing = told["reasons"]
    assert supporting["entered"]["file_name"] == "week-12.xlsx"
    assert supporting["passage"]["number"] == 3
    assert client.get(supporting["url"]).status_code == 200
    assert (disputing["stance"], disputing["says"]) == ("disputes", "15 December 2009")


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_what_cannot_be_explained_is_not_found(client, recognition, ending):
    draft = make_country(name="Draft")
    for address in ("/recognitions/nauru/why/status", "/recognitions/nauru/why/x", "/recognitions/none/why/granted"):
        assert client.get(f"{address}{ending}").status_code == 404
    assert client.get(f"/countries/{draft.slug}/why/name{ending}").status_code == 404
    withdraw([recognition], author=make_user(), reason="A mistake.")
    assert client.get(f"/recognitions/nauru/why/granted{ending}").status_code == 410


def test_an_unpublished_source_gives_no_reason(client, recognition):
    secret = make_source(title="Xanthippe papers", published=False)
    make_citation(recognition, field="granted", source=secret, says="Xanthippe says", stance="disputes")
    for address in (
        "/recognitions/nauru/why/granted/",
        "/recognitions/nauru/why/granted.json",
        "/recognitions/nauru/",
    ):
        assert "Xanthippe" not in page(client, address)


def test_an_old_address_leads_to_the_new_one(client, recognition):
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        recognition.slug = "nauru-2009"
        write(recognition)
    for ending in ("/", ".json"):
        response = client.get(f"/recognitions/nauru/why/granted{ending}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/recognitions/nauru-2009/why/granted{ending}"


def test_readings_stand_side_by_side_with_what_the_register_follows(client, recognition):
    content = page(client, "/recognitions/nauru/")
    (table,) = re.findall(r'<table class="readings">.*?</table>', content, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    assert "16.12.2009" in rows[0]
    assert "follows it" in rows[0]
    assert "The day of the decree." in rows[0]
    assert "15 December 2009" in rows[1]
    assert "does not follow it" in rows[1]
    assert "The day before." in rows[1]
    assert "Where sources differ" not in page(client, publish(make_event()).get_absolute_url())


def test_disputed_records_are_marked_counted_and_found_in_lists(client, recognition):
    agreed = publish(make_recognition())
    content = page(client, "/recognitions/")
    assert content.count("#differ") == 1
    assert f'href="{recognition.get_absolute_url()}#differ"' in content
    assert '<a href="/recognitions/?disputed=yes">1 disputed' in content
    disputed = page(client, "/recognitions/?disputed=yes")
    assert recognition.get_absolute_url() in disputed
    assert agreed.get_absolute_url() not in disputed
    others = page(client, "/recognitions/?disputed=no")
    assert recognition.get_absolute_url() not in others
    assert agreed.get_absolute_url() in others
    assert "15 December" not in page(client, "/recognitions.csv?disputed=no")


def test_a_dispute_from_an_unpublished_source_is_no_dispute(client):
    recognition = publish(make_recognition())
    make_citation(recognition, field="granted", source=make_source(published=False), says="2007", stance="disputes")
    assert "#differ" not in page(client, "/recognitions/")
    assert recognition.get_absolute_url() not in page(client, "/recognitions/?disputed=yes")


def test_a_why_takes_as_many_queries_for_many_reasons_as_for_one(client, recognition):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, "/recognitions/nauru/why/granted/")
        return len(captured)

    queries()
    few = queries()
    for number in range(10):
        make_citation(recognition, field="granted", passage=make_passage(number=number + 1))
    assert queries() == few <= 12
