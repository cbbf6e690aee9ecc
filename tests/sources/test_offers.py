"""What words of a document are said to hold: dates by the grammar, records by their names, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.models import Appointment, Event, Official
from relations.models import Country, Recognition
from sources.offers import Offers, dates_in, initial_values, offers_in
from tests.factories import make_country, make_official, make_recognition


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("Nauru recognized it in December 2009.", ["December 2009"]),
        ("on 26 August 2008, after the war of 2008", ["26 August 2008", "2008"]),
        ("(19 September 2011–31 March 2014)", ["19 September 2011–31 March 2014"]),
        ("on 19 September 2005 or before that", ["19 September 2005 or before"]),
        ("8/9/2008 and Feb 30 and 3,700 men", []),
        ("in 2010, then in 2010", ["2010"]),
        ("", []),
    ],
)
def test_dates_are_found_as_they_are_printed(words, dates):
    assert dates_in(words) == dates


@given(st.text(max_size=200))
def test_any_words_are_read(words):
    for found in dates_in(words):
        assert any(character.isdecimal() for character in found)


def test_records_are_found_by_any_of_their_names(db):
    nauru = make_country(name="Nauru")
    ossetia = make_country(name="South Ossetia", other_names="Хуссар Ирыстон [os]")
    guinea, equatorial = make_country(name="Guinea"), make_country(name="Equatorial Guinea")
    tibilov = make_official(name="Leonid Tibilov")
    make_official(name="Nikolay Makarov", slug="makarov-general")
    make_official(name="Nikolay Makarov", slug="makarov-minister")

    def found(words):
        offers = offers_in(words, [Country, Official, Recognition])
        return {record for records in offers.records.values() for record in records}

    assert found("Хуссар Ирыстон and NAURU’s president") == {ossetia, nauru}
    assert found("Equatorial Guinea") == {equatorial}
    assert found("Guinea, not Equatorial Guinea") == {guinea, equatorial}
    assert found("Leonid Tibilov met Nikolay Makarov") == {tibilov}
    assert found("Naurutown") == set()


def test_the_order_of_the_words_is_that_of_the_fields(db):
    ossetia, nauru = make_country(name="South Ossetia"), make_country(name="Nauru")
    offers = offers_in("In December 2009 Nauru recognized South Ossetia.", [Country])
    assert initial_values(Recognition, offers) == {
        "recognizing_state": nauru.pk,
        "recognized_entity": ossetia.pk,
        "granted": "December 2009",
    }
    about_end = initial_values(Recognition, offers, "ended")
    assert about_end["ended"] == "December 2009"
    assert "granted" not in about_end
    assert initial_values(Event, offers)["countries"] == [nauru.pk, ossetia.pk]
    # What a sentence says beside a country is not about the country.
    assert initial_values(Country, offers) == {}
    assert initial_values(Country, offers, "existence") == {"existence": "December 2009"}
    assert initial_values(Appointment, Offers()) == {}


def test_offers_cost_one_query_for_names_and_one_for_records(db, django_assert_num_queries):
    for _ in range(5):
        make_recognition()
    make_country(name="Nauru")
    with django_assert_num_queries(2):
        offers_in("Nauru " * 50, [Country, Country, Recognition])
