"""The conflict screen: two people change the same field, and the second decides with everything before his eyes."""

import pytest

from editorial.choices import Status
from relations.models import Country, Recognition
from sources.models import Citation
from tests.admin_pages import address, change_address, filled_form, posted, with_new_citation
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_source, make_user, save

ROW = "sources-citation-content_type-object_id-0-"


@pytest.fixture
def colleague(db):
    return make_user("Reviewers", username="colleague")


def change(record, author, reason="", **values):
    """Somebody else's change, made while a form is open."""
    found = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(found, name, value)
    return save(found, author=author, reason=reason)


def send(client, record, page, **values):
    """Press the screen's button with these values chosen or typed."""
    return client.post(change_address(record), filled_form(page, **values))


@pytest.fixture
def clash(desk, colleague):
    """A recognition of which both changed the mode, and each another field; the page that the second writer gets."""
    recognition = make_recognition(mode="not-stated")
    data = posted(desk.get(change_address(recognition)), mode="de-facto", ended="2011", change_reason="The decree")
    change(recognition, colleague, "The note", mode="de-jure", summary="Theirs")
    return recognition, desk.post(change_address(recognition), data)


def values_of(recognition):
    recognition.refresh_from_db()
    return recognition.mode, recognition.summary, str(recognition.ended), recognition.version


def test_the_screen_shows_base_theirs_and_mine_and_chooses_nothing(clash):
    recognition, page = clash
    assert page.status_code == 409
    (row,) = page.context["rows"]
    assert (row.label, row.base, row.theirs, row.mine) == ("Mode", "Not stated", "De jure", "De facto")
    assert (row.changeset.author_name, row.changeset.reason) == ("colleague", "The note")
    told = page.content.decode()
    assert "colleague, " in told
    assert "checked" not in told
    assert values_of(recognition)[0] == "de-jure"


@pytest.mark.parametrize(
    ("choice", "typed", "saved"),
    [("theirs", "", "de-jure"), ("mine", "", "de-facto"), ("edit", "not-stated", "not-stated")],
)
def test_each_choice_saves_it_with_everything_else(desk, clash, choice, typed, saved):
    recognition, page = clash
    values = {"choice-mode": choice} | ({"mode": typed} if typed else {})
    response = desk.post(change_address(recognition), filled_form(page, **values), follow=True)
    assert response.redirect_chain
    assert values_of(recognition) == (saved, "Theirs", "2011", 3)
    written = recognition.history.first().changeset
    assert (written.author_name, written.reason) == ("reviewer", "The decree")
    assert "colleague changed Summary" in response.content.decode()


def test_without_a_choice_the_screen_comes_back_with_a_sentence(desk, clash):
    recognition, page = clash
    again = send(desk, recognition, page)
    assert again.status_code == 409
    assert "Choose which of these to save." in again.content.decode()
    assert values_of(recognition)[0] == "de-jure"
    assert send(desk, recognition, again, **{"choice-mode": "mine"}).status_code == 302
    assert values_of(recognition) == ("de-facto", "Theirs", "2011", 3)


def test_something_written_beside_another_choice_is_not_dropped(desk, clash):
    recognition, page = clash
    again = send(desk, recognition, page, **{"choice-mode": "mine", "mode": "de-jure"})
    assert again.status_code == 302  # what was written is what they wrote: there is nothing left to choose
    recognition = make_recognition(summary="Base")
    data = posted(desk.get(change_address(recognition)), summary="Mine")
    change(recognition, None, summary="Theirs")
    page = desk.post(change_address(recognition), data)
    again = send(desk, recognition, page, **{"choice-summary": "theirs", "summary": "A third"})
    assert again.status_code == 409
    assert "You chose one thing and wrote another" in again.content.decode()
    assert "A third" in again.content.decode()
    assert send(desk, recognition, again, **{"choice-summary": "edit"}).status_code == 302
    recognition.refresh_from_db()
    assert recognition.summary == "A third"


def test_a_further_clash_shows_the_screen_again(desk, colleague, clash):
    recognition, page = clash
    change(recognition, colleague, mode="not-stated", summary="Theirs again")
    change(recognition, colleague, mode="de-jure", ended="2012")
    again = send(desk, recognition, page, **{"choice-mode": "mine"})
    assert again.status_code == 409
    assert {row.field: row.theirs for row in again.context["rows"]} == {"mode": "De jure", "ended": "2012"}
    done = send(desk, recognition, again, **{"choice-mode": "mine", "choice-ended": "theirs"})
    assert done.status_code == 302
    assert values_of(recognition) == ("de-facto", "Theirs again", "2012", 5)


def test_a_choice_made_of_an_older_value_does_not_count(desk, colleague):
    country = make_country(summary="Base")
    data = posted(desk.get(change_address(country)), summary="Mine")
    change(country, colleague, summary="Theirs")
    page = desk.post(change_address(country), data)
    change(country, colleague, summary="Theirs, corrected")
    again = send(desk, country, page, **{"choice-summary": "mine"})
    assert again.status_code == 409
    assert "They changed it again after you chose" in again.content.decode()
    assert again.context["rows"][0].theirs == "Theirs, corrected"
    assert send(desk, country, again, **{"choice-summary": "mine"}).status_code == 302
    country.refresh_from_db()
    assert country.summary == "Mine"


