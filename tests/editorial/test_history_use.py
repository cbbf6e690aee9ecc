"""History that can be used: two moments compared, a field, a change or a whole record taken back; nothing erased."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, get_resolver

from editorial.models import Changeset, Stamp
from editorial.models.changesets import HistoryIsKeptError
from editorial.units import changeset
from editorial.writing import remove, write
from relations.models import Country, Recognition
from sources.models import Citation
from tests.admin_pages import address, change_address
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_source, make_user, save

pytestmark = pytest.mark.django_db

HISTORIES = [model for model in apps.get_models() if issubclass(model, Stamp)]


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


def latest():
    return Changeset.objects.latest("pk")


def take(client, url, **values):
    """Both clicks of a page that takes something back."""
    page = client.get(url)
    return client.post(url, {"seen": page.context["seen"], "change_reason": "Was right before"} | values, follow=True)


def back_address(record, changeset, row=None, field=""):
    url = address(type(record), "back", record.pk, changeset.pk)
    row = row or record
    return f"{url}?row={row._meta.model_name}-{row.pk}&field={field}" if field else url


@pytest.fixture
def edited(reviewer):
    """A recognition in three versions, whose citation changed too; and the changesets that wrote it."""
    author = make_user("Editors", username="nino")
    recognition = make_recognition(granted="26 August 2008", summary="The ministry told so in a note of that day.")
    citation = make_citation(recognition, field="granted", says="26 августа", passage=make_passage())
    changesets = [recognition.history.first().changeset, latest()]
    with changeset(author=author, kind="form", reason="Second thoughts") as unit:
        recognition.granted = "August 2008"
        recognition.summary = "The ministry told so in a letter of that month."
        write(recognition)
        citation.says = "август"
        write(citation)
    changesets.append(unit.changeset)
    recognition.mode = "de-jure"
    save(recognition, author=author)
    return recognition, citation, [*changesets, latest()]


def test_two_moments_are_compared_with_the_citations_as_they_stood(desk, edited):
    recognition, citation, changesets = edited
    page = text(desk.get(change_address(recognition, "history")))
    assert page.count('name="from"') == page.count('name="to"') == 4
    url = address(Recognition, "compare", recognition.pk)
    page = text(desk.get(url, {"from": changesets[3].pk, "to": changesets[1].pk}))
    assert "was <del>26 August 2008</del>" in page
    assert "now <ins>August 2008</ins>" in page
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "in a removed: note added: letter of that removed: day. added: month." in told
    assert "was <del>26 августа</del>" in page
    assert "now <ins>De jure</ins>" in page
    page = text(desk.get(url, {"from": changesets[0].pk, "to": changesets[1].pk}))
    assert "Added</span> citation: " in page
    assert "Granted" not in page
    page = text(desk.get(url, {"from": changesets[2].pk, "to": changesets[2].pk}))
    assert "Nothing differs between these two moments." in page


@pytest.mark.parametrize("query", [{}, {"from": "x", "to": "y"}, {"from": "1" * 30, "to": "0"}])
def test_moments_that_are_none_are_not_found(desk, edited, query):
    assert desk.get(address(Recognition, "compare", edited[0].pk), query).status_code == 404
    assert desk.get(address(Recognition, "compare", 77), query).status_code == 404


def test_one_field_is_taken_back(desk, edited, reviewer):
    recognition, _citation, changesets = edited
    url = back_address(recognition, changesets[2], field="granted")
    assert url.replace("&", "&amp;") in text(desk.get(change_address(recognition, "history")))
    assert "was August 2008 now 26 August 2008" in words(desk.get(url))
    told = words(take(desk, url))
    assert "1 reverted." in told
    recognition.refresh_from_db()
    assert (recognition.granted.text, recognition.mode) == ("26 August 2008", "de-jure")
    assert "letter" in recognition.summary
    assert (latest().author, latest().kind, latest().reason) == (reviewer, "undo", "Was right before")
    assert latest().undoes is None


def test_a_field_changed_since_is_kept_and_said_to_be(desk, edited, editor):
    recognition, _citation, changesets = edited
    recognition.granted = "27 August 2008"
    save(recognition, author=editor)
    told = words(desk.get(back_address(recognition, changesets[2], field="granted")))
    assert "Nothing is left to take back; 1 row is kept" in told
    assert "granted: edited since by editor" in told


def test_one_change_is_taken_back_with_its_citations_and_later_edits_stay(desk, edited):
    recognition, citation, changesets = edited
    assert "2 reverted." in words(take(desk, back_address(recognition, changesets[2])))
    recognition.refresh_from_db()
    citation.refresh_from_db()
    assert (recognition.granted.text, recognition.mode, recognition.version) == ("26 August 2008", "de-jure", 4)
    assert (citation.says, citation.version) == ("26 августа", 3)


def test_the_whole_record_goes_back_to_how_it_stood(desk, edited):
    recognition, citation, changesets = edited
    added = make_citation(recognition, note="Found later")
    with changeset(author=None, kind="form"):
        remove(Citation.objects.get(pk=citation.pk))
    url = address(Recognition, "restore", recognition.pk, changesets[1].pk)
    told = words(desk.get(url))
    assert "3 rows will be reverted" in told
    take(desk, url)
    recognition.refresh_from_db()
    assert (recognition.granted.text, recognition.mode) == ("26 August 2008", "not-stated")
    back = recognition.citations.get()
    assert (back.pk, back.says) == (citation.pk, "26 августа")
    assert not Citation.objects.filter(pk=added.pk).exists()
    assert Citation.history_model.objects.filter(id=added.pk).count() == 2


def test_going_back_leaves_a_published_record_published(desk, editor):
    country = make_country(name="Nauru", capital="Yaren")
    first = latest()
    citation = make_citation(country, source=make_source())
    second = latest()
    country.status, country.capital = "published", "Denigomodu"
    save(country)
    take(desk, address(Country, "restore", country.pk, second.pk))
    country.refresh_from_db()
    assert (country.status, country.capital) == ("published", "Yaren")
    # Before the citation was there: it stays, for readers see the record.
    told = words(take(desk, address(Country, "restore", country.pk, first.pk)))
    assert "Nauru needs a citation to be published" in told
    assert Citation.objects.filter(pk=citation.pk).exists()


def test_a_deleted_record_is_brought_back_from_its_history(desk):
    country = make_country(name="Nauru")
    citation = make_citation(country)
    key = country.pk, citation.pk
    with changeset(author=None, kind="form"):
        remove(country)
    page = text(desk.get(address(Country, "history", key[0])))
    url = address(Country, "back", key[0], latest().pk)
    assert url in page
    assert "2 reverted." in words(take(desk, url))
    assert (Country.objects.get().pk, Citation.objects.get().pk) == key
    assert desk.get(address(Country, "restore", 77, latest().pk)).status_code == 404


def test_what_readers_see_is_taken_back_by_reviewers(client, editor):
    country = make_country(name="Nauru", published=True)
    country.capital = "Denigomodu"
    save(country)
    client.force_login(editor)
    url = back_address(country, latest())
    page = client.get(url)
    assert "only reviewers take it back. Ask a reviewer" in words(page)
    assert client.post(url, {"seen": page.context["seen"], "change_reason": "Mine"}).status_code == 403
    draft = make_country(name="Tuvalu", capital="Funafuti")
    draft.capital = "Vaiaku"
    save(draft)
    assert "1 reverted." in words(take(client, back_address(draft, latest())))


def test_an_address_that_fits_nothing_is_not_found(desk, edited):
    recognition, citation, changesets = edited
    url = back_address(recognition, changesets[2])
    for query in ("?row=country-1", "?row=recognition-77", f"?row=recognition-{recognition.pk}&field=nonsense"):
        assert desk.get(url + query).status_code == 404
    assert desk.get(back_address(recognition, make_country().history.first().changeset)).status_code == 404


# History is only ever added to.


@pytest.mark.parametrize("model", [*HISTORIES, Changeset], ids=lambda model: model.__name__)
def test_no_admin_and_no_code_changes_or_deletes_history(model):
    assert not admin.site.is_registered(model) or model is Changeset
    rows = model.objects.all()
    for change in (rows.delete, lambda: rows.update(pk=1), lambda: rows.bulk_update([], ["pk"])):
        with pytest.raises(HistoryIsKeptError):
            change()
    row = model()
    row._state.adding = False
    for change in (row.save, row.delete):
        with pytest.raises(HistoryIsKeptError):
            change()


def admin_routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from admin_routes(pattern.url_patterns, prefix + str(pattern.pattern))


def test_no_post_to_any_page_of_the_desk_takes_a_row_from_history(admin_client):
    country = make_country(published=True)
    make_recognition(recognizing_state=country)
    entry = country.history.first().changeset

    def kept():
        tables = {
            model: set(model.objects.values_list("history_id", "history_date", "version")) for model in HISTORIES
        }
        return tables | {Changeset: set(Changeset.objects.values_list("pk", "author_name", "reason", "created"))}

    before = kept()
    routes = [route for route in admin_routes(get_resolver().url_patterns) if route.startswith("admin/")]
    assert len(routes) > 100
    admin_client.raise_request_exception = False
    for route in routes:
        if "logout" in route or "(?P" in route:
            continue
        path = "/" + re.sub(r"<(?:\w+:)?changeset>", str(entry.pk), route)
        path = re.sub(r"<(?:\w+:)?(?:object_id|number|pk|id)>", str(country.pk if "country" in route else 1), path)
        path = re.sub(r"<[^>]+>", "1", path)
        admin_client.post(
            path, {"post": "yes", "action": "delete_selected", "_selected_action": ["1"], "confirmed": "1"}
        )
    after = kept()
    for model, rows in before.items():
        assert rows <= after[model], model
