"""Was it so on day D? The database answers as `core.dates.certainty_on` does, for every shape of date."""

from datetime import date, timedelta
from itertools import groupby

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.date_questions import surely_begun, surely_lasting
from core.dates import Certainty, certainty_on, parse
from core.fields import PartialDateField
from people.choices import EndOfFunctions
from people.models import Appointment
from relations.choices import CountryStatus, MissionStatus, RecognitionEnd
from relations.models import Country, DiplomaticRelation, Membership, Mission, Recognition, Treaty
from tests.core.test_dates_properties import attempt, edtf
from tests.factories import make_country, make_office, make_official, make_organization

pytestmark = pytest.mark.django_db

SURELY, POSSIBLY, NO = Certainty
FIRST, LAST = date(1502, 1, 1), date(2099, 1, 1)
maybe_dates = st.one_of(st.just(""), edtf().filter(attempt))
several_dates = st.lists(maybe_dates, min_size=4, max_size=4)
in_fixture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


@pytest.fixture
def rows():
    """One unsaved record for each combination of a type of record and a choice that matters to its spell."""
    first, second = make_country(), make_country()
    pair = {"first_state": first, "second_state": second}
    recognition = {"recognizing_state": first, "recognized_entity": second}
    mission = {"sending_state": first, "receiving_state": second, "mission_type": "embassy"}
    term = {"official": make_official(), "office": make_office()}
    return [
        *(Recognition(**recognition, end_reason=reason) for reason in ("", RecognitionEnd.WITHDRAWN)),
        *(Mission(**mission, mission_status=status) for status in ("", *MissionStatus.values)),
        *(Appointment(**term, end_reason=reason) for reason in ("", EndOfFunctions.DIED)),
        *(Country(country_status=status) for status in (CountryStatus.UN_MEMBER, CountryStatus.FORMER_STATE)),
        DiplomaticRelation(**pair),
        Membership(organization=make_organization(), member=first),
        Treaty(title="A treaty", instrument_type="treaty"),
    ]


def turning_days(texts):
    """The days on which an answer about these dates may change, and their neighbours."""
    ends = [end for text in texts if text for end in bounds(attempt(text))]
    near = {end + timedelta(step) for end in ends if end and FIRST < end < LAST for step in (-1, 0, 1)}
    return sorted(near) or [date(2008, 8, 26)]


def bounds(read):
    return read.earliest, read.latest, read.surely_from, read.surely_to


def stored(record, texts, number):
    """A copy of the record with these dates in its fields; None where a constraint refuses them."""
    model = type(record)
    values = {field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields}
    dated = [field.name for field in model._meta.concrete_fields if isinstance(field, PartialDateField)]
    used = model.spell
    named = [name for name in dated if name in used_fields(used)]
    values |= {"id": None, "slug": f"row-{number}", "status": "withdrawn"} | dict(zip(named, texts, strict=False))
    if model is Country:
        values["name"] = f"Row {number}"
    copy = model(**{name: value for name, value in values.items() if name.rpartition("_")[0] not in dated})
    try:
        with transaction.atomic():
            return model.objects.bulk_create([copy])[0]
    except IntegrityError:
        return None


def used_fields(spell):
    if isinstance(spell, type(DiplomaticRelation.spell)):
        return {"established", "suspended", "severed", "resumed"}
    return {spell.start, spell.end, spell.not_before, *spell.seen}


@in_fixture
@given(several_dates, st.booleans(), st.data())
def test_the_database_answers_as_python_does(rows, texts, is_asked_today, data):
    with transaction.atomic():
        made = filter(None, [stored(record, texts, number) for number, record in enumerate(rows)])
        day = data.draw(st.sampled_from(turning_days(texts)))
        today = day if is_asked_today else None
        for model, records in groupby(made, type):
            expected = {record.pk: record.spell.certainty(record, day, today) for record in records}
            asked = model.objects.filter(pk__in=expected)
            told = dict(asked.with_certainty_on(day, today=today).values_list("pk", "certainty"))
            assert {pk: Certainty(answer) for pk, answer in told.items()} == expected, (model, texts, day)
            assert pks(asked.surely_on(day, today=today)) == having(expected, SURELY)
            assert pks(asked.possibly_on(day, today=today)) == having(expected, POSSIBLY)
            assert pks(asked.not_excluded_on(day, today=today)) == having(expected, SURELY, POSSIBLY)
        transaction.set_rollback(True)