def test_the_citations_of_each_side_stand_beside_its_value(desk, colleague):
    recognition = make_recognition(granted="2008")
    mine, theirs = make_passage(make_source(title="My note")), make_passage(make_source(title="Their decree"))
    data = posted(desk.get(change_address(recognition)), granted="2009")
    data = with_new_citation(data, passage=mine.pk, field="granted")
    other = make_user("Reviewers", username="other").pk
    assert other
    desk.force_login(colleague)
    page = desk.get(change_address(recognition))
    theirs_data = with_new_citation(posted(page, granted="2010"), passage=theirs.pk, field="granted")
    assert desk.post(change_address(recognition), theirs_data).status_code == 302
    desk.force_login(make_user("Reviewers", username="late"))
    screen = desk.post(change_address(recognition), data)
    (row,) = screen.context["rows"]
    assert row.their_evidence == ["Their decree ¶1 (added)"]
    assert row.my_evidence == ["My note ¶1 (added)"]
    assert send(desk, recognition, screen, **{"choice-granted": "mine"}).status_code == 302
    recognition.refresh_from_db()
    assert str(recognition.granted) == "2009"
    assert set(recognition.citations.values_list("source__title", flat=True)) == {"My note", "Their decree"}


def test_citations_clash_on_the_same_screen(desk, colleague):
    recognition = make_recognition(summary="Base")
    citation = make_citation(recognition, note="Base", says="2008")
    page = desk.get(change_address(recognition))
    data = posted(page, summary="Mine", **{f"{ROW}note": "My note", f"{ROW}says": "2009"})
    change(recognition, colleague, summary="Theirs")
    change(citation, colleague, note="Their note")
    screen = desk.post(change_address(recognition), data)
    assert [(row.subject.partition(" ")[0], row.field) for row in screen.context["rows"]] == [
        ("", "summary"),
        ("Citation", "note"),
    ]
    half = send(desk, recognition, screen, **{"choice-summary": "mine"})
    assert half.status_code == 409
    assert [row.field for row in half.context["rows"]] == ["note"]
    assert send(desk, recognition, half, **{f"choice-{ROW}note": "theirs"}).status_code == 302
    recognition.refresh_from_db()
    citation.refresh_from_db()
    assert (recognition.summary, citation.note, citation.says) == ("Mine", "Their note", "2009")


def test_text_of_several_lines_survives_the_screen(desk, colleague):
    country = make_country(summary="Base")
    data = posted(desk.get(change_address(country)), summary="One\r\nTwo", other_names="A <b>\r\nB & “C”")
    change(country, colleague, summary="Theirs")
    screen = desk.post(change_address(country), data)
    assert send(desk, country, screen, **{"choice-summary": "mine"}).status_code == 302
    country.refresh_from_db()
    assert (country.summary, country.other_names) == ("One\nTwo", "A <b>\nB & “C”")


# Steps are taken with what was looked at


def test_saving_and_publishing_waits_until_what_others_changed_was_seen(desk, colleague):
    country = make_country()
    make_citation(country)
    data = posted(desk.get(change_address(country)), official_name="Mine", _publish="1")
    change(country, colleague, summary="Theirs, unseen")
    page = desk.post(change_address(country), data)
    assert page.status_code == 200
    assert "look it over, then press the button again" in page.content.decode()
    assert "Theirs, unseen" in page.content.decode()
    assert desk.post(change_address(country), posted(page, _publish="1")).status_code == 302
    country.refresh_from_db()
    assert (country.official_name, country.summary, country.status) == ("Mine", "Theirs, unseen", Status.PUBLISHED)


def listed(page):
    return filled_form(page, "#changelist-form")["listed"]


@pytest.mark.parametrize("action", ["publish_selected", "delete_selected"])
def test_a_list_action_names_the_versions_that_the_list_showed(desk, colleague, action):
    countries = [make_country(name="Nauru"), make_country(name="Tuvalu")]
    seen = listed(desk.get(address(Country, "changelist")))
    change(countries[0], colleague, summary="Theirs")
    data = {"action": action, "_selected_action": [each.pk for each in countries], "listed": seen}
    response = desk.post(address(Country, "changelist"), data, follow=True)
    assert "Nauru has changed since the list was opened" in response.content.decode()
    assert "Tuvalu has changed" not in response.content.decode()
    assert Country.objects.count() == 2


def test_what_changed_since_the_deletion_was_offered_is_not_deleted(desk, colleague):
    country = make_country(name="Nauru")
    page = desk.get(change_address(country, "delete"))
    make_citation(country)  # would be deleted with it, unseen
    response = desk.post(change_address(country, "delete"), filled_form(page), follow=True)
    assert "Nauru has changed since this page was opened" in response.content.decode()
    assert Country.objects.count() == 1
    again = desk.get(change_address(country, "delete"))
    assert desk.post(change_address(country, "delete"), filled_form(again)).status_code == 302
    assert not Country.objects.exists()


def test_what_changed_since_many_deletions_were_offered_stops_all(desk, colleague):
    countries = [make_country(name="Nauru"), make_country(name="Tuvalu")]
    data = {"action": "delete_selected", "_selected_action": [each.pk for each in countries]}
    page = desk.post(address(Country, "changelist"), data)
    change(countries[1], colleague, summary="Theirs")
    response = desk.post(address(Country, "changelist"), filled_form(page), follow=True)
    assert "Tuvalu has changed since this page was opened" in response.content.decode()
    assert Country.objects.count() == 2
    page = desk.post(address(Country, "changelist"), data)
    desk.post(address(Country, "changelist"), filled_form(page))
    assert not Country.objects.exists()


# Who else is at work


def test_a_form_says_who_edited_the_record_just_now(desk, reviewer, colleague):
    recognition = make_recognition()
    assert "changed this record" not in desk.get(change_address(recognition)).content.decode()
    change(recognition, reviewer, summary="My own")
    assert "changed this record" not in desk.get(change_address(recognition)).content.decode()
    citation = make_citation(recognition)
    change(citation, colleague, note="Theirs")
    page = desk.get(change_address(recognition))
    assert page.context["just_edited"] == Citation.history.first().changeset
    assert "colleague changed this record" in page.content.decode()
    assert Recognition.objects.count() == 1
