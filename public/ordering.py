"""
How a list is put in order and cut into pages, at a cost that does not grow with the list.

A page begins after (or ends before) a record that the address names, and not after a number of rows: the database
finds the place in an index, however far down it lies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import BooleanField, Case, CharField, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual


@dataclass(frozen=True)
class Key:
    """
    What rows are ordered by: expressions, and `read`, which gives their values for a record.

    `present` and `absent` are the conditions for having a value; None where every row has one. The values of a row
    that is absent are None or blank.
    """

    expressions: tuple
    read: Callable
    present: object = None
    absent: object = None

    @property
    def filled(self):
        """The expressions, with a blank in the place of null: for keys that only part ties."""
        if self.absent is None:
            return self.expressions
        return tuple(Coalesce(each, Value("", CharField())) for each in self.expressions)

    def filled_values(self, record):
        """The values of `filled` for a record."""
        return tuple("" if each is None else each for each in self.read(record))


def by_date(name):
    """
    A partial date as a key: its earliest possible day, then its latest. It comes first among the keys of an order.

    "1994 or before" has no earliest day; it stands at its latest, near which it is looked for.
    """
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    first = Coalesce(earliest, latest)

    def read(record):
        start, end = getattr(record, earliest), getattr(record, latest)
        return (start or end, end or start)

    return Key(
        (first, Coalesce(latest, earliest)),
        read,
        # A bound rather than "is not null": both databases find it in an index.
        present=GreaterThanOrEqual(first, Value(date.min)),
        absent=Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True}),
    )


def by_field(model, path):
    """A text field as a key, of the model itself or of a record it leads to; blank texts count as absent."""
    names = path.split("__")
    is_optional = False
    for name in names:
        field = model._meta.get_field(name)
        is_optional = is_optional or field.null
        model = field.related_model

    def read(record):
        for name in names:
            record = record and getattr(record, name)
        return (record,)

    if is_optional:
        # A comparison of the value itself makes the database join only rows that have one.
        return Key((F(path),), read, Q(**{f"{path}__gte": ""}), Q(**{f"{path}__isnull": True}))
    if field.blank:
        return Key((F(path),), read, Q(**{f"{path}__gt": ""}), Q(**{path: ""}))
    return Key((F(path),), read)


class Beyond(Func):
    """Whether a row's values come after others (or before them), compared as a whole: SQL's row values."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, keys, values, *, operator):
        super().__init__(*keys, *values)
        self.number = len(keys)
        self.operator = operator

    def as_sql(self, compiler, connection, **context):
        parts, params = [], []
        for each in self.source_expressions:
            sql, found = compiler.compile(each)
            parts.append(sql)
            params += found
        mine, others = ", ".join(parts[: self.number]), ", ".join(parts[self.number :])
        return f"({mine}) {self.operator} ({others})", params


class Order:
    """One order of a list: by keys, then by primary key; rows without the first key's value come last, either way."""

    def __init__(self, model, columns, *, descending=False):
        self.keys = [each if isinstance(each, Key) else by_field(model, each) for each in columns]
        self.descending = descending

    @cached_property
    def stretches(self):
        """(condition, expressions) of the rows that have the first key's value, and of those that lack it."""
        first, *others = self.keys
        rest = (*(each for key in others for each in key.filled), F("pk"))
        if first.absent is None:
            return [(None, (*first.expressions, *rest))]
        return [(first.present, (*first.expressions, *rest)), (first.absent, rest)]

    def apply(self, queryset: QuerySet) -> QuerySet:
        """All rows in this order."""
        keys = self._turned(self.stretches[0][1], self.descending)
        if self.keys[0].absent is not None:
            keys = [Case(When(self.keys[0].absent, then=1), default=0), *keys]
        return queryset.order_by(*keys)

    def rows(self, queryset: QuerySet, number: int, *, record=None, backwards=False) -> list:
        """
        At most `number` rows: the first, those after `record`, or with `backwards` the ones just before it.

        One query, two where the rows that have a value do not suffice.
        """
        start = self._stretch_of(record) if record is not None else 0
        stretches = self.stretches[start::-1] if backwards else self.stretches[start:]
        found = []
        for condition, keys in stretches:
            wanted = queryset if condition is None else queryset.filter(condition)
            if record is not None and (condition, keys) == self.stretches[start]:
                wanted = wanted.filter(self._beyond(start, record, backwards))
            wanted = wanted.order_by(*self._turned(keys, self.descending != backwards))
            found += wanted[: number - len(found)]
            if len(found) >= number:
                break
        return found[::-1] if backwards else found

    def number_before(self, queryset: QuerySet, record, limit: int) -> int:
        """How many rows stand before `record`, counted no further than `limit`."""
        start = self._stretch_of(record)
        counted = [queryset.filter(condition) for condition, _keys in self.stretches[:start]]
        condition, _keys = self.stretches[start]
        within = queryset if condition is None else queryset.filter(condition)
        counted.append(within.filter(self._beyond(start, record, True)))
        return min(sum(each.order_by()[:limit].count() for each in counted), limit)

    def _turned(self, keys, descending):
        return [each.desc() if descending else each.asc() for each in keys]

    def _stretch_of(self, record):
        return 1 if self.keys[0].absent is not None and self.keys[0].read(record)[0] in (None, "") else 0

    def _beyond(self, stretch, record, backwards):
        first, *others = self.keys
        values = [each for key in others for each in key.filled_values(record)]
        values = [*(first.read(record) if stretch == 0 else ()), *values, record.pk]
        keys = self.stretches[stretch][1]
        return Beyond(keys, map(Value, values), operator="<" if self.descending != backwards else ">")
