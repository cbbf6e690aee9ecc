"""
The engine validates in bulk what the models validate one by one: both are asked about thousands of generated rows.

The oracle is the write path itself, row by row: the values of the same cells in a new record, and `write`.
"""

import random

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import transaction
from tablib import Dataset

from core.fields import NamesField, PartialDateField
from editorial.choices import ChangesetKind, Status
from editorial.units import changeset
from editorial.writing import write
from exchange.engine import import_sheets
from exchange.reading import SheetReader
from exchange.registry import sheets
from exchange.rules import rules_of
from exchange.world import World
from relations.models import Country
from tests.factories import MAKERS, make_citation, make_country, make_passage

pytestmark = pytest.mark.django_db

ROWS = 130
RESOURCES = [resource for resource in sheets() if resource.sheet_name() not in ("passages", "citations")]
TEXTS = ["Tskhinvali", "", "  padded ", "two\nlines", "Цхинвал", "x" * 400, "a\x07b", "Q1", "AB", "not-a-url"]
DATES = ["", "26 August 2008", "2008-09-09", "1995", "8/9/2008", "31 February 2001", "2008/2010", "before 1990"]
NUMBERS = ["", "1", "12.5", "91", "-200", "1e3", "many"]
NAMES = ["", "Ирыстон [os]", "Alania\nIryston", "Name [not a tag]", "Same\nSame"]


def cell(chance, column):
    """A cell for a column, as often good as bad."""
    field = column.field
    if field.many_to_many or field.is_relation:
        known = list(field.related_model.objects.values_list("slug", flat=True)[:6])
        return chance.choice([*known, *known, *known, "", "nobody-knows-it"])
    if isinstance(field, PartialDateField):
        return chance.choice(DATES)
    if field.choices:
        return chance.choice([*field.flatchoices, *field.flatchoices, ("no such choice", "")])[0]
    if field.name == "slug":
        return chance.choice(["", "", "", f"given-{chance.randrange(60)}", "not a slug"])
    if isinstance(field, NamesField):
        return chance.choice(NAMES)
    if field.get_internal_type() in ("DecimalField", "PositiveIntegerField"):
        return chance.choice(NUMBERS)
    if field.unique or field.name in ("title", "name"):
        return chance.choice([f"Name {chance.randrange(40)}", "Taken", *TEXTS])
    return chance.choice(["", "", f"Word {chance.randrange(9)}", *TEXTS])


def generated(resource):
    """Rows that break rules of all kinds, most of them one or two."""
    chance = random.Random(resource.sheet_name())
    columns = [column for column in SheetReader(resource, resource.columns()).columns if column.name != "status"]
    # A row of what a good record says, in which some cells are exchanged; the record itself would be found again.
    record = MAKERS[resource._meta.model]()
    stored = type(record)._base_manager.filter(pk=record.pk)
    (good,) = resource.export(stored).dict
    stored._raw_delete(stored.db)
    rows = []
    for _number in range(ROWS):
        row = {column.name: good.get(column.name, "") for column in columns} | {"slug": ""}
        for column in chance.sample(columns, chance.choice([1, 2, 3, len(columns)])):
            row[column.name] = cell(chance, column)
        if any(row.values()):  # a blank row is no row
            rows.append(row)
    return rows


def oracle(resource, rows):
    """{row number: columns blamed} by the write path, each row after those before it."""
    blamed = {}
    model = resource._meta.model
    with transaction.atomic(), changeset(author=None, kind=ChangesetKind.COMMAND) as unit:
        written = set()
        for number, row in enumerate(rows, 2):
            try:
                with unit.savepoint():
                    record, related = read(resource, row)
                    what = said(resource, record, related)
                    if not row["slug"] and what in written:
                        raise ValidationError("the same again")
                    if row["slug"] and model.objects.filter(slug=row["slug"]).exists():
                        raise ValidationError("the same again")
                    demand_names(record)
                    write(record, related=related)
                    if not row["slug"]:
                        written.add(what)
            except ValidationError as error:
                told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
                blamed[number] = {"" if column == NON_FIELD_ERRORS else column for column in told}
        unit.touched.clear()
        transaction.set_rollback(True)
    return blamed


def said(resource, record, related):
    """What a row says, however it is written."""
    try:
        record.clean_fields(exclude={"slug", "search_text"})
    except ValidationError:
        return None
    texts = [
        field.export(record)
        for model_field, field in resource.model_columns()
        if not model_field.many_to_many and model_field.name != "slug"
    ]
    return (*texts, *(tuple(sorted(item.slug for item in items)) for items in related.values()))


