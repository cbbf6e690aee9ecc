"""Soft checks of officials, offices and events: each doubts what surely does not fit, and nothing that may."""

import pytest

from editorial.checking import check_all
from editorial.models import Finding
from tests.factories import (
    make_appointment,
    make_country,
    make_event,
    make_mission,
    make_office,
    make_official,
    make_organization,
)

pytestmark = pytest.mark.django_db


def found(key):
    """The open findings of a check, as (record, reason)."""
    check_all([key])
    return [(finding.record, finding.reason) for finding in Finding.objects.open().filter(check_key=key)]


def doubted(key):
    return [record for record, _reason in found(key)]


def head_of(mission=None, **values):
    office = make_office(office_type="head-of-mission", mission=mission)
    return make_appointment(office=office, official=make_official(name="Pliev"), **values)


@pytest.mark.parametrize(
    ("steps", "is_doubted"),
    [
        ({"agrement": "2010", "appointed": "2009"}, True),
        ({"agrement": "March 2010", "appointed": "2010"}, False),
        ({"agrement": "2010", "appointed": "c. 2009"}, False),
        ({"agrement": "2010", "credentials_presented": "May 2009"}, True),
        ({"appointed": "2009"}, False),
    ],
)
def test_a_head_of_mission_before_agrement(steps, is_doubted):
    head_of(**steps)
    assert bool(found("head-before-agrement")) == is_doubted


@pytest.mark.parametrize(
    ("term", "closed", "is_doubted"),
    [
        ({"appointed": "2012", "ended": "2013"}, "2010", True),
        ({"appointed": "2010", "ended": "2013"}, "2010", False),
        ({"attested": "2012"}, "2010", True),
        ({"appointed": "2005"}, "2010", True),
        ({"appointed": "2005", "end_reason": "recalled"}, "2010", False),
        ({"attested": "2005"}, "2010", False),
        ({"appointed": "2012"}, "", False),
    ],
)
def test_a_head_of_mission_after_the_mission_closed(term, closed, is_doubted):
    head_of(make_mission(closed=closed), **term)
    reasons = [reason for _, reason in found("post-after-mission-closed")]
    assert bool(reasons) == is_doubted
    assert all("Pliev" in reason and "closed 2010" in reason for reason in reasons)


def test_two_open_terms_in_one_office():
    office = make_office(office_type="foreign-minister")
    make_appointment(office=office, appointed="2005")
    newer = make_appointment(office=office, appointed="2009")
    # Somebody who was merely seen in office, and one whose term is over, hold nothing open.
    make_appointment(office=office, attested="2012")
    make_appointment(office=office, appointed="2001", end_reason="succeeded")
    assert doubted("two-open-terms") == [newer]


def test_many_may_be_deputies_but_each_once():
    office = make_office(office_type="deputy-minister")
    official = make_official()
    make_appointment(office=office, official=official, appointed="2005")
    make_appointment(office=office, appointed="2005")
    assert found("two-open-terms") == []
    twice = make_appointment(office=office, official=official, appointed="2006")
    assert doubted("two-open-terms") == [twice]


@pytest.mark.parametrize(
    ("happened", "event_type", "life", "is_doubted"),
    [
        ("2020", "visit", {"born": "1950", "died": "2015"}, True),
        ("2015", "visit", {"born": "1950", "died": "2015"}, False),
        ("2020", "ceremony", {"born": "1950", "died": "2015"}, False),
        ("1940", "ceremony", {"born": "1950"}, True),
        ("1949", "visit", {"born": "1950?"}, False),
        ("2020", "visit", {}, False),
    ],
)
def test_an_event_outside_the_life_of_an_official(happened, event_type, life, is_doubted):
    make_event(happened=happened, event_type=event_type, officials=[make_official(**life)])
    assert bool(found("event-outside-lifetime")) == is_doubted


def test_an_event_outside_the_existence_of_a_state_or_an_organization():
    republic = make_country(name="Artsakh", existence="1991–2023")
    union = make_organization(name="Union", existence="since 2000")
    both = make_event(happened="1980", countries=[republic], organizations=[union])
    make_event(happened="2010", countries=[republic], organizations=[union])
    late = make_event(happened="2025", countries=[republic])
    assert sorted(record.pk for record in doubted("event-outside-lifetime")) == [both.pk, both.pk, late.pk]


def test_two_records_of_one_person():
    make_official(name="Murat Dzhioev", other_names="Мурат Джиоев [ru]")
    same = make_official(name="M. Dzhioty", other_names="МУРАТ ДЖИОЕВ")
    swapped = make_official(name="Dzhioev, Murat")
    make_official(name="David Sanakoev")
    slip = make_official(name="David Sanakoyev")
    check_all(["probable-duplicate"])
    doubts = set(Finding.objects.values_list("object_id", flat=True))
    assert doubts == {same.pk, swapped.pk, slip.pk}


def test_namesakes_of_two_countries_or_generations_are_two():
    for values in ({"country": make_country(), "born": "1920"}, {"country": make_country(), "born": "1970"}):
        make_official(name="Nikolay Makarov", **values)
    make_official(name="Anna Makarova", born="1920")
    make_official(name="Anna Makarova", born="1970")
    assert found("probable-duplicate") == []


def test_one_title_in_two_countries_is_two_offices():
    country = make_country()
    make_office(title="Minister of Foreign Affairs", country=country)
    make_office(title="Minister of Foreign Affairs")
    again = make_office(title="minister of foreign affairs", country=country)
    assert doubted("probable-duplicate") == [again]


def test_one_meeting_recorded_twice():
    make_event(title="Meeting in Sochi", happened="13 July 2009")
    make_event(title="Meeting in Sochi", happened="14 July 2010")
    again = make_event(title="Meeting in Sochi", happened="13 July 2009")
    assert doubted("probable-duplicate") == [again]
