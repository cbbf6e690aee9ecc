"""Change forms: what is written, what is merged, what is refused, and that nothing typed is ever lost."""

import pytest
from django.urls import reverse

from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from editorial.units import changeset
from editorial.writing import remove
from relations.models import Country, Recognition
from sources.models import Citation
from tests.admin_pages import address, change_address, citation_row, errors_of, filled_form, posted, with_new_citation
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

ROW = "sources-citation-content_type-object_id-0-"


def changed_by_another(record, author, **values):
    """Somebody else's change, made while a form is open."""
    found = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(found, name, value)
    return save(found, author=author)


@pytest.fixture
def colleague(db):
    return make_user("Reviewers", username="colleague")


# Writing


def test_adding_a_record_with_a_citation_is_one_changeset(desk, reviewer):
    sender, entity, passage = make_country(), make_country(), make_passage()
    page = desk.get(address(Recognition, "add"))
    data = posted(
        page,
        recognizing_state=sender.pk,
        recognized_entity=entity.pk,
        granted="26 August 2008",
        change_reason="From the decree",
        **citation_row(0, field="granted", passage=passage.pk, says="26 августа 2008"),
    )
    response = desk.post(address(Recognition, "add"), data)
    assert response.status_code == 302

    recognition = Recognition.objects.get()
    citation = recognition.citations.get()
    assert (citation.source, citation.passage, citation.field) == (passage.source, passage, "granted")
    assert recognition.status == Status.DRAFT
    written = Changeset.objects.latest("pk")
    assert (written.author, written.kind, written.reason) == (reviewer, ChangesetKind.FORM, "From the decree")
    assert recognition.history.get().changeset == citation.history.get().changeset == written


def test_saving_without_a_change_writes_nothing(desk):
    recognition = make_recognition(published=True)
    before = Changeset.objects.count()
    response = desk.post(change_address(recognition), posted(desk.get(change_address(recognition))))
    assert response.status_code == 302
    assert Changeset.objects.count() == before
    recognition.refresh_from_db()
    assert recognition.history.count() == recognition.version


def test_many_to_many_values_are_part_of_the_change(desk):
    first, second = make_country(), make_country()
    event = make_event(countries=[first])
    data = posted(desk.get(change_address(event)), countries=[first.pk, second.pk])
    assert desk.post(change_address(event), data).status_code == 302
    assert set(event.countries.all()) == {first, second}
    assert event.history.first().countries.count() == 2


def test_a_citation_is_changed_added_and_removed_beside_its_fact(desk):
    recognition = make_recognition()
    kept, dropped = make_citation(recognition), make_citation(recognition)
    passage = make_passage()
    page = desk.get(change_address(recognition))
    rows = {form.instance.pk: form.prefix for form in page.context["inline_admin_formsets"][0].formset.forms}
    data = posted(page, **{f"{rows[kept.pk]}-note": "By elimination", f"{rows[dropped.pk]}-DELETE": "on"})
    response = desk.post(change_address(recognition), with_new_citation(data, passage=passage.pk, field="mode"))
    assert response.status_code == 302
    kept.refresh_from_db()
    assert (kept.note, kept.version) == ("By elimination", 2)
    assert set(recognition.citations.values_list("field", flat=True)) == {"", "mode"}
    assert Citation.history.filter(id=dropped.pk, history_type="-").exists()


def test_a_citation_needs_a_source_or_a_passage(desk):
    recognition = make_recognition()
    data = with_new_citation(posted(desk.get(change_address(recognition))), note="Where was it?")
    response = desk.post(change_address(recognition), data)
    assert "Choose a source, or one of its passages." in str(errors_of(response))
    assert b"Where was it?" in response.content


def test_a_passage_of_another_source_is_refused(desk):
    recognition = make_recognition()
    data = with_new_citation(
        posted(desk.get(change_address(recognition))), source=make_source().pk, passage=make_passage().pk
    )
    assert "This passage belongs to" in str(errors_of(desk.post(change_address(recognition), data)))


def test_the_same_citation_twice_is_refused_with_a_sentence(desk):
    recognition, passage = make_recognition(), make_passage()
    make_citation(recognition, passage=passage)
    data = with_new_citation(posted(desk.get(change_address(recognition))), passage=passage.pk)
    response = desk.post(change_address(recognition), data)
    assert response.status_code == 200
    assert "This citation is recorded already" in str(errors_of(response))
    assert recognition.citations.count() == 1


@pytest.mark.parametrize(("typed", "told"), [("8/9/2008", "8/9/2008"), ("Feb 30", "Feb 30")])
def test_a_date_that_cannot_be_read_stays_as_typed(desk, typed, told):
    recognition = make_recognition()
    response = desk.post(change_address(recognition), posted(desk.get(change_address(recognition)), granted=typed))
    assert errors_of(response)
    assert f'value="{typed}"' in response.content.decode()


def test_a_broken_rule_of_the_database_is_told_on_the_form(desk):
    country = make_country()
    page = desk.get(address(Recognition, "add"))
    data = posted(page, recognizing_state=country.pk, recognized_entity=country.pk)
    assert "A State does not recognize itself." in str(errors_of(desk.post(address(Recognition, "add"), data)))


