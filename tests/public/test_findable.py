"""What search engines and other machines find: robots.txt, sitemaps, and the links in a page's head."""

import html
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from editorial.actions import withdraw
from public.sections import SECTIONS
from tests.factories import MAKERS, make_citation, make_country, make_user
from tests.public.routes import addresses, published_world

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(client, address):
    """(location, date or None) of each address that a sitemap lists."""
    response = client.get(address)
    assert response.status_code == 200
    found = ElementTree.fromstring(response.content).iterfind("s:url", NAMES)
    return [(each.findtext("s:loc", namespaces=NAMES), each.findtext("s:lastmod", namespaces=NAMES)) for each in found]


def test_robots_may_read_all_but_the_desk(client):
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in told
    assert "Sitemap: http://testserver/sitemap.xml" in told


def test_the_index_leads_to_every_published_record(client):
    world = published_world()
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [each.text for each in index.iterfind("s:sitemap/s:loc", NAMES)]
    found = {location for file in files for location, _date in entries(client, file)}
    for section in SECTIONS:
        assert f"http://testserver{world[section.model].get_absolute_url()}" in found
    assert all(client.get(location).status_code == 200 for location in found)


def test_only_what_readers_may_see_is_listed(client):
    author = make_user("Reviewers")
    for section in SECTIONS:
        MAKERS[section.model]()
    gone = make_country(name="Atlantis", published=True)
    withdraw([gone], author=author, reason="There is no such country.")
    for section in SECTIONS:
        listed = [location for location, _date in entries(client, f"/sitemap-{section.path}.xml")]
        assert len(listed) == section.model.objects.published().count()
    assert "atlantis" not in client.get("/sitemap-countries.xml").content.decode()


def test_the_date_is_that_of_the_last_change_of_the_record_or_of_what_it_rests_on(client, monkeypatch):
    def today_is(day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 3, day, 12, tzinfo=UTC))

    today_is(1)
    country = make_country(published=True)
    address = f"http://testserver{country.get_absolute_url()}"
    assert dict(entries(client, "/sitemap-countries.xml"))[address] == "2024-03-01"
    today_is(9)
    make_citation(country)
    assert dict(entries(client, "/sitemap-countries.xml"))[address] == "2024-03-09"


def test_a_sitemap_costs_the_same_however_many_records(client, django_assert_max_num_queries):
    for _ in range(20):
        make_country(published=True)
    with django_assert_max_num_queries(6):
        assert len(entries(client, "/sitemap-countries.xml")) >= 20


def test_there_is_no_sitemap_of_nothing(client):
    assert client.get("/sitemap-drafts.xml").status_code == 404


def test_every_page_names_its_one_address_and_its_card(client):
    for address in addresses(published_world()):
        response = client.get(address)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [f"http://testserver{address}"]
            assert page.count('<meta property="og:title"') == 1


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("/countries/?sort=-name", "/countries/"),
        ("/countries/?q=nauru&amp;utm_source=mail", "/countries/?q=nauru"),
        ("/countries/nauru/?on=2012-03-01", "/countries/nauru/"),
    ],
)
def test_what_does_not_change_the_subject_is_not_in_the_address(client, asked, named):
    make_country(name="Nauru", published=True)
    page = client.get(html.unescape(asked)).content.decode()
    assert f'<link rel="canonical" href="http://testserver{named}">' in page
