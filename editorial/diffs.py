"""What changed, in the words of a person: labels for columns, names for keys, dates as they were written."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import OuterRef, Subquery

from core.dates import PartialDate
from core.differences import Part, word_diff
from core.fields import ProseField
from editorial.merging import merged_fields, snapshot

BLANK = "—"


@dataclass(frozen=True)
class Change:
    """One field between two history rows: the one before the change, and the one that made it."""

    before: object
    after: object


def changes_since(record, version):
    """The fields of `record` that differ from its `version`, each with the newest history row that changed it."""
    rows = list(
        type(record)
        .history_model.objects.filter(id=record.pk, version__gte=version)
        .select_related("changeset")
        .order_by("version")
    )
    fields = merged_fields(type(record))
    told = [snapshot(row, fields) for row in rows]
    changed = {}
    for (old, _), (new, row) in pairwise(zip(told, rows, strict=True)):
        for name in old:
            if old[name] != new[name]:
                changed[name] = Change(rows[0], row)
    return {name: change for name, change in changed.items() if told[0][name] != told[-1][name]}


def shown_value(row, model_field, names=None):
    """
    The value of one field of a history row as a person reads it.

    `names` holds the names of referenced records (see `Names`); without it they are looked up one by one.
    """
    names = names or Names([row])
    if model_field.many_to_many:
        keys = names.keys_of(row, model_field)
        return ", ".join(sorted(names.of(model_field.related_model, key) for key in keys)) or BLANK
    value = getattr(row, model_field.attname)
    if value is None or value == "":
        return names.label(row, model_field) or BLANK
    if model_field.is_relation:
        return names.of(model_field.related_model, value)
    if isinstance(value, PartialDate):
        return value.text
    return names.label(row, model_field) or str(value)


class Names:
    """The names that the history rows at hand need, fetched with one query for each type of record."""

    def __init__(self, rows):
        self._names = {}
        self._sets = {}
        self._instances = {}
        by_model = defaultdict(list)
        for row in rows:
            by_model[row.instance_type].append(row)
        wanted = defaultdict(set)
        for model, some in by_model.items():
            for relation in _links(model):
                if relation.many_to_many:
                    self._fetch_sets(relation, some)
                    wanted[relation.related_model].update(*(self.keys_of(row, relation) for row in some))
                else:
                    wanted[relation.related_model].update(getattr(row, relation.attname) for row in some)
        for model, keys in wanted.items():
            self._fetch_names(model, keys - {None})

    def of(self, model, key):
        """The name of a record, or its number when it is no longer there."""
        found = self._names.get((model, key))
        return str(found) if found is not None else f"{model._meta.verbose_name} no. {key} (deleted)"

    def keys_of(self, row, relation):
        """The keys that a many-to-many field held at a history row."""
        return self._sets.get((relation, row.pk), frozenset())

    def instance(self, row):
        """The record as the history row tells it, with what it refers to at hand."""
        if row.pk not in self._instances.setdefault(type(row), {}):
            model = row.instance_type
            tracked = [each for each in model._meta.concrete_fields if hasattr(row, each.attname)]
            instance = model(**{each.attname: getattr(row, each.attname) for each in tracked})
            for relation in _links(model):
                found = (
                    None
                    if relation.many_to_many
                    else self._names.get((relation.related_model, getattr(row, relation.attname)))
                )
                if found is not None:
                    setattr(instance, relation.name, found)
            self._instances[type(row)][row.pk] = instance
        return self._instances[type(row)][row.pk]

    def title(self, row):
        """What the record was called at a history row."""
        instance = self.instance(row)
        missing = [
            link for link in _links(type(instance)) if not link.many_to_many and self._is_missing(instance, link)
        ]
        return f"{row.instance_type._meta.verbose_name} no. {row.id}" if missing else str(instance)

    def _is_missing(self, instance, link):
        return getattr(instance, link.attname) is not None and not link.is_cached(instance)

    def label(self, row, model_field):
        """A value's own label: that of its choice, or the one the model words as `<field>_label`."""
        instance = self.instance(row)
        if model_field.choices:
            return getattr(instance, f"get_{model_field.name}_display")()
        return str(getattr(instance, f"{model_field.name}_label", ""))

    def _fetch_sets(self, relation, rows):
        # A row that is only imagined brings its sets along.
        for row in rows:
            if hasattr(row, "told_sets"):
                self._sets[relation, row.pk] = row.told_sets[relation.name]
        rows = [row for row in rows if not hasattr(row, "told_sets")]
        if not rows:
            return
        through = getattr(rows[0], relation.name).model
        target = relation.m2m_reverse_field_name()
        held = defaultdict(set)
        links = through.objects.filter(history__in=[row.pk for row in rows])
        for history_id, key in links.values_list("history_id", f"{target}_id"):
            held[history_id].add(key)
        self._sets |= {(relation, key): frozenset(values) for key, values in held.items()}

    def _fetch_names(self, model, keys):
        if keys:
            single = [each.name for each in _links(model) if not each.many_to_many]
            found = model._base_manager.select_related(*single).in_bulk(keys)
            self._names |= {(model, key): record for key, record in found.items()}