# Publishing


def test_publishing_without_a_citation_says_what_to_add_and_keeps_what_was_typed(desk):
    sender, entity = make_country(published=True), make_country(published=True)
    page = desk.get(address(Recognition, "add"))
    data = posted(
        page, recognizing_state=sender.pk, recognized_entity=entity.pk, summary="Typed with care", _publish="1"
    )
    response = desk.post(address(Recognition, "add"), data)
    assert response.status_code == 200
    assert "needs a citation to be published: add one" in str(errors_of(response))
    assert "Typed with care" in response.content.decode()
    assert not Recognition.objects.exists()
    assert "success" not in response.content.decode()


def test_saving_and_publishing_is_one_changeset(desk):
    sender, entity, passage = make_country(published=True), make_country(published=True), make_passage()
    page = desk.get(address(Recognition, "add"))
    data = posted(page, recognizing_state=sender.pk, recognized_entity=entity.pk, _publish="1")
    response = desk.post(address(Recognition, "add"), data | citation_row(0, passage=passage.pk))
    assert response.status_code == 302
    recognition = Recognition.objects.get()
    assert recognition.status == Status.PUBLISHED
    assert recognition.history.values("changeset").distinct().count() == 1


def test_the_last_citation_of_a_published_record_stays(desk):
    recognition = make_recognition(published=True)
    data = posted(desk.get(change_address(recognition)), **{f"{ROW}DELETE": "on"}, summary="Typed with care")
    response = desk.post(change_address(recognition), data)
    assert "needs a citation to be published" in str(errors_of(response))
    assert "Typed with care" in response.content.decode()
    assert recognition.citations.count() == 1


def test_an_editor_submits_but_does_not_publish(editors_desk):
    country = make_country()
    page = editors_desk.get(change_address(country))
    assert "Save and submit for review" in page.content.decode()
    assert "Save and publish" not in page.content.decode()
    assert editors_desk.post(change_address(country), posted(page, _publish="1")).status_code == 403
    assert editors_desk.post(change_address(country), posted(page, _submit="1")).status_code == 302
    country.refresh_from_db()
    assert country.status == Status.IN_REVIEW


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_readers_see_or_saw_is_not_changed_by_editors(editors_desk, withdrawn):
    country = make_country(published=True)
    if withdrawn:
        country.status = Status.WITHDRAWN
        save(country, reason="Wrong")
    page = editors_desk.get(change_address(country))
    assert "becomes a proposal" in page.content.decode()
    assert 'value="Propose the change"' in page.content.decode()
    assert "Save and publish" not in page.content.decode()
    editors_desk.post(change_address(country), posted(page, name="Other"))
    assert Country.objects.get(pk=country.pk).name == country.name
    assert editors_desk.post(change_address(country, "delete"), {"post": "yes"}).status_code == 403


# Two writers


def test_changes_of_others_to_other_fields_are_merged_and_told(desk, colleague):
    recognition = make_recognition()
    data = posted(desk.get(change_address(recognition)), summary="Mine")
    changed_by_another(recognition, colleague, mode="de-jure")
    response = desk.post(change_address(recognition), data, follow=True)
    recognition.refresh_from_db()
    assert (recognition.summary, recognition.mode) == ("Mine", "de-jure")
    assert "While you were editing, colleague changed Mode of" in response.content.decode()


def test_a_clash_beside_another_error_is_told_until_the_form_is_whole(desk, colleague):
    recognition = make_recognition(mode="not-stated")
    data = posted(desk.get(change_address(recognition)), mode="de-facto", ended="late 2008")
    changed_by_another(recognition, colleague, mode="de-jure", ended="2009")
    response = desk.post(change_address(recognition), data)
    form = response.context["adminform"].form
    assert set(form.errors) == {"mode", "ended"}
    assert form["seen_version"].value() == "1"
    again = desk.post(change_address(recognition), posted(response, ended="2010"))
    assert {row.field for row in again.context["rows"]} == {"mode", "ended"}


def test_a_clash_of_sets_names_the_records(desk, colleague):
    georgia, russia, nauru = (make_country(name=name) for name in ("Georgia", "Russia", "Nauru"))
    event = make_event(countries=[georgia])
    data = posted(desk.get(change_address(event)), countries=[georgia.pk, russia.pk])
    save(type(event).objects.get(pk=event.pk), author=colleague, countries=[georgia, nauru])
    response = desk.post(change_address(event), data)
    (row,) = response.context["rows"]
    assert (row.base, row.theirs, row.mine) == ("Georgia", "Georgia, Nauru", "Georgia, Russia")
    again = filled_form(response, **{"choice-countries": "mine"})
    assert desk.post(change_address(event), again).status_code == 302
    assert set(event.countries.all()) == {georgia, russia}


