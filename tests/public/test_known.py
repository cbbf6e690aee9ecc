"""`?known=`: what the register said on a day that is past, and the addresses that records once had."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.actions import publish as publish_records
from editorial.actions import withdraw
from editorial.models import Changeset
from editorial.units import changeset
from editorial.writing import remove
from relations.models import Country
from sources.models import Citation
from tests.factories import (
    MAKERS,
    make_citation,
    make_country,
    make_event,
    make_recognition,
    make_source,
    make_user,
    save,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_user("Reviewers", username="nino")


@pytest.fixture
def days(monkeypatch):
    """`days(3)`: what is written from now on was written on 3 March 2026."""

    def on(day):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, day, 12, tzinfo=UTC))

    on(1)
    yield on
    monkeypatch.undo()


def shown(response, status=200):
    assert response.status_code == status
    main = response.content.decode().split('<main id="main">')[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def known(client, record, day, **more):
    return client.get(record.get_absolute_url(), {"known": day, **more})


def test_a_record_says_what_it_said_then(client, days, author):
    country = make_country(published=True, name="Nauru", capital="Yaren")
    citation = country.citations.get()
    citation.says = "Yaren, printed"
    save(citation)
    days(5)
    country.name, country.capital = "Republic of Nauru", "Denigomodu"
    save(country, author=author)
    with changeset(author=author, kind="form"):
        make_citation(country, note="Found later")
        remove(Citation.objects.get(pk=citation.pk))
    days(20)
    response = known(client, country, "2026-03-03")
    told = shown(response)
    assert "What the register said on 3 March 2026. See it as it is now." in told
    assert "Yaren" in told
    assert "Yaren, printed" in told
    assert "Denigomodu" not in told
    assert "Republic" not in told
    assert "Found later" not in told
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://testserver{country.get_absolute_url()}">' in page
    told = shown(known(client, country, "6 March 2026"))
    assert "Denigomodu" in told
    assert "Yaren" not in told


def test_what_was_connected_with_it_then(client, days):
    entity = make_country(published=True, name="South Ossetia")
    right = make_country(published=True, name="Nauru")
    wrong = make_country(published=True, name="Naoero")
    recognition = make_recognition(published=True, recognizing_state=wrong, recognized_entity=entity)
    event = make_event(published=True, title="A visit", countries=[entity, wrong])
    days(5)
    recognition.recognizing_state = right
    recognition.granted = "15 December 2009"
    save(recognition)
    save(event, countries=[entity])
    days(20)
    for country, then, now in ((wrong, True, False), (right, False, True)):
        assert ("26 August 2008" in shown(known(client, country, "2026-03-03"))) is then
        assert ("15 December 2009" in shown(known(client, country, "2026-03-06"))) is now
    assert "A visit" in shown(known(client, wrong, "2026-03-03"))
    assert "A visit" not in shown(known(client, wrong, "2026-03-06"))
    pair = client.get("/countries/naoero/south-ossetia/", {"known": "2026-03-03"})
    assert "26 August 2008" in shown(pair)
    assert "A visit" in shown(pair)
    assert "Not told as it was then: Ambassadors and representatives, Treaties" in shown(pair)
    later = shown(client.get("/countries/naoero/south-ossetia/", {"known": "2026-03-06"}))
    assert "The register held nothing between the two then." in later
    assert "26 August 2008" in shown(known(client, recognition, "2026-03-03"))


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_every_kind_of_page_can_be_asked(client, model):
    record = MAKERS[model](published=True)
    told = shown(known(client, record, timezone.now().date().isoformat()))
    assert "What the register said on" in told
    assert 'name="known"' in client.get(record.get_absolute_url()).content.decode()


def test_drafts_withdrawn_records_and_their_sources_stay_hidden(client, days, author):
    country = make_country(name="Nauru", capital="Xanthippe")
    make_citation(country)
    hidden = make_source(published=False, title="Xanthippe papers")
    make_citation(country, source=hidden)
    days(5)
    country.capital = "Yaren"
    save(country)
    publish_records([Country.objects.get()], author=author)
    days(9)
    publish_records([hidden], author=author)
    days(20)
    told = shown(known(client, country, "2026-03-03"), 404)
    assert "Not published on 3 March 2026" in told
    assert "Xanthippe" not in told
    assert "Xanthippe" not in shown(known(client, country, "2026-03-06"))
    assert "Xanthippe papers" in shown(known(client, country, "2026-03-10"))
    other = make_recognition(published=True, recognized_entity=Country.objects.get())
    withdraw([other], author=author, reason="Doubted")
    assert known(client, other, "2026-03-20").status_code == 410
    assert "26 August 2008" not in shown(known(client, country, "2026-03-20"))


def test_a_moment_of_the_day(client, days):
    country = make_country(published=True, capital="Yaren")
    days(5)
    country.capital = "Denigomodu"
    save(country)
    days(20)
    assert "Yaren" in shown(known(client, country, "2026-03-05T11:59:00Z"))
    assert "What the register said on 5 March 2026, 11:59 UTC." in shown(known(client, country, "2026-03-05T11:59"))
    assert "Denigomodu" in shown(known(client, country, "2026-03-05 12:00:01"))
    assert "Denigomodu" in shown(known(client, country, "2026-03-05T15:00:00+02:00"))


@pytest.mark.parametrize(
    "asked", ["yesterday", "2026", "March 2026", "8/9/2008", "2026-02-30", "2026-3", "c. 2 May 2020"]
)
def test_what_is_no_moment_is_refused_with_the_forms_accepted(client, asked):
    told = shown(known(client, make_country(published=True), asked), 400)
    assert "Write a day, such as 2026-03-03 or 3 March 2026" in told


def test_the_future_is_not_known(client):
    country = make_country(published=True)
    tomorrow = timezone.now().date() + timedelta(days=1)
    assert "still to come" in shown(known(client, country, tomorrow.isoformat()), 400)
    assert known(client, country, "9999-12-31T23:59-14:00").status_code == 400
    assert known(client, country, "").status_code == 302


def test_former_addresses_lead_to_the_present_one_in_one_hop(client, author):
    country = make_country(published=True, slug="a")
    for slug in ("b", "c"):
        country.slug = slug
        save(country)
    for old in ("a", "b"):
        response = client.get(f"/countries/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/countries/c/")
    response = client.get("/countries/a/", {"known": "2026-03-03"})
    assert (response.status_code, response.headers["Location"]) == (301, "/countries/c/?known=2026-03-03")
    withdraw([country], author=author, reason="Doubted")
    for old in "abc":
        told = shown(client.get(f"/countries/{old}/"), 410)
        assert f"taken it back, on {timezone.now():%-d %B %Y}" in told


def test_a_new_record_does_not_take_an_address_that_readers_know(client):
    country = make_country(published=True, name="Swaziland")
    country.name, country.slug = "Eswatini", "eswatini"
    save(country)
    new = make_country(published=True, name="Swaziland")
    assert new.slug == "swaziland-2"
    assert client.get("/countries/swaziland/").headers["Location"] == "/countries/eswatini/"
    new.slug = "swaziland"  # on purpose
    save(new)
    assert client.get("/countries/swaziland/").status_code == 200


def test_an_address_that_only_a_draft_had_is_not_found(client):
    country = make_country(slug="secret")
    country.slug = "known"
    save(country)
    make_citation(country)
    publish_records([Country.objects.get()], author=None)
    assert client.get("/countries/secret/").status_code == 404


def test_what_a_page_costs_does_not_grow_with_its_history(client):
    country = make_country(published=True)
    recognition = make_recognition(published=True, recognizing_state=country)
    today = timezone.now().date().isoformat()
    counts = []
    for _round in range(2):
        make_recognition(published=True, recognizing_state=country)
        make_citation(country)
        recognition.summary += "More. "
        save(recognition)
        with CaptureQueriesContext(connection) as captured:
            shown(known(client, country, today))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 60
    assert Changeset.objects.exists()
