"""The pages that say what went wrong, in the house's style."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from public.views.home import HomeView


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "410.html", "500.html"])
def test_error_pages_need_no_request_and_no_database(name):
    content = render_to_string(name)
    assert "<h1>" in content
    assert 'href="/"' in content
    assert "public/site.css" in content


@pytest.mark.django_db
def test_an_unknown_address_has_a_page_with_a_way_on(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "There is no page here" in response.content.decode()


@pytest.mark.django_db
def test_a_fault_has_a_page_that_tells_nothing_of_it(client, monkeypatch):
    def fail(self, request):
        raise RuntimeError("the innards")

    monkeypatch.setattr(HomeView, "get", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "the innards" not in response.content.decode()


@pytest.mark.django_db
def test_a_request_that_is_no_text_gets_the_house_s_page(client):
    response = client.get("/?q=%00")
    assert response.status_code == 400
    assert "This address cannot be answered" in response.content.decode()
    assert "not text" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ann"})
    assert response.status_code == 403
    assert "This form has grown old" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_words(client):
    response = client.get("/countries/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    assert "elsewhere" not in response.content.decode()
