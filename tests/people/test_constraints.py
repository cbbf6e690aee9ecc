"""The rules of persons, offices and events, by the sentence an editor reads."""

import pytest
from django.core.exceptions import ValidationError

from people.models import Appointment, Event, Office, Official, Signature
from tests.factories import make_office, make_official, make_signature, save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (Official, {"name": "A", "born": "2000", "died": "1999"}, "before being born"),
        (Office, {"title": "A", "office_type": "minister"}, "whose office"),
        (Event, {"title": "A", "event_type": "aid", "amount": 2}, "needs its unit"),
        (Event, {"title": "A", "event_type": "aid", "unit": "roubles"}, "needs its unit"),
    ],
)
def test_rules_of_single_rows(model, values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        save(model(**values))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"appointed": "2013", "ended": "2012"}, "before the appointment"),
        ({"appointed": "2013", "credentials_presented": "2012"}, "before the appointment"),
        ({"credentials_presented": "2013", "ended": "2012"}, "before the credentials"),
    ],
)
def test_the_steps_of_a_term_go_in_order(values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        save(Appointment(official=make_official(), office=make_office(), **values))


def test_nobody_appoints_himself():
    official = make_official()
    with pytest.raises(ValidationError, match="do not appoint or dismiss themselves"):
        save(Appointment(official=official, office=make_office(), appointed_by=official))


def test_one_signature_a_treaty():
    first = make_signature()
    with pytest.raises(ValidationError, match="recorded already"):
        save(Signature(official=first.official, treaty=first.treaty))