def demand_names(record):
    """The write path derives the address from names that a form has validated before."""
    try:
        record.base_slug()
    except (ValueError, IndexError, ObjectDoesNotExist):
        record.slug = record.slug or "refused"
        record.full_clean(exclude={"search_text"})


def read(resource, row):
    """A new record with what a row says, cell by cell; what cannot be read is told with what else is wrong."""
    model = resource._meta.model
    record, related, errors = model(), {}, {}
    names = {field.column_name: (model_field, field.widget) for model_field, field in resource.model_columns()}
    for column, content in row.items():
        field, widget = names[column]
        try:
            value = widget.clean(content)
        except ValueError as error:
            errors[column] = str(error)
            continue
        if field.many_to_many:
            related[column] = value
        elif value != "" or field.blank or not field.has_default():
            setattr(record, column, value)
    if errors:
        try:
            record.clean_fields(exclude={"search_text", "version", *errors})
        except ValidationError as error:
            errors = error.message_dict | errors
        raise ValidationError(errors)
    return record, related


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.sheet_name())
def test_bulk_and_one_by_one_give_the_same_verdicts(resource):
    make_country(name="Taken", slug="taken")
    rows = generated(resource())
    expected = oracle(resource(), rows)
    table = Dataset(headers=list(rows[0]))
    table.extend([list(row.values()) for row in rows])
    report = import_sheets([(resource(), table)], author=None, dry_run=True)
    blamed = {}
    for problem in report.problems:
        blamed.setdefault(problem.row, set()).add(problem.column)
    assert blamed == expected
    assert 0 < len(blamed) < ROWS


@pytest.mark.parametrize("resource", sheets(), ids=lambda resource: resource.sheet_name())
def test_every_rule_is_understood(resource):
    checks, _uniques, others = rules_of(resource._meta.model)
    assert [check.constraint.name for check in checks if check.holds is None] == []
    assert others == []


@pytest.mark.parametrize("name", ["latitude", "both_coordinates"])
def test_checks_agree_with_the_database_where_a_value_is_missing(name):
    (check,) = [each for each in rules_of(Country)[0] if name in each.constraint.name]
    for latitude, longitude in ((None, None), (1, None), (None, 1), (95, 1), (1, 1)):
        country = Country(name="A", slug="a", country_status="un-member", latitude=latitude, longitude=longitude)
        try:
            check.constraint.validate(Country, country)
            refused = False
        except ValidationError:
            refused = True
        assert check.refuses(country, set()) is refused


def test_a_shape_makes_the_records_that_the_model_makes():
    world = World()
    for resource in sheets():
        model = resource._meta.model
        made, record = model(), world.shape(model).new()
        for field in model._meta.concrete_fields:
            assert getattr(made, field.attname) == getattr(record, field.attname), field
        assert record._state.adding
        assert record.pk is None
    world.close()


@pytest.mark.parametrize("maker", [*MAKERS.values()], ids=lambda maker: maker.__name__)
def test_a_record_comes_back_from_its_packed_values(maker):
    record = maker()
    shape = World().shape(type(record))
    copy, related = shape.unpack(shape.pack(record, {}))
    assert related == {}
    for field in record._meta.concrete_fields:
        assert getattr(copy, field.attname) == getattr(record, field.attname), field


def test_the_publication_check_agrees_with_the_records_own():
    country = make_country()
    passage = make_passage()
    cited = make_country()
    make_citation(cited, passage=passage)
    headers = ["slug", "status", "part_of", "version"]
    rows = [
        [country.slug, "published", "", "1"],
        [cited.slug, "published", country.slug, "1"],
    ]
    table = Dataset(headers=headers)
    table.extend(rows)
    report = import_sheets([(sheets_by_name()["countries"](), table)], author=None)
    for record, (_slug, _status, part_of, _version) in zip((country, cited), rows, strict=True):
        record.status = Status.PUBLISHED
        record.part_of = country if part_of else None
    with transaction.atomic(), changeset(author=None, kind=ChangesetKind.COMMAND) as unit:
        write(country)
        write(cited)
        sentences = [sentence for _record, sentence in Country.publication_problems([country.pk, cited.pk])]
        unit.touched.clear()
        transaction.set_rollback(True)
    assert [problem.reason for problem in report.problems] == sentences
    assert sentences


def sheets_by_name():
    return {resource.sheet_name(): resource for resource in sheets()}
