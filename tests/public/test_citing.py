"""“Cite this”, and the permalinks that citations elsewhere lead back by."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.actions import withdraw
from editorial.choices import ChangesetKind, Status
from editorial.units import changeset
from editorial.writing import write
from public.sections import SECTIONS
from sources.models import Source
from tests.factories import make_country, make_event, make_mission, make_official, make_source, make_user, publish
from tests.public.routes import published_world

pytestmark = pytest.mark.django_db

FORMS = {
    "txt": ("text/plain; charset=utf-8", "https://"),
    "bib": ("application/x-bibtex; charset=utf-8", "@misc{chancery-country-nauru,"),
    "ris": ("application/x-research-info-systems; charset=utf-8", "TY  - ELEC\r\n"),
    "json": ("application/vnd.citationstyles.csl+json; charset=utf-8", '"type": "webpage"'),
}


def change(record, *, related=None, **values):
    with changeset(author=make_user(), kind=ChangesetKind.FORM, reason="Read again."):
        for name, value in values.items():
            setattr(record, name, value)
        write(record, related=related or {})


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def nauru():
    """A country whose first published version is 2 and whose capital was changed in 3."""
    country = make_country(name="Nauru", slug="nauru", capital="Aiwo")
    publish(country)
    assert country.version == 2
    change(country, capital="Yaren")
    return country


@pytest.mark.parametrize("extension", FORMS)
def test_a_record_is_cited_in_every_form(client, nauru, extension):
    response = client.get(f"/countries/nauru/cite.{extension}")
    content_type, told = FORMS[extension]
    assert response.headers["Content-Type"] == content_type
    assert f'filename="chancery-country-nauru.{extension}"' in response.headers["Content-Disposition"]
    content = response.content.decode()
    assert "http://testserver/countries/nauru/?version=3" in content
    assert "Nauru" in content
    assert told in content or extension == "txt"


def test_a_source_is_cited_as_itself(client):
    source = make_source(title="Gazette & {Herald}", slug="gazette", author="A. Author")
    change(source, published="26 August 2008")
    (item,) = json.loads(page(client, "/sources/gazette/cite.json"))
    assert item["type"] == "book"
    assert item["title"] == "Gazette & {Herald}"
    assert item["author"] == [{"literal": "A. Author"}]
    assert item["issued"] == {"date-parts": [[2008, 8, 26]]}
    assert "year = {2008}" in page(client, "/sources/gazette/cite.bib")


def test_every_page_of_a_record_offers_its_citation(client):
    world = published_world()
    for section in SECTIONS:
        record = world[section.model]
        content = page(client, record.get_absolute_url())
        for extension in FORMS:
            address = f"{record.get_absolute_url()}cite.{extension}?version={record.version}"
            assert f'href="{address}"' in content
            page(client, address)
        assert f'href="http://testserver{record.get_absolute_url()}?version={record.version}"' in content


def test_the_page_names_no_day_of_the_visit(client, nauru):
    (shown,) = re.findall(r'<p class="reference">(.*?)</p>', page(client, "/countries/nauru/"))
    assert "accessed" not in shown
    assert "accessed" in page(client, "/countries/nauru/cite.txt")


@pytest.mark.parametrize("extension", ["xml", "BIB", "bib2"])
def test_other_forms_are_not_found(client, nauru, extension):
    page(client, f"/countries/nauru/cite.{extension}", 404)


def test_the_unpublished_is_not_cited(client, nauru):
    make_country(name="Draft", slug="draft")
    page(client, "/countries/draft/cite.bib", 404)
    page(client, "/countries/draft/?version=1", 404)
    withdraw([nauru], author=make_user(), reason="A mistake.")
    for address in ("/countries/nauru/cite.bib", "/countries/nauru/?version=2"):
        page(client, address, 410)


def test_a_permalink_to_the_present_version_is_the_page(client, nauru):
    content = page(client, "/countries/nauru/?version=3")
    assert "version 3, which is the present one" in content
    assert "Yaren" in content
    assert "permalink to version" not in page(client, "/countries/nauru/")


def test_a_permalink_to_an_earlier_version_shows_that_version(client, nauru):
    content = page(client, "/countries/nauru/?version=2")
    assert "This is version 2, an earlier one; the present one is version 3." in content
    (row,) = re.findall(r"<tr>\s*<th scope=\"row\">Capital</th>(.*?)</tr>", content, re.S)
    assert "Aiwo" in row
    assert "Yaren" in row
    assert "?version=2" in page(client, "/countries/nauru/cite.txt?version=2")


@pytest.mark.parametrize("version", ["1", "4", "0", "-1", "x", "9" * 9, "9" * 30, "9" * 5000, "%D9%A3", "2.0"])
def test_versions_that_readers_never_saw_are_not_found(client, nauru, version):
    for address in ("/countries/nauru/", "/countries/nauru/cite.txt"):
        page(client, f"{address}?version={version}", 404)


def test_a_permalink_outlives_a_new_address(client, nauru):
    change(nauru, slug="republic-of-nauru")
    response = client.get("/countries/nauru/?version=2")
    assert response.status_code == 301
    assert response.headers["Location"] == "/countries/republic-of-nauru/?version=2"
    assert "Aiwo" in page(client, response.headers["Location"])


def test_an_earlier_version_does_not_name_what_was_withdrawn_since(client):
    secret, host = publish(make_country(name="Xanthippe")), publish(make_country(name="Host"))
    mission = publish(make_mission(slug="mission", hosted_by=secret))
    change(mission, hosted_by=host)
    event = publish(make_event(slug="event", countries=[secret, host], officials=[publish(make_official())]))
    change(event, related={"countries": [host]}, place="Yaren")
    for address in ("/missions/mission/?version=2", "/events/event/?version=2"):
        assert "Xanthippe" in page(client, address)
    withdraw([secret], author=make_user(), reason="Not a State.")
    for address in ("/missions/mission/?version=2", "/events/event/?version=2"):
        assert "Xanthippe" not in page(client, address)


def test_every_type_of_record_shows_its_earlier_versions(client):
    world = published_world()
    for section in SECTIONS:
        record = section.model.objects.get(pk=world[section.model].pk)
        seen = record.version
        change(record, summary="Told anew.")
        address = f"{record.get_absolute_url()}?version={seen}"
        assert "Told anew." in page(client, address), section.name
        with CaptureQueriesContext(connection) as captured:
            page(client, address)
        assert len(captured) <= 20, section.name


def test_a_source_has_versions_too(client):
    source = make_source(title="Gazette", publisher="The State")
    assert source.status == Status.PUBLISHED
    change(Source.objects.get(), publisher="The House")
    content = page(client, "/sources/gazette/?version=1")
    assert "The State" in content
    assert "The House" in content
