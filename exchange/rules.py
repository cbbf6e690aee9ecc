"""
The rules that a model states to the database, asked of records in memory: many records, no query for each.

Conditions are answered in SQL's three values, where a rule is broken only by a plain no (ISO 9075, 4.17). A condition
that is not understood here is left to Django, which asks the database once for each record.
"""

from operator import attrgetter

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value
from django.db.models.functions import Coalesce, Greatest, Least

from core.fields import PartialDateField


class NotUnderstoodError(Exception):
    """The condition or expression is one that only the database can answer."""


def value_of(model, name):
    """A function from a record to what the database would hold in one of its columns."""
    try:
        field = model._meta.get_field(name) if name != "pk" else model._meta.pk
    except FieldDoesNotExist:
        raise NotUnderstoodError(name) from None
    if isinstance(field, PartialDateField):
        get = attrgetter(field.attname)
        return lambda record: getattr(get(record), "text", None) or ""
    return attrgetter(field.attname)


def fields_in(model, expression):
    """The names of the fields that a condition or an expression speaks of."""
    if isinstance(expression, Q):
        found = set()
        for child in expression.children:
            if isinstance(child, Q):
                found |= fields_in(model, child)
            else:
                found |= {child[0].split("__")[0]} | fields_in(model, child[1])
        return found
    if isinstance(expression, F):
        return {expression.name}
    sources = getattr(expression, "get_source_expressions", list)()
    return set().union(*(fields_in(model, each) for each in sources))


def evaluated(model, expression):
    """A function from a record to the value of an expression. Raises NotUnderstoodError."""
    if isinstance(expression, F):
        return value_of(model, expression.name)
    if isinstance(expression, Value):
        return lambda record: expression.value
    parts = getattr(expression, "get_source_expressions", list)()
    if type(expression) in (Least, Greatest, Coalesce) and parts:
        values = [evaluated(model, part) for part in parts]
        if type(expression) is Coalesce:
            return lambda record: next((each for each in (get(record) for get in values) if each is not None), None)
        choose = min if type(expression) is Least else max

        def chosen(record):
            found = [get(record) for get in values]
            return None if None in found else choose(found)

        return chosen
    if hasattr(expression, "resolve_expression"):
        raise NotUnderstoodError(repr(expression))
    return lambda record: getattr(expression, "value", expression)


COMPARISONS = {
    "exact": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}


def condition_of(model, q):
    """A function from a record to True, False or None (SQL's “unknown”). Raises NotUnderstoodError."""
    if not isinstance(q, Q):
        raise NotUnderstoodError(repr(q))
    parts = [condition_of(model, child) if isinstance(child, Q) else _lookup(model, *child) for child in q.children]
    joined = _joined(parts, q.connector)
    if not q.negated:
        return joined

    def negated(record):
        answer = joined(record)
        return None if answer is None else not answer

    return negated


def _joined(parts, connector):
    if connector == Q.XOR:
        raise NotUnderstoodError(connector)
    if len(parts) == 1:
        return parts[0]
    decides = connector == Q.OR

    def joined(record):
        unknown = False
        for part in parts:
            answer = part(record)
            if answer is decides:
                return decides
            unknown = unknown or answer is None
        return None if unknown else not decides

    return joined


def _lookup(model, path, wanted):
    name, *lookups = path.split("__")
    lookup = lookups[0] if lookups else "exact"
    get = value_of(model, name)
    if len(lookups) > 1 or lookup not in {*COMPARISONS, "isnull", "in"}:
        raise NotUnderstoodError(path)
    if lookup == "isnull":
        return lambda record: (get(record) is None) is wanted
    if lookup == "in":
        values = [getattr(each, "value", each) for each in wanted]
        return lambda record: None if (value := get(record)) is None else value in values
    compare, other = COMPARISONS[lookup], evaluated(model, wanted)

    def compared(record):
        one, two = get(record), other(record)
        return None if one is None or two is None else compare(one, two)

    return compared


