"""Undoing a changeset as a whole: what goes back, what stays because somebody edited it since, and all or nothing."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.actions import publish, withdraw
from editorial.aims import aims_of
from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from editorial.taking_back import preview
from editorial.units import changeset
from editorial.writing import remove, write
from relations.models import Country, Recognition
from sources.models import Citation
from tests.admin_pages import address
from tests.factories import (
    make_citation,
    make_country,
    make_event,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    save,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_user("Reviewers", username="importer")


def undo_address(changeset):
    return address(Changeset, "undo", changeset.pk)


def shown(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def confirm(client, changeset, **values):
    """The second click: the page as it is, sent off."""
    page = client.get(undo_address(changeset))
    data = {"seen": page.context["seen"], "change_reason": "Wrong file"} | values
    return client.post(undo_address(changeset), data, follow=True)


def make_import(author, rows, name="Imported"):
    """A changeset in which `rows` draft countries came in, each with its citation."""
    passage = make_passage()
    content_type = ContentType.objects.get_for_model(Country)
    with changeset(author=author, kind=ChangesetKind.IMPORT, reason="Members", file_name="members.xlsx") as unit:
        for number in range(rows):
            country = Country(name=f"{name} {number:04}", country_status="un-member")
            write(country)
            write(Citation(content_type=content_type, object_id=country.pk, source=passage.source, passage=passage))
    return unit.changeset


def test_an_import_is_undone_in_two_clicks_and_keeps_what_was_edited_since(desk, author):
    done = make_import(author, 5)
    edited = Country.objects.get(name="Imported 0003")
    edited.capital = "Typed with care"
    save(edited, author=author)
    assert f'href="{undo_address(done)}"' in desk.get(address(Changeset, "change", done.pk)).content.decode()
    told = shown(desk.get(undo_address(done)))
    assert "8 rows will be reverted , 1 kept" in told
    assert "Imported 0003 , capital: edited since by importer" in told

    told = shown(confirm(desk, done))
    assert "8 reverted, 1 kept because edited or needed since." in told
    assert list(Country.objects.values_list("name", "capital")) == [("Imported 0003", "Typed with care")]
    assert Citation.objects.get().record == edited
    undo = Changeset.objects.latest("pk")
    assert (undo.undoes, undo.kind, undo.reason) == (done, ChangesetKind.UNDO, "Wrong file")
    assert f"Undone by changeset {undo.pk}" in shown(desk.get(address(Changeset, "change", done.pk)))
    assert f"Undoes changeset {done.pk}" in shown(desk.get(address(Changeset, "change", undo.pk)))
    again = shown(desk.get(undo_address(done)))
    assert "Undone already by changeset" in again
    assert "Nothing is left to take back; 1 row is kept" in again


def test_what_was_added_to_a_record_since_keeps_it(desk, author):
    done = make_import(author, 2)
    cited = Country.objects.get(name="Imported 0000")
    make_citation(cited, note="Found later")
    assert "1 kept" in shown(confirm(desk, done))
    assert Country.objects.get() == cited
    assert cited.citations.count() == 2


def test_what_others_refer_to_is_kept_with_its_citations(desk, author):
    done = make_import(author, 2)
    needed = Country.objects.get(name="Imported 0000")
    make_recognition(recognized_entity=needed, recognizing_state=make_country(name="Nauru"))
    told = shown(desk.get(undo_address(done)))
    assert "Imported 0000 : recognition “" in told
    confirm(desk, done)
    assert set(Country.objects.values_list("name", flat=True)) == {"Imported 0000", "Nauru"}
    assert needed.citations.count() == 1
    event = make_event(countries=[needed])
    assert event.countries.get() == needed


def test_rows_that_refer_to_each_other_go_together(desk, author):
    with changeset(author=author, kind=ChangesetKind.IMPORT) as unit:
        parent = Country(name="Parent", country_status="un-member")
        write(parent)
        child = Country(name="Child", country_status="un-member", part_of=parent)
        write(child)
        write(Recognition(recognizing_state=parent, recognized_entity=child))
    confirm(desk, unit.changeset)
    assert not Country.objects.exists()


def test_fields_go_back_beside_those_edited_since(desk, author):
    country = make_country(name="Nauru", capital="Yaren", official_name="Republic")
    country.capital, country.official_name = "Bairiki", "Kingdom"
    save(country, author=author, reason="Wrong row")
    done = Changeset.objects.latest("pk")
    country.official_name = "Republic of Nauru"
    save(country, author=author)
    told = shown(confirm(desk, done))
    assert "1 reverted, 1 kept" in told
    assert "official name: edited since by importer" in told
    country.refresh_from_db()
    assert (country.capital, country.official_name) == ("Yaren", "Republic of Nauru")


def test_sets_go_back(desk, author):
    nauru, tuvalu = make_country(name="Nauru"), make_country(name="Tuvalu")
    event = make_event(countries=[nauru])
    save(event, author=author, countries=[tuvalu])
    done = Changeset.objects.latest("pk")
    assert "was Tuvalu now Nauru" in shown(desk.get(undo_address(done)))
    confirm(desk, done)
    assert event.countries.get() == nauru


def test_what_was_deleted_comes_back_under_its_number(desk, author):
    event = make_event(countries=[make_country(name="Nauru")], summary="Told.")
    citation = make_citation(event, note="By elimination")
    keys = event.pk, citation.pk
    with changeset(author=author, kind=ChangesetKind.FORM) as unit:
        remove(event)
    confirm(desk, unit.changeset)
    back = type(event).objects.get()
    assert (back.pk, back.citations.get().pk) == keys
    assert (back.slug, back.summary, back.version) == (event.slug, "Told.", 2)
    assert back.countries.get().name == "Nauru"
    assert type(event).objects.matching(event.title).get() == back


def test_an_undo_is_undone_and_done_again(desk, author):
    done = make_import(author, 2)
    confirm(desk, done)
    assert not Country.objects.exists()
    confirm(desk, Changeset.objects.latest("pk"))
    assert Country.objects.count() == Citation.objects.count() == 2
    assert "4 reverted." in shown(confirm(desk, done))
    assert not Country.objects.exists()


def test_what_readers_saw_is_withdrawn_and_not_deleted(desk, author, client):
    source = make_source()
    with changeset(author=author, kind=ChangesetKind.IMPORT) as unit:
        country = Country(name="Nauru", country_status="un-member", status=Status.PUBLISHED)
        write(country)
        content_type = ContentType.objects.get_for_model(Country)
        write(Citation(content_type=content_type, object_id=country.pk, source=source))
    assert "1 are withdrawn" in shown(desk.get(undo_address(unit.changeset)))
    confirm(desk, unit.changeset)
    country.refresh_from_db()
    assert (country.status, country.citations.count()) == (Status.WITHDRAWN, 1)
    assert client.get(country.get_absolute_url()).status_code == 410
    confirm(desk, Changeset.objects.latest("pk"))
    country.refresh_from_db()
    assert country.is_published


def test_undoing_a_publication_withdraws_what_no_reader_needs(desk, author):
    country, other = make_country(name="Nauru"), make_country(name="Tuvalu")
    for each in (country, other):
        make_citation(each)
    publish([country, other], author=author)
    done = Changeset.objects.latest("pk")
    make_recognition(recognized_entity=country, published=True)
    told = shown(confirm(desk, done))
    assert "1 reverted, 1 kept" in told
    assert "readers see recognition “" in told
    assert [each.status for each in (Country.objects.get(pk=country.pk), Country.objects.get(pk=other.pk))] == [
        Status.PUBLISHED,
        Status.WITHDRAWN,
    ]


def test_undoing_a_withdrawal_publishes_again(desk, author):
    country = make_country(name="Nauru", published=True)
    withdraw([country], author=author, reason="Doubted")
    confirm(desk, Changeset.objects.latest("pk"))
    country.refresh_from_db()
    assert country.is_published


def test_the_citation_that_a_published_record_rests_on_is_kept(desk, author):
    country = make_country(name="Nauru")
    with changeset(author=author, kind=ChangesetKind.IMPORT) as unit:
        content_type = ContentType.objects.get_for_model(Country)
        write(Citation(content_type=content_type, object_id=country.pk, source=make_source()))
        country.capital = "Bairiki"
        write(country)
    publish([Country.objects.get()], author=author)
    told = shown(confirm(desk, unit.changeset))
    assert "Nauru needs a citation to be published" in told
    country.refresh_from_db()
    assert country.is_published
    assert country.citations.count() == 1


def test_a_value_that_another_row_took_since_is_kept(desk, author):
    country = make_country(name="Nauru", slug="nauru")
    country.slug = "nauru-2"
    save(country, author=author)
    done = Changeset.objects.latest("pk")
    make_country(name="Other", slug="nauru")
    assert "0 reverted" not in shown(desk.get(undo_address(done)))
    assert "Nothing is left to take back; 1 row is kept" in shown(desk.get(undo_address(done)))
    country.refresh_from_db()
    assert country.slug == "nauru-2"


def test_what_changed_since_the_preview_is_shown_again(desk, author):
    done = make_import(author, 2)
    seen = desk.get(undo_address(done)).context["seen"]
    edited = Country.objects.first()
    edited.capital = "Typed with care"
    save(edited, author=author)
    response = desk.post(undo_address(done), {"seen": seen, "change_reason": "Wrong file"})
    assert "has changed since this page was opened" in shown(response)
    assert "Wrong file" in response.content.decode()
    assert Country.objects.count() == 2


def test_a_reason_is_asked_and_a_second_post_does_nothing(desk, author):
    done = make_import(author, 1)
    seen = desk.get(undo_address(done)).context["seen"]
    assert "This field is required" in shown(desk.post(undo_address(done), {"seen": seen, "change_reason": " "}))
    assert Country.objects.exists()
    desk.post(undo_address(done), {"seen": seen, "change_reason": "Wrong file"})
    written = Changeset.objects.count()
    again = desk.post(undo_address(done), {"seen": seen, "change_reason": "Wrong file"})
    assert "Nothing is left to take back" in shown(again)
    assert Changeset.objects.count() == written


def test_who_may_undo_what(client, author):
    done = make_import(author, 1)
    country = make_country(name="Nauru", published=True)
    country.capital = "Bairiki"
    save(country, author=author)
    readers_see = Changeset.objects.latest("pk")
    for group, changes, refusal in (
        ("Editors", done, "Imports are taken back by those who import"),
        ("Data editors", readers_see, "only reviewers take it back"),
    ):
        client.force_login(make_user(group))
        page = client.get(undo_address(changes))
        assert refusal in shown(page)
        data = {"seen": page.context["seen"], "change_reason": "Mine"}
        assert client.post(undo_address(changes), data).status_code == 403
    country.refresh_from_db()
    assert country.capital == "Bairiki"
    client.force_login(make_user("Data editors"))
    assert "2 reverted." in shown(confirm(client, done))


def test_large_undos_are_planned_without_being_tried_out(desk, author, monkeypatch):
    monkeypatch.setattr("editorial.taking_back.MAX_REHEARSED", 3)
    done = make_import(author, 2)
    assert "asked only when you confirm" in shown(desk.get(undo_address(done)))
    confirm(desk, done)
    assert not Country.objects.exists()


def test_what_a_preview_costs_does_not_grow_with_the_rows(author):
    few, many = make_import(author, 3), make_import(author, 30, "Further")
    counts = []
    for done in (few, many):
        with CaptureQueriesContext(connection) as captured:
            preview(aims_of(done))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["77", "9" * 17, "9" * 40])
def test_there_is_no_such_changeset(desk, path):
    assert desk.get(f"/admin/editorial/changeset/{path}/undo/").status_code == 404
