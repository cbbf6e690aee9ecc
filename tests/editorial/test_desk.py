"""The front page, whose numbers are those of the lists they lead to; and the way from one record to the next."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from editorial.choices import ChangesetKind
from editorial.models import Proposal
from editorial.units import changeset
from editorial.writing import write
from relations.models import Country
from tests.admin_pages import address, change_address, posted
from tests.factories import (
    MAKERS,
    make_citation,
    make_country,
    make_mission,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    save,
)

pytestmark = pytest.mark.django_db
CEILING = 12
ROLES = ["Editors", "Data editors", "Reviewers", "Administrators"]


def front_page(client):
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.context["desk"]


def numbers(desk):
    """Every number on the page as (label, count, address)."""
    found = [(line.label, line.count, line.url) for line in desk.lines]
    return found + [
        (f"{row.label}: {cell.label}", cell.count, cell.url)
        for row in desk.rows
        for cell in row.cells
        if cell.count is not None
    ]


def count_in_list(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    if "cl" in response.context:
        return response.context["cl"].result_count
    return response.context["page"].paginator.count


def written_by(user, record):
    """One more version of a record, by this person."""
    record.summary = f"Seen by {user}."
    return save(record, author=user)


def fill(user):
    """Something of everything that the front page counts."""
    written_by(user, make_country())
    written_by(user, make_country(status="in-review"))
    written_by(make_user(), make_recognition())
    make_recognition(status="in-review")
    make_recognition(published=True)
    disputed = make_country(name="Disputed")
    make_citation(disputed, stance="disputes")
    make_passage()
    make_source(url="https://example.org/a", accessed="2001")
    make_source(url="https://example.org/b")
    make_source(url="https://example.org/c", accessed=timezone.localdate().isoformat())
    embassy = make_mission()
    with changeset(author=user, kind=ChangesetKind.FORM):
        embassy.seat = "Yaren"
        write(embassy)


def propose(client, record):
    """Type a change of a published record as one who may not publish."""
    response = client.get(change_address(record))
    client.post(change_address(record), posted(response, summary="Proposed."))


@pytest.mark.parametrize("role", ROLES)
def test_each_number_is_that_of_its_list(client, role):
    user = make_user(role)
    client.force_login(user)
    fill(user)
    editor = make_user("Editors")
    other = client if role in ("Editors", "Data editors") else type(client)()
    other.force_login(user if other is client else editor)
    propose(other, make_country(published=True))
    returned = make_country(published=True)
    propose(other, returned)
    Proposal.objects.filter(object_id=returned.pk).update(state="returned")
    shown = numbers(front_page(client))
    assert len(shown) > 50
    for label, count, url in shown:
        assert count == count_in_list(client, url), label
    counted = {label: count for label, count, _url in shown}
    assert counted["Worth a look"] == 1
    assert counted["Stale sources"] == 2
    assert counted["Countries: Disputed"] == 1
    assert counted["Countries: Your drafts"] == 1
    if role in ("Reviewers", "Administrators"):
        assert counted["Waiting for your review"] == 3
        assert "Your proposals under review" not in counted
    else:
        assert counted["Your proposals under review"] == 1
        assert counted["Returned to you"] == 1
        assert "Waiting for your review" not in counted


def test_an_empty_desk_says_nought_and_links_nowhere(client):
    client.force_login(make_user("Reviewers"))
    desk = front_page(client)
    assert {count for _label, count, _url in numbers(desk)} == {0}
    html = client.get("/admin/").content.decode()
    assert "Nothing waits." in html
    assert "Nothing has been changed yet." in html


def test_who_may_see_nothing_is_shown_no_numbers(client):
    client.force_login(make_user())
    desk = front_page(client)
    assert (desk.lines, desk.rows) == ([], [])


def test_every_record_type_stands_on_the_desk(client):
    client.force_login(make_user("Editors"))
    assert len(front_page(client).rows) == len(MAKERS)


def test_the_front_page_asks_the_same_however_much_there_is(client):
    user = make_user("Reviewers")
    client.force_login(user)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    fill(user)
    queries()
    few = queries()
    for _ in range(5):
        make_mission(published=True)
        make_recognition(status="in-review")
    assert queries() == few <= CEILING


def test_a_passage_read_within_the_year_is_not_stale(client):
    client.force_login(make_user("Editors"))
    today = timezone.localdate()
    for days in (300, 400):
        make_source(url="https://example.org/", accessed=(today - timedelta(days=days)).isoformat())
    make_source(accessed="2001", title="A book")
    (stale,) = (line for line in front_page(client).lines if line.label == "Stale sources")
    assert stale.count == 1


# From record to record


def filtered(record, query):
    return f"{change_address(record)}?_changelist_filters={query}"


@pytest.fixture
def drafts():
    return [make_country(name=name) for name in ("Abkhazia", "Nauru", "Tuvalu")]


def test_save_and_next_goes_through_the_list_one_came_from(desk, drafts):
    make_country(name="Bhutan", status="in-review")
    here, query = drafts[0], "status__exact%3Ddraft"
    for following in drafts[1:]:
        page = desk.get(filtered(here, query))
        response = desk.post(filtered(here, query), posted(page, capital="A city", _next="1"))
        assert response["Location"] == filtered(following, query)
        here = following
    page = desk.get(filtered(here, query))
    response = desk.post(filtered(here, query), posted(page, capital="A city", _next="1"), follow=True)
    assert response.redirect_chain[-1][0] == f"{address(Country, 'changelist')}?status__exact=draft"
    assert "last record of the list" in response.content.decode()
    assert Country.objects.filter(capital="A city").count() == 3


def test_what_leaves_the_list_by_being_saved_does_not_lose_the_place(desk, drafts):
    page = desk.get(filtered(drafts[1], "q%3Dnauru"))
    assert "Save and next" in page.content.decode()
    response = desk.post(
        filtered(drafts[1], "status__exact%3Ddraft"), posted(page, name="Zaire", slug="zaire", _next="1")
    )
    assert response["Location"].startswith(change_address(drafts[2]))


def test_a_form_with_an_error_stays_where_it_is(desk, drafts):
    page = desk.get(change_address(drafts[0]))
    response = desk.post(change_address(drafts[0]), posted(page, name="", _next="1"))
    assert response.status_code == 200
    assert response.context["errors"]


def test_next_without_saving(desk, drafts):
    response = desk.get(change_address(drafts[0], "next"))
    assert response["Location"] == change_address(drafts[1])


@pytest.mark.parametrize(
    "query", ["nonsense%3D1", "id__in%3D99999999999999999999", "p%3D99", "status__exact%3Dx", "%00"]
)
def test_bad_filters_never_break_the_way(desk, drafts, query):
    response = desk.get(f"{change_address(drafts[0], 'next')}?_changelist_filters={query}")
    assert response.status_code in (302, 400)


@pytest.mark.parametrize("key", ["x", "99999999999999999999", "-1"])
def test_there_is_no_next_of_no_record(desk, key):
    assert desk.get(f"{address(Country, 'changelist')}{key}/next/").status_code == 404


def test_who_may_not_see_the_records_is_led_nowhere(client, drafts):
    client.force_login(make_user())
    assert client.get(change_address(drafts[0], "next")).status_code == 403


def test_every_record_admin_has_the_way_to_the_next(desk):
    for model in MAKERS:
        assert admin.site.is_registered(model)
        assert reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_next", args=[1])


# Keys


def test_the_keys_save_go_on_and_focus_the_search(signed_in):
    first, second = make_country(name="Abkhazia"), make_country(name="Nauru")
    page = signed_in("Reviewers", "reviewer")
    page.goto(address(Country, "changelist"))
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.goto(change_address(first))
    page.locator("#id_capital").fill("Sukhumi / n")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{change_address(second)}")
    page.locator("#id_capital").fill("Yaren")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**{address(Country, 'changelist')}")
    page.goto(change_address(first))
    # Whoever speaks to the computer turns the keys of one letter off.
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("checkbox", name="work when you are not typing").uncheck()
    page.reload()
    page.keyboard.press("n")
    page.get_by_text("Keys", exact=True).click()
    expect(page.get_by_role("checkbox", name="work when you are not typing")).not_to_be_checked()
    assert page.url.endswith(change_address(first))
    page.get_by_role("checkbox", name="work when you are not typing").check()
    page.locator("h1").first.click()
    page.keyboard.press("n")
    page.wait_for_url(f"**{change_address(second)}")
    assert sorted(Country.objects.values_list("capital", flat=True)) == ["Sukhumi / n", "Yaren"]
