"""The history page and the diary of changesets."""

import pytest

from editorial.models import Changeset
from relations.models import Country
from tests.admin_pages import address, change_address
from tests.factories import make_citation, make_country, make_event, make_official, make_recognition, save


def text(response):
    return " ".join(response.content.decode().split())


def test_differences_are_told_in_labels_names_and_dates_as_written(desk, reviewer):
    russia, nauru = make_country(name="Russia"), make_country(name="Nauru")
    recognition = make_recognition(recognizing_state=russia, mode="not-stated", granted="26 August 2008")
    recognition.recognizing_state = nauru
    recognition.mode = "de-jure"
    recognition.granted = "December 2009"
    save(recognition, author=reviewer, reason="Wrong State")
    page = text(desk.get(change_address(recognition, "history")))
    assert "Wrong State" in page
    assert "reviewer" in page
    for label, was, now in (
        ("Recognizing state", "Russia", "Nauru"),
        ("Mode", "Not stated", "De jure"),
        ("Granted", "26 August 2008", "December 2009"),
    ):
        assert f"<dt>{label}</dt>" in page
        assert f"was <del>{was}</del>" in page
        assert f"now <ins>{now}</ins>" in page


def test_sets_are_told_by_names(desk):
    event = make_event(countries=[make_country(name="Nauru")])
    save(
        event,
        countries=[make_country(name="Russia"), make_country(name="Tuvalu")],
        officials=[make_official(name="Lavrov")],
    )
    page = text(desk.get(change_address(event, "history")))
    assert "was <del>Nauru</del>" in page
    assert "<ins>Russia, Tuvalu</ins>" in page
    assert "<ins>Lavrov</ins>" in page


def test_citations_are_part_of_the_history(desk):
    recognition = make_recognition()
    citation = make_citation(recognition, field="granted", note="Sure")
    citation.note = "By elimination"
    citation.field = "ended"
    save(citation)
    page = text(desk.get(change_address(recognition, "history")))
    assert f"citation: {citation.source} ¶1" in page
    assert "was <del>Sure</del>" in page
    assert "was <del>granted</del>" in page
    assert page.count('class="entry"') == 3


def test_a_changeset_shows_all_it_touched(desk):
    country = make_country(published=True, name="Tuvalu")
    changeset = country.history.first().changeset
    page = text(desk.get(address(Changeset, "change", changeset.pk)))
    assert "Tuvalu" in page
    assert "was <del>Draft</del>" in page
    assert "citation" in page


def test_a_large_changeset_comes_in_pages(desk, monkeypatch):
    monkeypatch.setattr("editorial.admin.changesets.ROWS_A_PAGE", 2)
    country = make_country(published=True, name="Tuvalu")
    changeset = country.history.first().changeset
    first = text(desk.get(address(Changeset, "change", changeset.pk)))
    assert "Page 1 of 2" in first
    second = text(desk.get(address(Changeset, "change", changeset.pk), {"p": "2"}))
    assert first.count('class="change"') + second.count('class="change"') == 4


@pytest.mark.parametrize("page", ["change", "delete"])
def test_history_is_never_changed_from_the_desk(admin_client, page):
    country = make_country()
    changeset = country.history.first().changeset
    response = admin_client.post(address(Changeset, page, changeset.pk), {"reason": "Other", "post": "yes"})
    assert response.status_code == 403
    changeset.refresh_from_db()
    assert changeset.reason == ""
    assert admin_client.get(address(Changeset, "add")).status_code == 403
    listing = admin_client.get(address(Changeset, "changelist"))
    assert "delete_selected" not in listing.content.decode()


def test_the_history_of_what_never_was_is_not_found(desk):
    assert desk.get(address(Country, "history", 77)).status_code == 404
    assert desk.get(address(Country, "history", "9" * 30)).status_code == 404
    assert desk.get(address(Country, "history", "abc")).status_code == 404
