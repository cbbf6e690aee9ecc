"""The verbs that move records between their states."""

import pytest
from django.core.exceptions import ValidationError

from editorial.actions import publish, send_back, submit, withdraw
from editorial.choices import Status
from tests.factories import make_citation, make_country, make_recognition, make_user

pytestmark = pytest.mark.django_db


def test_the_way_of_a_record():
    author = make_user("Reviewers")
    country = make_country()
    make_citation(country)
    submit([country], author=author)
    send_back([country], author=author, reason="Say since when")
    submit([country], author=author)
    publish([country], author=author)
    withdraw([country], author=author, reason="It does not exist")
    told = [(row.status, row.changeset.reason) for row in country.history.order_by("version")]
    assert told == [
        (Status.DRAFT, ""),
        (Status.IN_REVIEW, ""),
        (Status.DRAFT, "Say since when"),
        (Status.IN_REVIEW, ""),
        (Status.PUBLISHED, ""),
        (Status.WITHDRAWN, "It does not exist"),
    ]


@pytest.mark.parametrize("verb", [send_back, withdraw])
def test_a_reason_is_asked_for(verb):
    country = make_country(published=verb is withdraw)
    with pytest.raises(ValidationError, match="Say why"):
        verb([country], author=None, reason=" ")


def test_a_step_that_does_not_follow_is_refused():
    with pytest.raises(ValidationError, match="cannot become"):
        send_back([make_country()], author=None, reason="No")


def test_one_bad_record_stops_all():
    good, bad = make_country(), make_country()
    make_citation(good)
    with pytest.raises(ValidationError, match="needs a citation"):
        publish([good, bad], author=None)
    good.refresh_from_db()
    assert good.status == Status.DRAFT


def test_a_record_that_others_need_is_not_withdrawn():
    recognition = make_recognition(published=True)
    with pytest.raises(ValidationError, match="while published records refer to it"):
        withdraw([recognition.recognizing_state], author=None, reason="Gone")
    source = recognition.citations.get().source
    with pytest.raises(ValidationError, match="while published records refer to it"):
        withdraw([source], author=None, reason="Gone")