class Check:
    """A check constraint, asked in memory."""

    def __init__(self, model, constraint):
        self.model = model
        self.constraint = constraint
        self.fields = fields_in(model, constraint.condition)
        self.error = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
        try:
            self.holds = condition_of(model, constraint.condition)
        except NotUnderstoodError:
            self.holds = None

    def refuses(self, record, without):
        """Whether the record breaks it; fields in `without` are in doubt, and a rule that names one says nothing."""
        if self.fields & without:
            return False
        if self.holds is not None:
            return self.holds(record) is False
        try:
            self.constraint.validate(self.model, record)
        except ValidationError:
            return True
        return False


class Unique:
    """
    What only one record may have: of a unique field or a uniqueness constraint, with or without a condition.

    `key(record)` is a text, the same for two records that clash, or None where the record has nothing to guard.
    """

    def __init__(self, model, name, expressions, *, condition=None, column="", error=None):
        self.model = model
        self.name = name
        self.column = column
        self.expressions = expressions
        self.condition = condition
        self.error = error
        self.fields = set().union(
            *(fields_in(model, F(each) if isinstance(each, str) else each) for each in expressions),
            fields_in(model, condition) if condition else (),
        )
        self.values = [evaluated(model, F(each) if isinstance(each, str) else each) for each in expressions]
        self.applies = condition_of(model, condition) if condition else None

    def key(self, record):
        if self.applies is not None and self.applies(record) is not True:
            return None
        values = [get(record) for get in self.values]
        return None if None in values else "\x1f".join(map(str, values))

    def holders(self, records):
        """{key: primary keys} of the rows in the database that have what one of the records has."""
        wanted = {self.key(record): record for record in records}
        wanted.pop(None, None)
        found = {}
        for rows in self._rows(list(wanted.values())):
            for row in rows:
                key = self.key(row)
                if key in wanted:
                    found.setdefault(key, set()).add(row.pk)
        return found

    def _rows(self, records):
        rows = self.model._base_manager.filter(self.condition) if self.condition else self.model._base_manager.all()
        rows = rows.only(*self.fields_needed())
        if len(self.values) == 1 and isinstance(self.expressions[0], str):
            yield rows.filter(**{f"{self.expressions[0]}__in": [self.values[0](record) for record in records]})
            return
        for start in range(0, len(records), PAIRS_AT_ONCE):
            condition = Q()
            for record in records[start : start + PAIRS_AT_ONCE]:
                condition |= Q(*self._equal(record))
            yield rows.filter(condition)

    def fields_needed(self):
        """The fields that a row has to be loaded with for `key`."""
        names = set()
        for name in self.fields:
            field = self.model._meta.get_field(name)
            names.update(field.columns if isinstance(field, PartialDateField) else [field.name])
        return names

    def _equal(self, record):
        for expression, get in zip(self.expressions, self.values, strict=True):
            names = fields_in(self.model, F(expression) if isinstance(expression, str) else expression)
            if len(names) == 1:
                # A plain column, or one wrapped so that a null has a value: its own value finds the same rows.
                (name,) = names
                own = value_of(self.model, name)(record)
                yield Q(**{f"{name}__isnull": True}) if own is None else Q(**{name: own})
            else:
                # Of several columns, such as the lesser of two: one of them has the value.
                either = Q()
                for name in sorted(names):
                    either |= Q(**{name: get(record)})
                yield either


PAIRS_AT_ONCE = 200


def rules_of(model):
    """(checks, uniques) of a model, in the order in which Django asks them; and what is left to Django."""
    checks = [Check(model, each) for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    uniques, others = [], []
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            uniques.append(Unique(model, field.name, [field.name], column=field.name))
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            try:
                uniques.append(_unique(model, constraint))
            except NotUnderstoodError:
                others.append(constraint)
        elif not isinstance(constraint, CheckConstraint):
            others.append(constraint)
    return checks, uniques, others


def _unique(model, constraint):
    default = constraint.default_violation_error_message
    own = constraint.violation_error_message if constraint.violation_error_message != default else None
    error = None
    if own or constraint.condition:
        error = ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
    expressions = list(constraint.fields) or list(constraint.expressions)
    return Unique(model, constraint.name, expressions, condition=constraint.condition, error=error)
