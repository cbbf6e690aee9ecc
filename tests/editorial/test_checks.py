"""How findings come, stay, are accepted and go."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.checking import check_all, check_touched
from editorial.checks import all_checks, soft_check
from editorial.models import Finding, FindingRemark
from people.models import Official
from relations.models import Country, Mission
from tests.admin_pages import change_address, listed, posted
from tests.factories import (
    MAKERS,
    make_country,
    make_diplomatic_relation,
    make_mission,
    make_official,
    make_recognition,
    make_user,
    publish,
)
from tests.public.routes import published_world

pytestmark = pytest.mark.django_db


def address(finding):
    return reverse("admin:editorial_finding_change", args=[finding.pk])


@pytest.fixture
def finding():
    """An embassy without diplomatic relations."""
    make_mission(sending_state=make_country(name="Nauru"), receiving_state=make_country(name="Tuvalu"))
    check_all()
    return Finding.objects.get()


def resave(client, record, **values):
    response = client.get(change_address(record))
    return client.post(change_address(record), posted(response, **values))


# At once, when somebody saves


def test_saving_a_record_asks_about_it(desk):
    mission = make_mission()
    assert not Finding.objects.exists()
    resave(desk, mission, seat="Yaren")
    assert Finding.objects.get().record == mission
    page = desk.get(change_address(mission)).content.decode()
    assert "Worth a look" in page
    assert "Embassy without diplomatic relations" in page


def test_saving_what_it_depends_on_asks_again(desk):
    country = make_country(name="Artsakh", existence="since 1980")
    recognition = make_recognition(recognized_entity=country, granted="1985")
    resave(desk, country, existence="since 1991")
    assert Finding.objects.get().record == recognition
    # It stands on the form of both.
    assert "Artsakh existed since 1991" in desk.get(change_address(country)).content.decode()
    resave(desk, country, existence="since 1981")
    assert not Finding.objects.exists()


def test_adding_what_was_missing_takes_the_finding_back(desk, finding):
    mission = finding.record
    relation = make_diplomatic_relation(first_state=mission.receiving_state, second_state=mission.sending_state)
    assert Finding.objects.open().exists()  # a command leaves it to `check_data`
    resave(desk, relation, place="Yaren")
    assert not Finding.objects.exists()


def test_a_double_is_noticed_from_both_sides(desk):
    older, newer = make_official(name="David Sanakoev"), make_official(name="David Sanakoyev")
    make_official(name="Someone Else")
    resave(desk, older, born="1970")
    found = Finding.objects.get()
    assert (found.record, found.other) == (newer, older)
    # A form of either shows it, and each asks again.
    assert "Probable duplicate" in desk.get(change_address(older)).content.decode()
    resave(desk, older, name="Somebody Quite Different")
    assert not Finding.objects.exists()


def test_the_double_that_only_the_whole_look_found_is_kept_when_its_record_is_saved(desk):
    first = make_official(name="Murat Dzhioev", slug="a")
    for number in range(8):
        make_official(name=f"Person {number * 111}", slug=f"b{number}")
    make_official(name="Dzhioev, Murat", slug="c")
    check_all()
    resave(desk, first, born="1960")
    assert Finding.objects.open().count() == 1


def test_a_deleted_draft_leaves_no_finding(desk, finding):
    desk.post(change_address(finding.record, "delete"), {"post": "yes", "seen": _seen(desk, finding.record)})
    assert not Mission.objects.exists()
    assert not Finding.objects.exists()


def _seen(client, record):
    page = client.get(change_address(record, "delete"))
    return page.wsgi_request.seen if hasattr(page.wsgi_request, "seen") else ""


def test_what_a_save_asks_does_not_grow_with_the_register():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            check_touched({type(record): {record.pk} for record in world.values()})
        return len(captured)

    world = {model: record for model, record in published_world().items() if not isinstance(model, str)}

    def fill(number):
        for _ in range(number):
            make_recognition(recognizing_state=world[Country])
            make_official(country=world[Country])
            make_mission(sending_state=world[Country])

    fill(2)
    few = queries()
    fill(10)
    assert queries() == few


def test_what_a_save_asks_does_not_grow_with_what_was_written():
    def queries(records):
        with CaptureQueriesContext(connection) as captured:
            check_touched({Official: {record.pk for record in records}})
        return len(captured)

    officials = [make_official(name=f"Person {number * 1111}") for number in range(30)]
    queries(officials)
    assert queries(officials) == queries(officials[:2])


# Acceptance


def test_accepting_asks_for_a_comment_and_shows_it(desk, reviewer, finding):
    refused = desk.post(address(finding), {"accept": "1", "comment": " ", "fingerprint": finding.fingerprint})
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()
    desk.post(address(finding), {"accept": "1", "comment": "The source says so.", "fingerprint": finding.fingerprint})
    finding.refresh_from_db()
    assert (finding.state, finding.accepted_by) == ("accepted", reviewer)
    page = desk.get(change_address(finding.record)).content.decode()
    assert "Accepted by reviewer" in page
    assert "The source says so." in page
    check_all()
    finding.refresh_from_db()
    assert finding.is_accepted


def test_an_acceptance_lapses_when_the_facts_change_and_what_was_said_stays(desk, reviewer):
    country = make_country(name="Artsakh", existence="since 1991")
    make_recognition(recognized_entity=country, granted="1985")
    check_all()
    found = Finding.objects.get()
    desk.post(address(found), {"accept": "1", "comment": "A prediction.", "fingerprint": found.fingerprint})
    resave(desk, country, capital="Stepanakert")
    assert Finding.objects.get().is_accepted
    resave(desk, country, existence="since 1992")
    found.refresh_from_db()
    assert (found.state, found.comment) == ("open", "A prediction.")
    # The same facts again are what was accepted.
    resave(desk, country, existence="since 1991")
    assert Finding.objects.get().is_accepted
    resave(desk, country, existence="since 1980")
    assert Finding.objects.get().state == "past"


def test_a_finding_is_opened_again(desk, finding):
    desk.post(address(finding), {"accept": "1", "comment": "So it is.", "fingerprint": finding.fingerprint})
    desk.post(address(finding), {"reopen": "1", "comment": "Or is it?", "fingerprint": finding.fingerprint})
    finding.refresh_from_db()
    assert finding.state == "open"
    assert [remark.text for remark in FindingRemark.objects.all()] == ["So it is.", "Or is it?"]
    assert "Or is it?" in desk.get(address(finding)).content.decode()


def test_other_facts_than_those_on_the_page_are_not_accepted(desk, finding):
    response = desk.post(address(finding), {"accept": "1", "comment": "Fine.", "fingerprint": "of another day"})
    assert response.status_code == 400
    assert "changed since this page was opened" in response.content.decode()
    assert "Fine." in response.content.decode()
    finding.refresh_from_db()
    assert finding.state == "open"


def test_who_may_not_change_the_record_may_not_accept(editors_desk, finding):
    data = {"accept": "1", "comment": "Fine.", "fingerprint": finding.fingerprint}
    make_diplomatic_relation(first_state=make_country(), second_state=finding.record.sending_state)  # another pair's
    publish(finding.record)
    assert editors_desk.get(address(finding)).status_code == 200
    assert editors_desk.post(address(finding), data).status_code == 403
    Mission.objects.update(status="draft")
    assert editors_desk.post(address(finding), data).status_code == 302


def test_nobody_without_the_permission_sees_findings(client, finding):
    client.force_login(make_user())
    assert client.get(address(finding)).status_code == 403
    assert client.get(reverse("admin:editorial_finding_changelist")).status_code == 403


# Lists


def test_lists_are_filtered_by_what_was_found(desk, finding):
    mission = finding.record
    other = make_mission(mission_type="consulate")
    assert listed(desk, Mission, check="open") == [mission]
    assert listed(desk, Mission, check="embassy-without-relations") == [mission]
    assert listed(desk, Mission, check="accepted") == []
    assert other in listed(desk, Mission)
    assert listed(desk, Finding, check="embassy-without-relations", type="relations.mission") == [finding]
    assert listed(desk, Finding, type="relations.country") == []


# The command


def test_check_data_lists_what_it_finds_and_ends_with_1(capsys, finding, tmp_path):
    with pytest.raises(CommandError, match="1 open, 0 accepted"):
        call_command("check_data", report=tmp_path / "report.json")
    told = capsys.readouterr().out
    assert told.startswith(f"embassy-without-relations: mission {finding.record.slug}: ")
    (row,) = json.loads((tmp_path / "report.json").read_text())
    assert row["state"] == "open"
    assert "Nauru" in row["reason"]


def test_check_data_is_content_when_all_is_accepted(desk, capsys, finding):
    desk.post(address(finding), {"accept": "1", "comment": "So it is.", "fingerprint": finding.fingerprint})
    call_command("check_data")
    assert "Accepted by reviewer: So it is." in capsys.readouterr().out


def test_check_data_asks_one_check(finding):
    call_command("check_data", check=["mixed-scripts"])
    with pytest.raises(CommandError, match="There is no check “nonsense”"):
        call_command("check_data", check=["nonsense"])


# The register of checks


def test_every_check_is_of_a_record_type_and_has_a_title():
    for check in all_checks():
        assert check.model in MAKERS
        assert check.title
        assert check.key == check.key.lower()


def test_a_key_is_taken_once_for_a_record_type():
    check = all_checks()[0]
    with pytest.raises(ValueError, match="already"):
        soft_check(check.key, check.model, "Another")(lambda scope: [])
