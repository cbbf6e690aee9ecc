"""The filter on partial dates, on a model that exists only here."""

# ruff: noqa: DJ008 -- models that exist only in a test need no name for people
import django_filters
import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from core.fields import PartialDateField
from core.filters import PartialDateFilter

ROWS = {
    "exact": ("26 August 2008", ""),
    "month": ("December 2009", ""),
    "closed": ("19 September 2011", "31 March 2014"),
    "before": ("2005 or before", ""),
    "ended": ("", "2006"),
    "blank": ("", ""),
}


@pytest.fixture
def spells(transactional_db):
    with isolate_apps("core"):

        class Spell(models.Model):
            title = models.CharField(max_length=10)
            granted = PartialDateField()
            ended = PartialDateField()

            class Meta:
                app_label = "core"

        with connection.schema_editor() as editor:
            editor.create_model(Spell)
        Spell.objects.bulk_create(
            [Spell(title=title, granted=granted, ended=ended) for title, (granted, ended) in ROWS.items()]
        )

        class SpellFilter(django_filters.FilterSet):
            granted = PartialDateFilter(field_name="granted")
            during = PartialDateFilter(field_name="granted", end_field_name="ended", label="During")
            outside = PartialDateFilter(field_name="granted", exclude=True)

            class Meta:
                model = Spell
                fields = []

        yield lambda **data: SpellFilter(data, queryset=Spell.objects.order_by("pk"))
        with connection.schema_editor() as editor:
            editor.delete_model(Spell)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", list(ROWS)),
        ("2008", ["exact"]),
        ("5 December 2009", ["month"]),
        ("2000", ["before"]),
        ("2008/2011", ["exact", "month", "closed"]),
        ("since 2009", ["month", "closed"]),
        ("2008 or before", ["exact", "before"]),
    ],
)
def test_one_date(spells, asked, titles):
    assert [row.title for row in spells(granted=asked).qs] == titles


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("2007", ["before"]),
        ("1 January 2006", ["before", "ended"]),
        ("2012", ["exact", "month", "closed", "before"]),
        ("April 2014", ["exact", "month", "before"]),
    ],
)
def test_a_spell(spells, asked, titles):
    assert [row.title for row in spells(during=asked).qs] == titles


def test_exclusion(spells):
    assert "exact" not in [row.title for row in spells(outside="2008").qs]


@pytest.mark.parametrize("asked", ["8/9/2008", "late 2008", "\x00", "9" * 5000, "\ud800"])
def test_what_cannot_be_read_is_an_error_of_the_form(spells, asked):
    filters = spells(granted=asked)
    assert not filters.is_valid()
    assert list(filters.errors) == ["granted"]
    assert all(str(message).isprintable() for message in filters.errors["granted"])
