"""Whatever a stranger puts into an address, the answer is a page and never a fault."""

import pytest

from public.sections import SECTIONS
from tests.public.routes import addresses, lists, published_world

pytestmark = pytest.mark.django_db

QUERIES = {
    "a page beyond the last": "page=99999999",
    "a page that is no number": "page=abc",
    "a negative page": "page=-1",
    "page nought": "page=0",
    "a page of 5,000 digits": "page=" + "9" * 5000,
    "a page in other digits": "page=%D9%A1%D9%A2",
    "a NUL": "q=%00",
    "a lone surrogate": "q=%ED%A0%80",
    "invalid UTF-8": "q=%FF%FE",
    "5,000 parameters": "&".join(f"a{number}=1" for number in range(5000)),
    "an unknown sort": "sort=password",
    "a sort into another table": "sort=-recognizing_state__status",
    "an unknown filter": "status=draft",
    "a lookup": "granted__gte=2008",
    "10,000 words": "q=" + "+".join(["word"] * 10_000),
    "as many words as an address holds": "q=" + "+".join(["w"] * 90),
    "wildcards": "q=%25_%5C%27%22",
    "markup": "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "the same parameter often": "&".join(["q=a"] * 150),
    "an edition beyond all": "edition=99999999999999999999",
}


def is_whole(response):
    """Whether an answer is one a reader can use."""
    return response.status_code in (200, 301, 302, 400) and b"Traceback" not in response.content


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_no_address_is_answered_with_a_fault(client, query):
    for address in addresses(published_world()):
        response = client.get(f"{address}?{query}")
        assert is_whole(response), f"{address}: {response.status_code}"
        assert b"<script>alert" not in response.content


@pytest.mark.parametrize("value", ["9" * 30, "-1", "0", "%00", "%ED%A0%80", "x" * 300, "%27%22%3C%3E"])
def test_no_filter_takes_fright(client, value):
    for section, address in lists():
        for name in section.filters.base_filters:
            response = client.get(f"{address}?{name}={value}")
            assert is_whole(response), f"{address}?{name}: {response.status_code}"
        every = "&".join(f"{name}={value}" for name in section.filters.base_filters)
        assert is_whole(client.get(f"{address}?{every}"))


def test_every_sort_order_works_in_both_directions(client):
    published_world()
    for section in SECTIONS:
        for name in section.sorts:
            for sign in ("", "-"):
                assert client.get(f"{section.list_url()}?sort={sign}{name}").status_code == 200


def test_every_menu_s_choices_work(client):
    published_world()
    for section in SECTIONS:
        form = section.filters(None, section.model.objects.published()).form
        for name, field in form.fields.items():
            for value, _label in getattr(field, "choices", []):
                response = client.get(section.list_url(), {name: str(value)} if value else {})
                assert response.status_code == 200, f"{section.name} {name}={value}"


@pytest.mark.parametrize("slug", ["no-such-thing", "9" * 30, "a" * 2000])
def test_unknown_slugs_are_not_found(client, slug):
    for section in SECTIONS:
        assert client.get(f"{section.list_url()}{slug}/").status_code == 404
    assert client.get(f"/countries/{slug}/{slug}/").status_code == 404


def test_pages_are_read_only(client):
    for section in SECTIONS:
        assert client.post(section.list_url()).status_code == 405
