"""The desk of relations between States: what its lists find, and what stands on its forms."""

import pytest
from django.contrib import admin

from relations.models import Country, Mission, Recognition, Treaty, TreatyAction
from tests.admin_pages import address, change_address
from tests.factories import (
    make_country,
    make_mission,
    make_organization,
    make_recognition,
    make_treaty,
    make_treaty_action,
    make_user,
)


@pytest.fixture
def desk(client, db):
    client.force_login(make_user("Reviewers"))
    return client


def listed(client, model, **query):
    response = client.get(address(model, "changelist"), query)
    assert response.status_code == 200
    return set(response.context["cl"].result_list)


def test_recognitions_are_filtered_by_country_in_any_script(desk):
    ossetia = make_country(name="South Ossetia", other_names="Хуссар Ирыстон [os]")
    granted, received = make_recognition(recognizing_state=ossetia), make_recognition(recognized_entity=ossetia)
    make_recognition()
    assert listed(desk, Recognition, country="хуссар") == {granted, received}
    assert listed(desk, Recognition, q="ирыстон south") == {granted, received}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from_year": "2000", "to_year": "2009"}, {"within", "across", "open"}),
        ({"from_year": "2012"}, {"open"}),
        ({"to_year": "1989"}, {"across", "unknown start"}),
        ({"from_year": "1995", "to_year": "1995"}, {"across"}),
        ({"from_year": " "}, {"within", "across", "open", "undated", "unknown start"}),
    ],
)
def test_recognitions_are_filtered_by_the_years_they_touch(desk, query, found):
    spells = {
        "within": make_recognition(granted="26 August 2008", ended="2009"),
        "across": make_recognition(granted="1980", ended="31 March 2011"),
        "open": make_recognition(granted="December 2009"),
        "undated": make_recognition(granted=""),
        "unknown start": make_recognition(granted="", ended="1985"),
    }
    assert {name for name, spell in spells.items() if spell in listed(desk, Recognition, **query)} == found


@pytest.mark.parametrize("year", ["abc", "20.8", "-5", "0", "99999"])
def test_what_is_no_year_is_not_guessed(desk, year):
    response = desk.get(address(Recognition, "changelist"), {"from_year": year})
    assert response.headers["Location"].endswith("?e=1")


def test_filters_keep_each_other_and_the_search(desk):
    page = desk.get(address(Recognition, "changelist"), {"q": "x", "mode__exact": "de-jure", "country": "y"})
    filters = {spec.title: list(spec.choices(page.context["cl"]))[0] for spec in page.context["cl"].filter_specs}
    assert set(filters["period"]["kept"]) == {("q", "x"), ("mode__exact", "de-jure"), ("country", "y")}
    assert set(filters["country"]["kept"]) == {("q", "x"), ("mode__exact", "de-jure")}


def test_missions_are_filtered_by_either_side(desk):
    nauru = make_country(name="Nauru")
    sent, received = make_mission(sending_state=nauru), make_mission(receiving_state=nauru)
    make_mission(receiving_organization=make_organization())
    assert listed(desk, Mission, country="nauru") == {sent, received}


def test_treaties_are_filtered_by_party(desk):
    treaty = make_treaty()
    make_treaty_action(treaty=treaty, party=make_country(name="Russia"))
    make_treaty_action(treaty=treaty, party=make_country(name="Russian Empire"))
    make_treaty()
    response = desk.get(address(Treaty, "changelist"), {"party": "russia"})
    assert list(response.context["cl"].result_list) == [treaty]


@pytest.mark.parametrize("model", [Country, Recognition, Mission, Treaty, TreatyAction])
def test_every_field_that_can_be_typed_is_on_the_form(model):
    shown = set()
    for _title, options in admin.site.get_model_admin(model).fieldsets:
        for line in options["fields"]:
            shown |= {line} if isinstance(line, str) else set(line)
    typed = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many] if field.editable}
    assert typed - {"id"} == shown


def test_a_treaty_lists_its_actions_and_offers_to_add_one(desk):
    treaty = make_treaty()
    make_treaty_action(treaty=treaty, action="ratification", party=make_country(name="Nauru"))
    page = desk.get(change_address(treaty)).content.decode()
    assert "Ratification" in page
    assert "Nauru" in page
    add = f"{address(TreatyAction, 'add')}?treaty={treaty.pk}"
    assert add in page
    assert f'<option value="{treaty.pk}" selected' in desk.get(add).content.decode()


def test_dates_are_shown_in_the_registers_wording_and_sorted_by_their_bounds(desk):
    late, early = make_recognition(granted="2008-08-26"), make_recognition(granted="December 2007")
    page = desk.get(address(Recognition, "changelist"), {"o": "4"})
    assert list(page.context["cl"].result_list) == [early, late]
    assert "26 August 2008" in page.content.decode()
