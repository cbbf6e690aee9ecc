"""The desk of people: whose offices they hold, and what stands on their forms."""

import pytest
from django.contrib import admin

from people.models import Appointment, Event, Office, Official, Signature
from relations.models import Country
from tests.admin_pages import address, change_address, listed
from tests.factories import (
    make_appointment,
    make_country,
    make_event,
    make_mission,
    make_office,
    make_official,
    make_signature,
    make_treaty,
    make_user,
)


@pytest.fixture
def desk(client, db):
    client.force_login(make_user("Reviewers"))
    return client


@pytest.mark.parametrize("model", [Appointment, Event, Office, Official, Signature])
def test_every_field_that_can_be_typed_is_on_the_form(model):
    shown = set()
    for _title, options in admin.site.get_model_admin(model).fieldsets:
        for line in options["fields"]:
            shown |= {line} if isinstance(line, str) else set(line)
    typed = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many] if field.editable}
    assert typed - {"id"} == shown


def test_appointments_are_filtered_by_the_country_and_its_missions(desk):
    nauru = make_country(name="Nauru")
    minister = make_appointment(office=make_office(country=nauru))
    mission = make_mission(sending_state=nauru)
    ambassador = make_appointment(office=make_office(country=mission.receiving_state, mission=mission))
    make_appointment()
    assert set(listed(desk, Appointment, country="nauru")) == {minister, ambassador}


def test_an_event_of_two_countries_stands_once_in_the_list(desk):
    event = make_event(countries=[make_country(name="South Ossetia"), make_country(name="South Sudan")])
    make_event(countries=[make_country(name="Nauru")])
    assert listed(desk, Event, country="south") == [event]


def test_officials_are_found_by_other_names(desk):
    official = make_official(name="Dmitry Medoyev", other_names="Дмитрий Медоев [ru]")
    make_official()
    assert listed(desk, Official, q="медоев дмитрий") == [official]


def test_the_forms_of_lower_rooms_list_what_people_did(desk):
    treaty, country = make_treaty(), make_country()
    make_signature(treaty=treaty, official=make_official(name="Dmitry Medoyev"))
    make_office(title="Ambassador at large", country=country)
    assert "Dmitry Medoyev" in desk.get(change_address(treaty)).content.decode()
    assert "Ambassador at large" in desk.get(change_address(country)).content.decode()
    assert f"{address(Signature, 'add')}?treaty={treaty.pk}" in desk.get(change_address(treaty)).content.decode()
    assert Country.objects.filter(pk=country.pk).exists()
