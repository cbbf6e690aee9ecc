"""Steps between states: the list actions, the buttons, and the page that asks for the reason."""

import pytest

from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from relations.models import Country
from tests.admin_pages import address, change_address
from tests.factories import make_citation, make_country, make_recognition, save


def ask(client, action, *records, **values):
    """Choose a list action for some records; with `confirmed` typed in, take it."""
    data = {"action": action, "_selected_action": [record.pk for record in records], **values}
    return client.post(address(type(records[0]), "changelist"), data)


def confirm(client, page, action, *records, **values):
    return ask(client, action, *records, confirmed="1", seen=page.context["seen"], **values)


def test_publishing_from_the_list(desk, reviewer):
    countries = [make_country(), make_country()]
    for country in countries:
        make_citation(country)
    page = ask(desk, "publish_selected", *countries)
    assert page.status_code == 200
    assert all(country.name in page.content.decode() for country in countries)
    assert not Country.objects.published().exists()

    response = confirm(desk, page, "publish_selected", *countries, change_reason="Checked against the source")
    assert response.status_code == 302
    assert Country.objects.published().count() == 2
    written = Changeset.objects.latest("pk")
    assert (written.author, written.kind, written.reason) == (
        reviewer,
        ChangesetKind.ACTION,
        "Checked against the source",
    )


def test_one_record_that_may_not_be_published_stops_all(desk):
    cited, uncited = make_country(), make_country(name="Nauru")
    make_citation(cited)
    page = ask(desk, "publish_selected", cited, uncited)
    response = confirm(desk, page, "publish_selected", cited, uncited, change_reason="Typed with care")
    assert response.status_code == 200
    assert "Nauru needs a citation to be published" in response.content.decode()
    assert "Typed with care" in response.content.decode()
    assert not Country.objects.published().exists()


def test_what_changed_since_the_page_was_opened_is_looked_at_again(desk, editor):
    country = make_country()
    make_citation(country)
    page = ask(desk, "publish_selected", country)
    country.summary = "Changed meanwhile"
    save(country, author=editor)
    response = confirm(desk, page, "publish_selected", country)
    assert "has changed since this page was opened" in response.content.decode()
    assert not Country.objects.published().exists()
    assert confirm(desk, response, "publish_selected", country).status_code == 302
    assert Country.objects.published().exists()


def test_withdrawing_asks_for_a_reason(desk):
    country = make_country(published=True)
    address_of_step = f"/admin/relations/country/{country.pk}/move/withdraw/"
    page = desk.get(address_of_step)
    data = {"confirmed": "1", "seen": page.context["seen"]}
    assert "This field is required" in desk.post(address_of_step, data | {"change_reason": " "}).content.decode()
    response = desk.post(address_of_step, data | {"change_reason": "Wrong entity"})
    assert response.headers["Location"] == change_address(country)
    country.refresh_from_db()
    assert country.status == Status.WITHDRAWN


def test_what_published_records_refer_to_is_not_withdrawn(desk):
    recognition = make_recognition(published=True)
    country = recognition.recognized_entity
    page = ask(desk, "withdraw_selected", country)
    response = confirm(desk, page, "withdraw_selected", country, change_reason="Wrong")
    assert "cannot be withdrawn while published records refer to it" in response.content.decode()
    assert Country.objects.get(pk=country.pk).is_published


def test_submitting_and_sending_back(editors_desk, client, reviewer):
    country = make_country()
    page = ask(editors_desk, "submit_selected", country)
    assert confirm(editors_desk, page, "submit_selected", country).status_code == 302
    country.refresh_from_db()
    assert country.status == Status.IN_REVIEW
    client.force_login(reviewer)
    page = ask(client, "send_back_selected", country)
    assert confirm(client, page, "send_back_selected", country, change_reason="Which passage?").status_code == 302
    country.refresh_from_db()
    assert country.status == Status.DRAFT


def test_a_step_from_the_wrong_state_is_told(desk):
    country = make_country()
    page = ask(desk, "withdraw_selected", country)
    response = confirm(desk, page, "withdraw_selected", country, change_reason="Wrong")
    assert "is draft and cannot become withdrawn" in response.content.decode()


@pytest.mark.parametrize("action", ["publish_selected", "send_back_selected", "withdraw_selected"])
def test_the_steps_of_reviewers_are_not_offered_to_editors(editors_desk, action):
    country = make_country()
    page = editors_desk.get(address(Country, "changelist"))
    assert action not in page.content.decode()
    response = confirm_without_page(editors_desk, action, country)
    assert response.status_code in (200, 302)
    name = action.removesuffix("_selected").replace("_", "-")
    assert (
        editors_desk.post(f"/admin/relations/country/{country.pk}/move/{name}/", {"confirmed": "1"}).status_code == 403
    )
    country.refresh_from_db()
    assert (country.status, country.version) == (Status.DRAFT, 1)


def confirm_without_page(client, action, record):
    return ask(client, action, record, confirmed="1", seen=f"{record.pk}:{record.version}", change_reason="Because")


def test_all_records_of_a_filter_at_once(desk):
    for _ in range(3):
        make_citation(make_country())
    country = Country.objects.first()
    page = ask(desk, "publish_selected", country, select_across="1")
    response = confirm(desk, page, "publish_selected", country, select_across="1")
    assert response.status_code == 302
    assert Country.objects.published().count() == 3


def test_unknown_steps_and_records_are_not_found(desk):
    country = make_country()
    assert desk.get(f"/admin/relations/country/{country.pk}/move/explode/").status_code == 404
    assert desk.get(f"/admin/relations/country/{'9' * 30}/move/publish/").status_code == 404
