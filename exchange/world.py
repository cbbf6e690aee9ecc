"""The register as an import sees it: what is stored, and over it what the rows read so far are about to write."""

from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.db import connection, models, transaction
from django.db.models.base import ModelState

from core.fields import PartialDateBoundField, PartialDateField
from editorial.references import NameTable
from exchange.as_json import decode, encode
from exchange.registry import sheet_for
from exchange.scratch import Scratch

#: How many records of a type stay in memory to be referred to.
MAX_REMEMBERED = 20_000


class Shape:
    """The columns of a model, and how a record's values become a list that JSON holds, and a record again."""

    def __init__(self, model):
        self.model = model
        self.fields = model._meta.concrete_fields
        self.several = model._meta.many_to_many
        self.place = {field.name: place for place, field in enumerate(self.fields)}
        self.packers = [(field.attname, _packer(field)) for field in self.fields]
        # A partial date fills four columns.
        self.dates = [
            (field.attname, [self.place[name] for name in field.columns])
            for field in self.fields
            if isinstance(field, PartialDateField)
        ]
        self.unpackers = [(field.attname, _unpacker(field)) for field in self.fields]
        self.blank = {field.attname: field.get_default() for field in self.fields if not field.primary_key}
        self.varying = [field for field in self.fields if field.has_default() and callable(field.default)]

    def new(self):
        """A record with the defaults of its fields, as `model()` makes it, in a tenth of the time."""
        record = self.model.__new__(self.model)
        record._state = ModelState()
        record.__dict__.update(self.blank, id=None)
        for field in self.varying:
            record.__dict__[field.attname] = field.get_default()
        return record

    def pack(self, record, related):
        """The values of the columns in order, and last the sets by field name; all of what JSON holds."""
        own = record.__dict__
        values = [own[attname] if pack is None else pack(own[attname]) for attname, pack in self.packers]
        for attname, places in self.dates:
            for place, value in zip(places, _date_columns(getattr(record, attname)), strict=True):
                values[place] = value
        values.append({name: sorted(item.pk for item in items) for name, items in related.items()} or None)
        return values

    def unpack(self, values):
        """The record that was packed, and its sets: (record, {field name: primary keys})."""
        record = self.new()
        for (attname, unpack), value in zip(self.unpackers, values, strict=False):
            record.__dict__[attname] = value if unpack is None or value is None else unpack(value)
        return record, values[-1] or {}

    def copy(self, record):
        """A record that can be changed without changing the other."""
        other = copy(record)
        other._state = copy(record._state)
        other._state.fields_cache = dict(record._state.fields_cache)
        return other


@lru_cache(maxsize=10_000)
def _date_columns(value):
    if value is None:
        return "", "", None, None
    earliest, latest = (day and day.isoformat() for day in (value.earliest, value.latest))
    return value.text, value.edtf, earliest, latest


def _packer(field):
    if isinstance(field, models.DecimalField):
        return lambda value: None if value is None else format(round(value, field.decimal_places), "f")
    if isinstance(field, models.DateField | models.DateTimeField) and not isinstance(field, PartialDateBoundField):
        return lambda value: None if value is None else value.isoformat()
    return None


def _unpacker(field):
    if isinstance(field, models.DecimalField):
        return Decimal
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, models.DateField):
        return date.fromisoformat
    return None


class World:
    """
    What rows may refer to, and what they must not clash with.

    `mappings` are those of the import run: what an editor said that names in the file mean.
    """

    def __init__(self, mappings=None):
        self.scratch = Scratch()
        self.mappings = mappings or {}
        # The models that have a sheet in the file, and those of them that other rows may refer to.
        self.planned_models, self.referred_models = set(), set()
        self._shapes, self._tables, self._records = {}, {}, {}

    def close(self):
        self.scratch.close()

    def shape(self, model):
        if model not in self._shapes:
            self._shapes[model] = Shape(model)
        return self._shapes[model]

    def resolve_all(self, model, texts):
        """{text: record, or the UnresolvedReferenceError} for the texts that name records of `model`."""
        if not texts:
            return {}
        said = self.mappings.get(sheet_for(model).sheet_name(), {})
        meant = {text: said.get(text.strip(), text) for text in texts}
        if model not in self._tables:
            self._tables[model] = NameTable(model, self.scratch if model in self.planned_models else None)
        found = self._tables[model].find_all(set(meant.values()))
        records = self.records(model, {pk for pk in found.values() if isinstance(pk, int)})
        return {text: records.get(found[name], found[name]) for text, name in meant.items()}

    def records(self, model, pks):
        """{pk: record} of those of `pks` that are stored or about to be; the same object for the same record."""
        known = self._records.setdefault(model, {})
        missing = [pk for pk in pks if pk not in known]
        if missing:
            if len(known) > MAX_REMEMBERED:
                known.clear()
                missing = list(pks)
            loaded = self._load(model, missing)
            known.update(loaded)
            self._link(model, list(loaded.values()))
        return {pk: known[pk] for pk in pks if pk in known}

    def _load(self, model, pks):
        planned = self.planned(model, pks)
        stored = model._base_manager.in_bulk([pk for pk in pks if pk not in planned])
        return stored | {pk: record for pk, (record, _related) in planned.items()}

    def planned(self, model, pks):
        """{pk: (record, sets by field name)} of those of `pks` that are about to be written and may be referred to."""
        if model not in self.planned_models:
            return {}
        shape = self.shape(model)
        found = {}
        for pk, values in self.scratch.planned(model, pks).items():
            found[pk] = record, related = shape.unpack(decode(values))
            record._state.adding = False
        return found

    def _link(self, model, records):
        """Give records what they refer to of their own type, so that walking up a chain asks nothing."""
        for field in model._meta.concrete_fields:
            if field.related_model is model:
                above = self.records(model, {pk for record in records if (pk := getattr(record, field.attname))})
                for record in records:
                    target = above.get(getattr(record, field.attname))
                    if target is not None:
                        record._state.fields_cache[field.name] = target

    def connect(self, model, records):
        """Give records all that their foreign keys lead to, with one query for each type that is not known yet."""
        for field in model._meta.concrete_fields:
            if field.is_relation:
                pks = {pk for record in records if (pk := getattr(record, field.attname)) is not None}
                above = self.records(field.related_model, pks)
                for record in records:
                    target = above.get(getattr(record, field.attname))
                    if target is not None:
                        record._state.fields_cache[field.name] = target

    def plan(self, model, planned):
        """Remember (record, values, names) that are about to be written, for the rows that refer to them."""
        self.scratch.plan(model, [(record.pk, encode(values), names) for record, values, names in planned])
        known = self._records.setdefault(model, {})
        if len(known) > MAX_REMEMBERED:
            known.clear()
        known.update({record.pk: record for record, _values, _names in planned})

    def statuses(self, model, pks):
        """{pk: status} of records as they will be."""
        planned = {pk: record.status for pk, (record, _related) in self.planned(model, pks).items()}
        rest = [pk for pk in pks if pk not in planned]
        return planned | dict(model._base_manager.filter(pk__in=rest).values_list("pk", "status"))


def reserve(model, count):
    """
    Take `count` primary keys of a model out of circulation and return them, for rows that are to be written later.

    Keys that are never used leave a gap, as a transaction rolled back does.
    """
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return list(range(last - count + 1, last + 1))
