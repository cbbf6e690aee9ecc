"""The rules of relations, each from both sides: by the sentence an editor reads, and by the database itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from relations.models import Country, DiplomaticRelation, Membership, Mission, Recognition, Treaty, TreatyAction
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


def refused(record, sentence):
    """Whether both the validation and, with validation passed by, the database refuse the record."""
    with pytest.raises(ValidationError, match=sentence):
        save(record)
    values = {field.name: getattr(record, field.name) for field in record._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        type(record).objects.bulk_create([type(record)(**values | {"slug": "raw"})])
    return True


def test_no_recognition_of_oneself():
    country = make_country()
    assert refused(Recognition(recognizing_state=country, recognized_entity=country), "does not recognize itself")


def test_one_open_recognition_for_a_pair_and_direction():
    first = make_recognition()
    pair = {"recognizing_state": first.recognizing_state, "recognized_entity": first.recognized_entity}
    assert refused(Recognition(**pair), "recognizes the entity already")
    make_recognition(recognizing_state=first.recognized_entity, recognized_entity=first.recognizing_state)
    make_recognition(granted="2001", ended="2003", **pair)
    make_recognition(granted="2004", end_reason="withdrawn", **pair)


def test_a_recognition_does_not_end_before_it_was_granted():
    pair = {"recognizing_state": make_country(), "recognized_entity": make_country()}
    assert refused(Recognition(granted="2011", ended="2010", **pair), "cannot end before")
    make_recognition(granted="2011", ended="19 September 2011 or before", **pair)
    make_recognition(ended="2010", granted="", **pair)


def test_no_relations_with_oneself():
    country = make_country()
    assert refused(DiplomaticRelation(first_state=country, second_state=country), "with itself")


def test_one_open_relation_whatever_the_order():
    first = make_diplomatic_relation()
    swapped = DiplomaticRelation(first_state=first.second_state, second_state=first.first_state)
    assert refused(swapped, "open diplomatic relations already")


def test_severed_relations_make_room_for_new_ones():
    first = make_diplomatic_relation(severed="29 August 2008", established="1992")
    make_diplomatic_relation(first_state=first.second_state, second_state=first.first_state)


def test_relations_are_severed_by_one_of_the_two():
    relation = DiplomaticRelation(first_state=make_country(), second_state=make_country(), severed_by=make_country())
    with pytest.raises(ValidationError, match="one of the two"):
        save(relation)


def test_no_mission_to_oneself():
    country = make_country()
    assert refused(Mission(sending_state=country, receiving_state=country, mission_type="embassy"), "with itself")


def test_a_mission_has_one_receiver():
    sender = make_country()
    assert refused(Mission(sending_state=sender, mission_type="embassy"), "choose one of the two")
    both = {"receiving_state": make_country(), "receiving_organization": make_organization()}
    assert refused(Mission(sending_state=sender, mission_type="embassy", **both), "choose one of the two")
    make_mission(sending_state=sender, receiving_organization=make_organization())


def test_a_mission_does_not_close_before_it_opens():
    pair = {"sending_state": make_country(), "receiving_state": make_country(), "mission_type": "embassy"}
    assert refused(Mission(opened="2011", closed="2010", **pair), "cannot close before")
    assert refused(Mission(closed="2010", mission_status="open", **pair), "correct one of the two")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"latitude": 91, "longitude": 0}, "latitude lies"),
        ({"latitude": 0, "longitude": -181}, "longitude lies"),
        ({"latitude": 0}, "both coordinates"),
    ],
)
def test_coordinates(values, sentence):
    assert refused(Country(name="A", country_status="un-member", **values), sentence)


@pytest.mark.parametrize(("field", "value"), [("iso_alpha2", "NR"), ("iso_alpha3", "NRU"), ("wikidata", "Q697")])
def test_identifiers_are_unique_but_may_be_blank(field, value):
    make_country()
    make_country(**{field: value})
    assert refused(Country(name="A", country_status="un-member", **{field: value}), "names one record")


@pytest.mark.parametrize(
    ("field", "value"), [("iso_alpha2", "nr"), ("iso_alpha3", "NR1"), ("wikidata", "697"), ("wikidata", "Q0")]
)
def test_identifiers_are_well_formed(field, value):
    with pytest.raises(ValidationError) as caught:
        save(Country(name="A", country_status="un-member", **{field: value}))
    assert field in caught.value.message_dict


def test_treaties_go_in_order():
    values = {"title": "A", "instrument_type": "treaty"}
    assert refused(Treaty(signed="2009", entered_into_force="2008", **values), "before it is signed")
    assert refused(Treaty(entered_into_force="2009", ended="2008", **values), "before it enters into force")
    make_treaty(signed="2008", entered_into_force="2008")


def test_an_act_has_one_party_and_is_recorded_once():
    treaty = make_treaty()
    assert refused(TreatyAction(treaty=treaty, action="signature"), "choose one of the two")
    act = make_treaty_action(treaty=treaty, done="2008")
    same = {"treaty": treaty, "party": act.party, "action": act.action}
    assert refused(TreatyAction(done="2008", **same), "recorded already")
    make_treaty_action(done="2009", **same)


def test_one_open_membership():
    first = make_membership()
    same = {"organization": first.organization, "member": first.member}
    assert refused(Membership(**same), "open already")
    make_membership(body="Parliament", **same)
    make_membership(since="1992", until="1994", **same)
    assert refused(Membership(since="1992", until="1991", **same), "before it began")