def _links(model):
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    hidden = _generic_columns(model)
    return [each for each in fields if each.is_relation and each.name not in hidden]


def _generic_columns(model):
    """The columns behind a generic link; the record they lead to is the page's own subject."""
    links = [each for each in model._meta.private_fields if isinstance(each, GenericForeignKey)]
    return {name for link in links for name in (link.ct_field, link.fk_field)}


@dataclass
class FieldChange:
    """One field: its label, what it was and what it became. `was` is None for a new row."""

    label: str
    was: str | None
    now: str
    name: str = ""
    is_prose: bool = False
    url: str = ""

    @property
    def words(self):
        """How prose that was there before differs, word by word; empty where both are told as a whole."""
        told = word_diff(self.was, self.now) if self.is_prose and self.was is not None else []
        return told if any(run.part == Part.SAME for run in told) else []


@dataclass
class RowChange:
    """What one history row did to one row of the register."""

    row: object
    title: str
    fields: list[FieldChange]

    @property
    def verb(self):
        return {"+": "added", "~": "changed", "-": "deleted"}[self.row.history_type]

    @property
    def kind(self):
        return self.row.instance_type._meta.verbose_name


@dataclass
class Entry:
    """One changeset with the rows it wrote."""

    changeset: object
    rows: list[RowChange] = field(default_factory=list)
    back_url: str = ""
    restore_url: str = ""


def with_predecessors(rows):
    """(row, the version before it or None) of each history row, with two queries for each type of record."""
    pairs = []
    by_model = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for history_model, some in by_model.items():
        before = history_model.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        newest = Subquery(before.order_by("-history_id").values("history_id")[:1])
        keys = dict(
            history_model.objects.filter(history_id__in=[row.pk for row in some])
            .annotate(previous=newest)
            .values_list("history_id", "previous")
        )
        older = history_model.objects.in_bulk([key for key in keys.values() if key is not None])
        pairs += [(row, older.get(keys[row.pk])) for row in some]
    return pairs


def describe(pairs):
    """A RowChange for each (row, its predecessor or None), with a constant number of queries."""
    names = Names([row for pair in pairs for row in pair if row is not None])
    return [RowChange(row, names.title(row), _field_changes(row, before, names)) for row, before in pairs]


def _field_changes(row, before, names):
    hidden = _generic_columns(row.instance_type)
    fields = [each for each in merged_fields(row.instance_type) if each.name not in hidden]
    changes = []
    for each in fields:
        now = shown_value(row, each, names)
        was = shown_value(before, each, names) if before is not None and row.history_type != "+" else None
        if row.history_type == "-":
            was, now = now, BLANK
        if now != (was or BLANK):
            label = str(each.verbose_name)
            is_prose = isinstance(each, ProseField)
            changes.append(FieldChange(label[:1].upper() + label[1:], was, now, each.name, is_prose))
    return changes
