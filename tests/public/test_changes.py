"""Recent changes, as a page and as a feed: what readers saw change, and nothing else."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.actions import withdraw
from editorial.choices import ChangesetKind
from editorial.models import Changeset
from editorial.units import changeset
from editorial.writing import write
from public.changes import CHANGESETS_A_PAGE, RECORDS_SHOWN
from public.sections import section_of
from relations.models import Recognition
from tests.factories import make_country, make_event, make_recognition, make_user, publish, save

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def change(record, *, author=None, reason="", **values):
    for name, value in values.items():
        setattr(record, name, value)
    return save(record, author=author, reason=reason)


def told(client, query=None):
    response = client.get("/changes/", query or {})
    assert response.status_code == 200
    return response.context["page"].changes


def page(client):
    return client.get("/changes/").content.decode()


def test_a_change_is_told_from_what_to_what_by_whom_and_why(client):
    recognition = make_recognition(published=True, granted="2008")
    change(
        recognition,
        author=make_user(username="liakhva"),
        reason="After the ministry's note.",
        granted="26 August 2008",
    )
    newest = told(client)[0]
    (record,) = newest.records
    assert record.verb == "changed"
    assert [(each.label, each.was, each.now) for each in record.fields] == [("Granted", "2008", "26 August 2008")]
    html = page(client)
    assert recognition.get_absolute_url() in html
    assert "liakhva" in html
    assert "After the ministry&#x27;s note." in html


def test_publishing_tells_nothing_of_the_draft(client):
    country = make_country(name="Xanthippe")
    country = change(country, name="Nauru")
    publish(country)
    (change_of_country,) = (each for each in told(client)[0].records if each.record == country)
    assert (change_of_country.verb, change_of_country.fields) == ("published", [])
    assert "Xanthippe" not in page(client)


def test_what_is_not_published_today_is_not_told(client):
    draft, gone = make_recognition(summary="Xanthippe"), make_event(title="Xanthippe", published=True)
    change(gone, summary="Xanthippe again")
    change(draft, summary="Xanthippe too")
    number = told(client)[0].changeset.pk
    assert client.get(f"/changes/{number}/").status_code == 200
    withdraw([gone], author=make_user(), reason="Xanthippe was none.")
    for address in ("/changes/", f"/changes/{number}/", "/changes.atom"):
        assert "Xanthippe" not in client.get(address).content.decode(), address
    assert client.get(f"/changes/{number}/").status_code == 404
    assert client.get(f"/changes/{Changeset.objects.latest('pk').pk}/").status_code == 404


def test_a_link_to_what_is_withdrawn_is_left_out(client):
    event = make_event(published=True, countries=[])
    secret = make_country(name="Xanthippe", published=True)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        write(event, related={"countries": [secret], "organizations": [], "officials": []})
    assert "Xanthippe" in page(client)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        write(event, related={"countries": [], "organizations": [], "officials": []})
    withdraw([secret], author=make_user(), reason="None.")
    assert "Xanthippe" not in page(client)
    assert "Xanthippe" not in client.get("/changes.atom").content.decode()


def test_a_large_changeset_is_cut_and_counted(client):
    country = make_country(published=True)
    records = [make_recognition(recognizing_state=country, published=True) for _ in range(RECORDS_SHOWN + 3)]
    with changeset(author=None, kind=ChangesetKind.COMMAND, reason="All at once"):
        for record in records:
            record.mode = "de-jure"
            write(record)
    newest = told(client)[0]
    assert (len(newest.records), newest.left_out) == (RECORDS_SHOWN, 3)
    assert "and 3 more records" in page(client)


def test_pages_follow_each_other(client):
    country = make_country(published=True)
    for number in range(CHANGESETS_A_PAGE + 5):
        change(country, capital=f"City {number}")
    first = client.get("/changes/").context["page"]
    second = told(client, {"before": first.before})
    assert len(first.changes) == CHANGESETS_A_PAGE
    keys = [each.changeset.pk for each in [*first.changes, *second]]
    assert keys == sorted(set(keys), reverse=True)
    assert second[-1].records[0].verb == "published"


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.5"])
def test_nonsense_is_answered_with_a_sentence(client, before):
    response = client.get("/changes/", {"before": before})
    assert response.status_code == 400
    assert "whole numbers" in response.content.decode()


def test_an_empty_register_has_a_page_and_a_feed(client):
    assert "Nothing that readers see was changed here." in page(client)
    assert client.get("/changes.atom").status_code == 200
    assert client.get(f"/changes/{10**18}/").status_code == 404
    assert client.get("/changes/", {"before": "1"}).status_code == 200


def test_the_feed_is_atom_with_addresses_that_stay(client):
    recognition = make_recognition(published=True)
    change(recognition, author=make_user(username="liakhva"), summary="Less < more & so on")
    response = client.get("/changes.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.find(f"{ATOM}title").text
    assert feed.find(f"{ATOM}id").text
    assert feed.find(f"{ATOM}updated").text
    own = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in own] == ["http://testserver/changes.atom"]
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        for name in ("title", "updated", "author", "link", "summary"):
            assert entry.find(f"{ATOM}{name}") is not None, name
    newest = entries[0]
    assert newest.find(f"{ATOM}author/{ATOM}name").text == "liakhva"
    assert "Less &lt; more" in newest.find(f"{ATOM}summary").text
    assert client.get(newest.find(f"{ATOM}id").text).status_code == 200


def test_pages_link_to_the_changes_and_the_feed(client):
    html = client.get("/").content.decode()
    assert 'href="/changes/"' in html
    assert 'type="application/atom+xml" href="/changes.atom"' in html


@pytest.mark.parametrize("address", ["/changes/", "/changes.atom"])
def test_a_second_visit_is_cheap_until_something_changes(client, address):
    country = make_country(published=True)
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    change(country, capital="Yaren")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_the_page_asks_the_same_however_much_was_changed(client):
    country = make_country(published=True)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/changes/")
        return len(captured)

    def fill(number):
        for _ in range(number):
            recognition = make_recognition(recognizing_state=country, published=True)
            change(recognition, mode="de-jure")

    fill(3)
    queries()  # content types and the like are looked up once a process
    change(country, capital="Yaren")
    few = queries()
    fill(12)
    change(country, capital="Nauru City")
    assert queries() == few
    assert Recognition.objects.count() == 15


def test_a_country_has_a_feed_of_its_own(client):
    recognition = make_recognition(published=True)
    event = make_event(published=True, countries=[recognition.recognized_entity])
    make_recognition(published=True)
    country = recognition.recognized_entity
    address = f"{country.get_absolute_url()}changes.atom"
    assert address in client.get(country.get_absolute_url()).content.decode()
    feed = ElementTree.fromstring(client.get(address).content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iterfind(f"{ATOM}entry")]
    headline = section_of(Recognition).headline(recognition)
    assert titles == [f"{event}: published", f"{headline}: published", f"{country}: published"]


def test_a_feed_of_its_own_costs_the_same_however_much_changed(client):
    country = make_country(published=True)
    address = f"{country.get_absolute_url()}changes.atom"

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    for _ in range(2):
        make_recognition(published=True, recognized_entity=country)
    before = queries()
    for _ in range(8):
        make_recognition(published=True, recognized_entity=country)
    assert queries() == before
