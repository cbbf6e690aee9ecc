"""Forms that come too late, twice, or with a stale token: what was typed comes back, and is written once."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from editorial.choices import Status
from editorial.late_posts import MAX_KEPT
from editorial.models import Changeset
from relations.models import Country, Recognition
from sources.models import Citation
from tests.admin_pages import address, change_address, errors_of, filled_form, posted, with_new_citation
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_user, save

PASSWORD = "right horse battery"


@pytest.fixture
def person(db):
    user = make_user("Reviewers", username="person")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser_like(person):
    """A client that carries tokens as a browser does, signed in."""
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    sign_in(client, client.get(reverse("admin:login")))
    return client


def sign_in(client, page, password=PASSWORD):
    data = filled_form(page, "#login-form", username="person", password=password)
    data |= {field: value for field, value in late_field(page).items() if value}
    return client.post(reverse("admin:login"), data)


def late_field(page):
    return {"late_post": (page.context or {}).get("late_post", "")}


def form_of(client, record_or_url, **values):
    url = record_or_url if isinstance(record_or_url, str) else change_address(record_or_url)
    page = client.get(url)
    return url, posted(page, csrfmiddlewaretoken=filled_form(page)["csrfmiddlewaretoken"][0], **values)


def stored(country):
    return Country.objects.get(pk=country.pk).summary


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(browser_like):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Typed with care")
    del browser_like.cookies["sessionid"]
    page = browser_like.post(url, data)
    assert page.status_code == 403
    assert "nothing is lost: sign in" in page.content.decode()
    assert "Typed with care" not in page.content.decode()

    response = sign_in(browser_like, page)
    assert response.headers["Location"] == url
    form = browser_like.get(url)
    assert "Typed with care" in form.content.decode()
    assert "Nothing was saved yet" in str(errors_of(form))
    assert stored(country) == ""
    again = posted(form, csrfmiddlewaretoken=filled_form(form)["csrfmiddlewaretoken"][0])
    assert browser_like.post(url, again).status_code == 302
    assert stored(country) == "Typed with care"
    assert "Typed with care" in browser_like.get(url).content.decode()
    assert "Nothing was saved yet" not in browser_like.get(url).content.decode()


def test_a_wrong_password_loses_nothing(browser_like):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Typed with care")
    del browser_like.cookies["sessionid"]
    page = sign_in(browser_like, browser_like.post(url, data), password="wrong")
    assert sign_in(browser_like, page).headers["Location"] == url
    assert "Typed with care" in browser_like.get(url).content.decode()


def test_a_new_record_with_a_citation_comes_back_too(browser_like):
    url, data = form_of(browser_like, address(Country, "add"), name="Nauru", country_status="un-member")
    data = with_new_citation(data, passage=make_passage().pk, note="By elimination")
    del browser_like.cookies["sessionid"]
    sign_in(browser_like, browser_like.post(url, data))
    form = browser_like.get(url)
    assert not Country.objects.exists()
    assert "By elimination" in form.content.decode()
    again = posted(form, csrfmiddlewaretoken=filled_form(form)["csrfmiddlewaretoken"][0])
    assert browser_like.post(url, again).status_code == 302
    assert Country.objects.get().citations.get().note == "By elimination"


def test_a_stale_token_brings_the_form_back(browser_like):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Typed with care")
    browser_like.cookies["csrftoken"] = "a" * 32  # what another sign-in in another tab leaves
    response = browser_like.post(url, data)
    assert response.headers["Location"] == url
    assert "Typed with care" in browser_like.get(url).content.decode()
    assert stored(country) == ""


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_is_refused_and_kept_nowhere(browser_like, origin):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Planted")
    browser_like.cookies["csrftoken"] = "a" * 32
    assert browser_like.post(url, data, headers={"origin": origin}).status_code == 403
    assert "Planted" not in browser_like.get(url).content.decode()


def test_a_sign_in_page_sent_from_two_tabs_still_brings_the_form_back(browser_like):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Typed with care")
    session = browser_like.cookies.pop("sessionid")
    page = browser_like.post(url, data)
    browser_like.cookies["sessionid"] = session.value
    browser_like.cookies["csrftoken"] = "a" * 32
    assert sign_in(browser_like, page).headers["Location"] == url
    assert "Typed with care" in browser_like.get(url).content.decode()


def test_what_was_sealed_cannot_be_altered_and_does_not_last(browser_like, monkeypatch):
    country = make_country()
    url, data = form_of(browser_like, country, summary="Typed with care")
    del browser_like.cookies["sessionid"]
    page = browser_like.post(url, data)
    altered = filled_form(
        page, "#login-form", username="person", password=PASSWORD, late_post="x" + str(late_field(page))
    )
    assert browser_like.post(reverse("admin:login"), altered).headers["Location"] == url
    assert "Typed with care" not in browser_like.get(url).content.decode()
    del browser_like.cookies["sessionid"]
    page = browser_like.post(url, data)
    monkeypatch.setattr("editorial.late_posts.MAX_AGE", -1)
    sign_in(browser_like, page)
    assert "Typed with care" not in browser_like.get(url).content.decode()


def test_what_is_too_long_to_keep_is_not_kept(client):
    page = client.post(address(Country, "add"), {"summary": "x" * (MAX_KEPT + 1)})
    assert page.status_code == 302
    assert client.get(page.headers["Location"]).status_code == 200


def test_a_step_sent_too_late_is_shown_and_not_taken(browser_like):
    country = make_country()
    make_citation(country)
    page = browser_like.post(
        address(Country, "changelist"),
        {
            "action": "send_back_selected",
            "_selected_action": [country.pk],
            "confirmed": "1",
            "seen": f"{country.pk}:1",
            "change_reason": "Typed with care",
            "csrfmiddlewaretoken": browser_like.cookies["csrftoken"].value,
        },
        headers={"cookie": f"csrftoken={browser_like.cookies['csrftoken'].value}"},
    )
    assert page.status_code == 403
    url = sign_in(browser_like, page).headers["Location"]
    shown = browser_like.get(url)
    assert "Typed with care" in shown.content.decode()
    assert "send it again" in shown.content.decode()
    assert filled_form(shown)["change_reason"] == ["Typed with care"]


def test_passwords_are_not_kept(browser_like):
    data = {"old_password": "secret one", "new_password1": "secret two", "note": "x"}
    data["csrfmiddlewaretoken"] = browser_like.cookies["csrftoken"].value
    del browser_like.cookies["sessionid"]
    page = browser_like.post(reverse("admin:password_change"), data)
    sign_in(browser_like, page)
    assert "secret" not in str(dict(browser_like.session.items()))


def test_who_may_no_longer_change_gets_the_text_back(editors_desk, editor):
    country = make_country()
    data = posted(editors_desk.get(change_address(country)), summary="Typed with care")
    editor.groups.clear()
    response = editors_desk.post(change_address(country), data)
    assert response.status_code == 403
    assert "Typed with care" in response.content.decode()
    assert stored(country) == ""


def test_a_record_withdrawn_meanwhile_keeps_both(desk):
    country = make_country(published=True)
    data = posted(desk.get(change_address(country)), summary="Typed with care")
    country.status = Status.WITHDRAWN
    save(country, reason="Wrong")
    assert desk.post(change_address(country), data).status_code == 302
    country.refresh_from_db()
    assert (country.summary, country.status) == ("Typed with care", Status.WITHDRAWN)


def test_a_busy_database_gives_the_text_back(desk, monkeypatch):
    country = make_country()
    data = posted(desk.get(change_address(country)), summary="Typed with care")

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("editorial.admin.base.write", locked)
        response = desk.post(change_address(country), data)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Typed with care" in response.content.decode()
    assert desk.post(change_address(country), filled_form(response)).status_code == 302
    assert stored(country) == "Typed with care"


# Twice


def test_a_new_record_posted_twice_is_written_once(desk):
    data = posted(desk.get(address(Country, "add")), name="Nauru", country_status="un-member")
    data = with_new_citation(data, passage=make_passage().pk)
    assert desk.post(address(Country, "add"), data).status_code == 302
    second = desk.post(address(Country, "add"), data, follow=True)
    country = Country.objects.get()
    assert second.redirect_chain[0][0] == change_address(country)
    assert "saved already" in second.content.decode()
    assert Citation.objects.count() == 1


def test_going_back_to_a_saved_form_and_typing_on_asks_first(desk):
    data = posted(desk.get(address(Country, "add")), name="Nauru", country_status="un-member")
    desk.post(address(Country, "add"), data)
    response = desk.post(address(Country, "add"), data | {"name": "Tuvalu"})
    assert "This form was saved already" in str(errors_of(response))
    assert change_address(Country.objects.get()) in str(errors_of(response))
    assert Country.objects.count() == 1
    assert desk.post(address(Country, "add"), posted(response)).status_code == 302
    assert set(Country.objects.values_list("name", flat=True)) == {"Nauru", "Tuvalu"}


def test_a_change_posted_twice_is_written_once_citations_included(desk):
    recognition = make_recognition()
    data = posted(desk.get(change_address(recognition)), summary="Once")
    data = with_new_citation(data, passage=make_passage().pk, note="Once")
    assert desk.post(change_address(recognition), data).status_code == 302
    before = Changeset.objects.count()
    second = desk.post(change_address(recognition), data, follow=True)
    assert "saved already" in second.content.decode()
    assert (Changeset.objects.count(), Citation.objects.count()) == (before, 1)
    assert Recognition.objects.get().version == 2


def test_the_key_of_another_person_opens_nothing(desk, client, editor):
    data = posted(desk.get(address(Country, "add")), name="Nauru", country_status="un-member")
    desk.post(address(Country, "add"), data)
    client.force_login(editor)
    response = client.post(address(Country, "add"), data)
    assert "This form was saved already" in str(errors_of(response))
    assert Country.objects.count() == 1
