"""Soft checks of what stands between States: each doubts what surely does not fit, and nothing that may."""

import pytest

from editorial.checking import check_all
from editorial.models import Finding
from relations.models import Mission, Recognition
from tests.factories import (
    make_country,
    make_diplomatic_relation,
    make_membership,
    make_mission,
    make_organization,
    make_recognition,
    make_treaty,
    make_treaty_action,
    save,
)

pytestmark = pytest.mark.django_db


def found(key):
    """The open findings of a check, as (record, reason)."""
    check_all([key])
    return [(finding.record, finding.reason) for finding in Finding.objects.open().filter(check_key=key)]


def doubted(key):
    return [record for record, _reason in found(key)]


# Embassies


@pytest.fixture
def pair():
    return make_country(name="Nauru"), make_country(name="Tuvalu")


def embassy(pair, **values):
    return make_mission(sending_state=pair[0], receiving_state=pair[1], **values)


def test_an_embassy_without_diplomatic_relations(pair):
    mission = embassy(pair)
    ((record, reason),) = found("embassy-without-relations")
    assert record == mission
    assert "Nauru and Tuvalu" in reason
    # Whoever of the two stands first, relations are relations.
    make_diplomatic_relation(first_state=pair[1], second_state=pair[0])
    assert found("embassy-without-relations") == []


@pytest.mark.parametrize("values", [{"mission_type": "consulate"}, {"mission_status": "planned"}])
def test_no_relations_are_needed_for_a_consulate_or_a_plan(pair, values):
    embassy(pair, **values)
    assert found("embassy-without-relations") == []


@pytest.mark.parametrize(
    ("opened", "relation", "is_doubted"),
    [
        ("2008", {"established": "2010"}, True),
        ("2010", {"established": "2010"}, False),
        ("c. 2009", {"established": "2010"}, False),
        ("2012", {"established": "1990", "severed": "2009"}, True),
        ("2012", {"established": "1990", "severed": "2009", "resumed": "2011"}, False),
        ("2005", {"established": "1990", "severed": "2009"}, False),
        ("", {"established": "1990", "severed": "2009"}, False),
    ],
)
def test_an_embassy_opened_outside_the_relations(pair, opened, relation, is_doubted):
    embassy(pair, opened=opened)
    make_diplomatic_relation(first_state=pair[0], second_state=pair[1], **relation)
    assert bool(found("embassy-without-relations")) == is_doubted


def test_an_embassy_that_is_open_though_relations_were_severed(pair):
    embassy(pair, opened="2000", mission_status="open")
    make_diplomatic_relation(first_state=pair[0], second_state=pair[1], established="1990", severed="2009")
    ((_, reason),) = found("embassy-without-relations")
    assert "severed relations 2009" in reason


def test_a_withdrawn_relation_is_none_and_a_withdrawn_embassy_is_not_doubted(pair):
    embassy(pair)
    make_diplomatic_relation(first_state=pair[0], second_state=pair[1], status="withdrawn")
    assert doubted("embassy-without-relations") == [Mission.objects.get()]
    Mission.objects.update(status="withdrawn")
    assert doubted("embassy-without-relations") == []


# Recognitions


@pytest.mark.parametrize(
    ("granted", "ended", "existence", "is_doubted"),
    [
        ("1980", "1985", "since 1991", True),
        ("1991", "1995", "since 1991", False),
        ("1990", "1995", "since c. 1991", False),
        ("2000", "2001", "1922–1991", True),
        ("1930", "", "1922–1991", True),
        ("1930", "1991", "1922–1991", False),
        ("", "", "since 1991", False),
        # A single date says when, and not that it ended then.
        ("2000", "", "1991", False),
    ],
)
@pytest.mark.parametrize("side", ["recognizing_state", "recognized_entity"])
def test_a_recognition_outside_the_existence_of_a_state(granted, ended, existence, is_doubted, side):
    country = make_country(name="Artsakh", existence=existence)
    make_recognition(granted=granted, ended=ended, **{side: country})
    reasons = [reason for _, reason in found("recognition-outside-existence")]
    assert bool(reasons) == is_doubted
    assert all("Artsakh existed" in reason for reason in reasons)


def test_mutual_recognition_recorded_one_way():
    recognition = make_recognition(summary="A mutual recognition of the three.")
    make_recognition(summary="Granted by decree.")
    assert doubted("mutual-recorded-one-way") == [recognition]
    make_recognition(recognizing_state=recognition.recognized_entity, recognized_entity=recognition.recognizing_state)
    assert found("mutual-recorded-one-way") == []