@pytest.mark.parametrize("version", ["", "7", "abc", "9" * 30])
def test_an_unknown_version_writes_nothing_and_loses_nothing(desk, version):
    country = make_country()
    data = posted(desk.get(change_address(country)), summary="Typed with care", seen_version=version)
    response = desk.post(change_address(country), data)
    assert errors_of(response)
    assert "Typed with care" in response.content.decode()
    country.refresh_from_db()
    assert country.summary == ""
    assert desk.post(change_address(country), posted(response)).status_code == 302
    country.refresh_from_db()
    assert country.summary == "Typed with care"


def test_a_record_deleted_meanwhile_can_be_added_anew_from_what_was_typed(desk, colleague):
    country = make_country(name="Kosovo")
    make_citation(country)
    form_address = change_address(country)
    data = posted(desk.get(form_address), summary="Typed with care")
    with changeset(author=colleague, kind=ChangesetKind.FORM):
        remove(country)
    response = desk.post(form_address, data)
    assert response.status_code == 200
    assert "colleague (" in str(errors_of(response))
    assert f'action="{address(Country, "add")}"' in response.content.decode()
    assert desk.post(address(Country, "add"), posted(response)).status_code == 302
    assert Country.objects.get(name="Kosovo").summary == "Typed with care"
    assert Country.objects.get(name="Kosovo").citations.count() == 1


def test_two_writers_of_one_citation(desk, colleague):
    recognition = make_recognition()
    citation = make_citation(recognition, note="Base")
    page = desk.get(change_address(recognition))

    changed_by_another(citation, colleague, says="Theirs")
    assert desk.post(change_address(recognition), posted(page, **{f"{ROW}note": "Mine"})).status_code == 302
    citation.refresh_from_db()
    assert (citation.note, citation.says) == ("Mine", "Theirs")

    response = desk.post(change_address(recognition), posted(page, **{f"{ROW}note": "Mine again"}))
    (row,) = response.context["rows"]
    assert (row.base, row.theirs, row.mine) == ("Base", "Mine", "Mine again")
    again = filled_form(response, **{f"choice-{ROW}note": "mine"})
    assert desk.post(change_address(recognition), again).status_code == 302
    citation.refresh_from_db()
    assert (citation.note, citation.says) == ("Mine again", "Theirs")


def test_a_citation_that_others_changed_is_not_deleted_unseen(desk, colleague):
    recognition = make_recognition()
    citation = make_citation(recognition)
    data = posted(desk.get(change_address(recognition)), **{f"{ROW}DELETE": "on"})
    changed_by_another(citation, colleague, note="Theirs")
    response = desk.post(change_address(recognition), data)
    assert "that you are about to delete" in str(errors_of(response))
    assert recognition.citations.count() == 1
    assert desk.post(change_address(recognition), posted(response, **{f"{ROW}DELETE": "on"})).status_code == 302
    assert recognition.citations.count() == 0


def test_a_citation_deleted_meanwhile_stays_legible(desk, colleague):
    recognition = make_recognition()
    citation = make_citation(recognition)
    data = posted(desk.get(change_address(recognition)), **{f"{ROW}note": "Typed with care"})
    with changeset(author=colleague, kind=ChangesetKind.FORM):
        remove(citation)
    response = desk.post(change_address(recognition), data)
    assert "was deleted meanwhile" in str(errors_of(response))
    assert "Typed with care" in response.content.decode()
    assert desk.post(change_address(recognition), data | {f"{ROW}DELETE": "on"}).status_code == 302


# Deleting


def test_a_draft_is_deleted_with_its_citations_and_leaves_its_history(desk, reviewer):
    country = make_country(name="Kosovo")
    make_citation(country)
    pk = country.pk
    page = desk.get(change_address(country, "delete"))
    assert desk.post(change_address(country, "delete"), filled_form(page)).status_code == 302
    assert not Country.objects.exists()
    assert not Citation.objects.exists()
    last = Country.history.filter(id=pk).first()
    assert (last.history_type, last.changeset.author) == ("-", reviewer)
    assert "Kosovo" in desk.get(address(Country, "history", pk)).content.decode()


def test_only_drafts_are_deleted(desk):
    country = make_country(published=True)
    assert desk.post(change_address(country, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [country.pk, make_country().pk], "post": "yes"}
    response = desk.post(address(Country, "changelist"), data)
    assert "only drafts are deleted" in response.content.decode()
    assert Country.objects.count() == 2


def test_a_record_that_others_refer_to_is_not_deleted(desk):
    recognition = make_recognition()
    response = desk.post(change_address(recognition.recognizing_state, "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert str(recognition) in response.content.decode()
    assert Country.objects.count() == 2


def test_the_last_citation_of_a_published_record_is_not_deleted_by_itself(desk):
    citation = make_country(published=True).citations.get()
    page = desk.get(change_address(citation, "delete"))
    response = desk.post(change_address(citation, "delete"), filled_form(page), follow=True)
    assert "needs a citation to be published" in response.content.decode()
    assert Citation.objects.filter(pk=citation.pk).exists()


def test_the_whole_desk_is_for_members_of_staff(client):
    assert client.get(reverse("admin:index")).status_code == 302
