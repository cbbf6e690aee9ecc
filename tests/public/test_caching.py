"""Second visits are cheap, never stale, and leave no trace at the reader."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from public import caching
from public.caching import register_version
from tests.factories import make_event
from tests.public.routes import addresses, published_world

pytestmark = pytest.mark.django_db


def test_every_page_may_be_kept_and_leaves_no_cookie(client):
    for address in addresses(published_world()):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert response.headers["ETag"]
        assert "cookie" not in response.headers.get("Vary", "").lower()
        assert not response.cookies


def test_an_unchanged_page_is_answered_with_304_after_one_query(client):
    for address in addresses(published_world()):
        tag = client.get(address).headers["ETag"]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address, headers={"If-None-Match": tag})
        assert (response.status_code, response.content, len(captured)) == (304, b"", 1), address


def test_a_page_is_made_once_for_each_state_of_the_register(client, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    monkeypatch.setattr(caching, "LARGEST_PAGE_KEPT", 10**6)
    event = make_event(published=True)
    first = client.get(event.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        again = client.get(event.get_absolute_url())
    assert len(captured) == 1
    assert again.content == first.content
    assert again.headers == first.headers
    elsewhere = client.get(event.get_absolute_url(), headers={"Host": "localhost"})
    assert elsewhere.headers["ETag"] != first.headers["ETag"]  # its addresses name another host
    make_event()
    with CaptureQueriesContext(connection) as captured:
        client.get(event.get_absolute_url())
    assert len(captured) > 1


def test_any_change_makes_every_page_new(client):
    tag = client.get("/countries/").headers["ETag"]
    make_event()
    response = client.get("/countries/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response.headers["ETag"] != tag


def test_the_same_page_under_other_filters_is_another_page(client):
    assert client.get("/events/").headers["ETag"] != client.get("/events/?sort=title").headers["ETag"]


def test_a_change_that_commits_late_with_an_early_number_counts_too():
    make_event()
    before = register_version()
    make_event()
    after = register_version()
    assert before != after
    assert set(before.split("-")) < set(after.split("-"))


def test_pages_travel_compressed(client):
    published_world()
    response = client.get("/events/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"<h1>Events</h1>" in gzip.decompress(response.content)


@pytest.mark.parametrize(("address", "status"), [("/nope/", 404), ("/events/?nope=1", 400)])
def test_refusals_are_not_kept(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert "ETag" not in response.headers
    assert "Cache-Control" not in response.headers