# Treaties


@pytest.mark.parametrize(
    ("action", "done", "signed", "is_doubted"),
    [
        ("ratification", "2007", "17 September 2008", True),
        ("ratification", "2008", "17 September 2008", False),
        ("accession", "2007", "17 September 2008", False),
        ("parliamentary-approval", "2007", "17 September 2008", False),
    ],
)
def test_ratification_before_the_treaty_was_signed(action, done, signed, is_doubted):
    make_treaty_action(action=action, done=done, treaty=make_treaty(signed=signed))
    assert bool(found("ratified-before-signature")) == is_doubted


def test_the_party_s_own_signature_decides():
    treaty = make_treaty(signed="2000")
    early, late = make_country(name="Early"), make_country(name="Late")
    for party in (early, late):
        make_treaty_action(treaty=treaty, party=party, action="ratification", done="2005")
    make_treaty_action(treaty=treaty, party=early, done="2001")
    make_treaty_action(treaty=treaty, party=late, done="2006")
    ((record, reason),) = found("ratified-before-signature")
    assert record.party == late
    assert "Late signed 2006" in reason


# Names and doubles


def test_a_name_in_mixed_scripts():
    country = make_country(name="Abkhazia", other_names="Aҧсны [ab]")  # a Latin A before Cyrillic letters
    make_country(name="Nauru", other_names="Науру [ru]\nNauru-Наоеро")
    ((record, reason),) = found("mixed-scripts")
    assert record == country
    assert "“A” LATIN CAPITAL LETTER A" in reason


def test_two_records_of_one_organization():
    make_organization(name="Commonwealth of Independent States", other_names="CIS")
    newer = make_organization(name="Community of States", other_names="Cis")
    slip = make_organization(name="Commonwealth of Independant States")
    make_organization(name="Organization no. 11 of the world")
    make_organization(name="Organization no. 12 of the world")
    assert set(doubted("probable-duplicate")) == {newer, slip}


def test_countries_whose_names_are_merely_alike_are_no_doubles():
    make_country(name="Niger Republic")
    make_country(name="Nigeria Republic")
    make_country(name="Congo (Leopoldville)", other_names="Congo", existence="1960–1971")
    make_country(name="Congo (Kinshasa)", other_names="Congo", existence="since 1997")
    assert found("probable-duplicate") == []


def recognitions_of_one_pair(*spells):
    pair = {"recognizing_state": make_country(), "recognized_entity": make_country()}
    return [make_recognition(granted=start, ended=end, **pair) for start, end in spells]


@pytest.mark.parametrize(
    ("spells", "is_doubted"),
    [
        ((("2008", ""), ("2005", "2012")), True),
        ((("2008", ""), ("2000", "2005")), False),
        ((("2005", "2012"), ("2008", "2010")), True),
        ((("2005", "2008"), ("2008", "2010")), False),
    ],
)
def test_two_spells_of_one_recognition_that_overlap(spells, is_doubted):
    recognitions_of_one_pair(*spells)
    assert bool(found("probable-duplicate")) == is_doubted


def test_two_open_embassies_of_one_state_but_not_two_consulates(pair):
    make_diplomatic_relation(first_state=pair[0], second_state=pair[1])
    embassy(pair, seat="Yaren")
    newer = embassy(pair, seat="Nauru City")
    embassy(pair, seat="Yaren", mission_type="consulate")
    embassy(pair, seat="Nauru City", mission_type="consulate")
    assert doubted("probable-duplicate") == [newer]


def test_memberships_of_two_bodies_are_two():
    organization, member = make_organization(), make_country()
    make_membership(organization=organization, member=member, body="Parliament", since="2001")
    make_membership(organization=organization, member=member, since="2001")
    assert found("probable-duplicate") == []


def test_a_check_is_about_recognitions_of_any_number_in_as_many_queries(django_assert_max_num_queries):
    entity = make_country(existence="since 1991")
    make_recognition(recognized_entity=entity, granted="1980")
    first = Recognition.objects.get()
    for number in range(8):
        state = save(type(entity)(name=f"State {number}", country_status="un-member"))
        Recognition.objects.bulk_create(
            [Recognition(recognizing_state=state, recognized_entity=entity, granted=first.granted, slug=f"r{number}")]
        )
    with django_assert_max_num_queries(8):  # the check, what it found before, the new findings, the savepoints
        check_all(["recognition-outside-existence"])
    assert Finding.objects.count() == 9
