"""Sources that differ stand side by side."""

import pytest

from relations.models import Recognition
from sources.readings import readings
from tests.factories import (
    make_citation,
    make_event,
    make_official,
    make_passage,
    make_recognition,
    make_source,
)

pytestmark = pytest.mark.django_db


def values(record, **options):
    return {field: [reading.value for reading in told] for field, told in readings(record, **options).items()}


def test_a_disputing_citation_stands_beside_the_one_followed():
    recognition = make_recognition(granted="30 September 2010")
    make_citation(recognition, field="granted", says="29 September 2010", stance="disputes", note="A day earlier.")
    make_citation(recognition, field="granted", says="30 September 2010")
    make_citation(recognition, field="mode", says="de facto")
    (told,) = readings(recognition).values()
    assert [(each.value, each.is_followed, each.why) for each in told] == [
        ("30 September 2010", True, ""),
        ("29 September 2010", False, "A day earlier."),
    ]


@pytest.mark.parametrize(
    ("printed", "differs"),
    [
        ("26 August 2008", False),
        ("August 2008", False),
        ("26 August", False),
        ("27 August 2008", True),
        ("1991", True),
    ],
)
def test_a_date_printed_otherwise_differs_only_when_it_excludes_the_registers(printed, differs):
    recognition = make_recognition(granted="26 August 2008")
    make_citation(recognition, field="granted", says="2008")
    make_citation(recognition, field="granted", says=printed)
    assert bool(readings(recognition)) is differs


def test_other_words_differ_as_they_stand():
    recognition = make_recognition()
    make_citation(recognition, field="instrument", says="two “decrees”")
    make_citation(recognition, field="instrument", says='two "decrees"')
    assert readings(recognition) == {}
    make_citation(recognition, field="instrument", says="a law")
    assert len(values(recognition)["instrument"]) == 3


def test_several_values_are_no_rivals():
    event = make_event(officials=[make_official()])
    for field in ("officials", ""):
        make_citation(event, field=field, says="One")
        make_citation(event, field=field, says="Two")
    assert readings(event) == {}


def test_readers_see_published_sources_only():
    recognition = make_recognition()
    hidden = make_passage(make_source(published=False))
    make_citation(recognition, field="granted", says="2009", stance="disputes", passage=hidden)
    assert readings(recognition) == {}
    assert not Recognition.objects.disputed().exists()
    assert values(recognition, public=False) == {"granted": ["2009"]}


def test_disputed_records_are_filtered(django_assert_num_queries):
    plain, disputed = make_recognition(), make_recognition()
    make_citation(plain)
    make_citation(disputed, stance="disputes")
    with django_assert_num_queries(1):
        assert list(Recognition.objects.disputed()) == [disputed]
    with django_assert_num_queries(1):
        assert list(Recognition.objects.undisputed()) == [plain]


def test_a_record_with_its_citations_at_hand_asks_nothing(django_assert_num_queries):
    make_citation(make_recognition(), stance="disputes", field="granted", says="2009")
    (record,) = Recognition.objects.prefetch_related("citations__source")
    with django_assert_num_queries(0):
        assert values(record) == {"granted": ["2009"]}