def pks(queryset):
    return set(queryset.values_list("pk", flat=True))


def having(answers, *wanted):
    return {pk for pk, answer in answers.items() if answer in wanted}


@in_fixture
@given(several_dates)
def test_the_sure_days_of_a_date_are_the_same_in_the_database(texts):
    with transaction.atomic():
        made = [Treaty(title=text, slug=f"t-{place}", signed=text) for place, text in enumerate(texts) if text]
        made = Treaty.objects.bulk_create(made)
        for day in turning_days(texts):
            begun, lasting = (pks(Treaty.objects.filter(ask("signed", day))) for ask in (surely_begun, surely_lasting))
            assert begun == {each.pk for each in made if each.signed.surely_from <= day}, (texts, day)
            assert lasting == {each.pk for each in made if day <= each.signed.surely_to}, (texts, day)
        transaction.set_rollback(True)


@given(maybe_dates, maybe_dates, st.sampled_from(["", *RecognitionEnd.values]))
def test_without_today_a_recognition_is_what_its_two_dates_say(granted, ended, reason):
    record = Recognition(granted=granted, ended=ended, end_reason=reason)
    for day in turning_days([granted, ended]):
        expected = certainty_on(record.granted, record.ended, day, ended=bool(ended or reason))
        assert Recognition.spell.certainty(record, day) is expected


@pytest.mark.parametrize(
    ("record", "on", "answer"),
    [
        (Recognition(), "2012-03-01", POSSIBLY),
        (Recognition(), "2026-01-01", SURELY),
        (Recognition(end_reason="withdrawn"), "2012-03-01", POSSIBLY),
        (Recognition(end_reason="withdrawn"), "2026-01-01", NO),
        (Recognition(granted="December 2009"), "2009-12-30", POSSIBLY),
        (Recognition(granted="December 2009"), "2009-12-31", SURELY),
        (Recognition(granted="2006-11-17?"), "2007-01-01", POSSIBLY),
        (Mission(opened="2018", mission_status="unknown"), "2026-01-01", POSSIBLY),
        (Mission(mission_status="planned"), "2026-01-01", NO),
        (Mission(mission_status="closed"), "2026-01-01", NO),
        (Treaty(signed="17 September 2008"), "2008-09-16", NO),
        (Treaty(signed="17 September 2008"), "2026-01-01", POSSIBLY),
        (Treaty(signed="2008", entered_into_force="20 January 2009"), "2009-01-19", NO),
        (Treaty(signed="2008", entered_into_force="20 January 2009"), "2009-01-20", SURELY),
        (Membership(as_of="1 March 2009"), "2009-03-01", SURELY),
        (Membership(as_of="1 March 2009"), "2026-01-01", POSSIBLY),
        (Membership(as_of="1 March 2009", until="2014"), "2013-01-01", SURELY),
        (Appointment(attested="1 March 2009"), "2026-01-01", POSSIBLY),
        (Appointment(appointed="1 March 2009"), "2026-01-01", SURELY),
        (Appointment(), "2026-01-01", POSSIBLY),
        (Country(existence="1949–3 October 1990"), "1990-10-03", SURELY),
        (Country(existence="1949–3 October 1990"), "1990-10-04", NO),
        (Country(country_status="un-member"), "2026-01-01", SURELY),
        (Country(country_status="former-state"), "2026-01-01", NO),
        (DiplomaticRelation(severed="29 August 2008"), "2008-08-01", POSSIBLY),
        (DiplomaticRelation(severed="29 August 2008"), "2026-01-01", NO),
        (DiplomaticRelation(established="1992", severed="2008", resumed="2012"), "2010-01-01", NO),
        (DiplomaticRelation(established="1992", severed="2008", resumed="2012"), "2026-01-01", SURELY),
        (DiplomaticRelation(established="1992", suspended="2008"), "2026-01-01", NO),
        (DiplomaticRelation(established="1992", suspended="2008"), "2008-06-01", POSSIBLY),
        (DiplomaticRelation(established="1992", suspended="2008", resumed="2012"), "2026-01-01", SURELY),
    ],
)
def test_what_was_so_on_a_day(record, on, answer):
    today = date(2026, 1, 1)
    assert type(record).spell.certainty(record, parse(on).earliest, today) is answer
