"""
What rows of the register were before a change and after it, or at a moment, from history alone.

An `Aim` says of one row what it was before a change and what the change made of it: `editorial.undoing` lays that
beside the row as it stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TypeAlias

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import prefetch_related_objects

from editorial.diffs import with_predecessors
from editorial.merging import merged_fields
from editorial.models import Changeset, Versioned

PORTION = 500


@dataclass(frozen=True, slots=True)
class Aim:
    """One row before a change and after it, each as values by field name; None where the row was not there."""

    pk: int
    was: dict | None
    became: dict | None


Aims: TypeAlias = Callable[[], Iterable[tuple[type[Versioned], list[Aim]]]]


@lru_cache(maxsize=1)
def parents_first() -> list[type[Versioned]]:
    """Every versioned type, after those that its rows refer to; what refers to rows of any type comes last."""
    models = [model for model in apps.get_models() if issubclass(model, Versioned)]
    needs = {model: set() for model in models}
    for model in models:
        for each in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if each.related_model in needs and each.related_model is not model:
                needs[model].add(each.related_model)
        if generic_links(model):
            needs[model] |= {other for other in models if not generic_links(other)}
    return list(TopologicalSorter(needs).static_order())


def generic_links(model) -> list[str]:
    """The names of the links of a model that lead to rows of any type."""
    return [each.name for each in model._meta.private_fields if isinstance(each, GenericForeignKey)]


def portions(keys: Iterable) -> Iterator[list]:
    """The keys in lists that a database takes in one query."""
    keys = list(keys)
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]


def values_of(model, rows) -> dict[int, dict]:
    """The merged fields of many rows of one type, or of its history rows, by their primary keys."""
    rows = list(rows)
    told = {}
    fields = merged_fields(model)
    for row in rows:
        columns = [each for each in fields if not each.many_to_many]
        told[row.pk] = {each.name: each.get_prep_value(getattr(row, each.attname)) for each in columns}
    for each in fields:
        if each.many_to_many and rows:
            held = _sets_of(rows, each)
            for key, values in told.items():
                values[each.name] = frozenset(held.get(key, ()))
    return told


def _sets_of(rows, many):
    past = hasattr(rows[0], "history_type")
    through = getattr(rows[0], many.name).model if past else many.remote_field.through
    owner = "history_id" if past else f"{many.m2m_field_name()}_id"
    held = defaultdict(set)
    links = through._base_manager.filter(**{f"{owner}__in": [row.pk for row in rows]})
    for key, value in links.values_list(owner, f"{many.m2m_reverse_field_name()}_id"):
        held[key].add(value)
    return held


def aims_of(changeset: Changeset, *, only: dict[type, set[int]] | None = None, name: str = "") -> Aims:
    """
    The rows that a changeset wrote, before and after it.

    With `only`, these rows alone; with `name`, this field of theirs alone.
    """

    def aims():
        for model in parents_first():
            rows = model.history_model.objects.filter(changeset=changeset)
            if only is not None:
                rows = rows.filter(id__in=only.get(model, ()))
            for some in portions(rows.order_by("id").values_list("id", flat=True).distinct()):
                yield model, [_narrowed(aim, name) for aim in _aims(model, rows.filter(id__in=some))]

    return aims


def _aims(model, rows):
    first, last = {}, {}
    for row in rows.order_by("history_id"):
        first.setdefault(row.id, row)
        last[row.id] = row
    before = {
        row.id: old or row for row, old in with_predecessors([r for r in first.values() if r.history_type != "+"])
    }
    told = values_of(model, [*before.values(), *last.values()])
    return [
        Aim(
            key,
            told[before[key].pk] if key in before else None,
            None if row.history_type == "-" else told[row.pk],
        )
        for key, row in last.items()
    ]


def _narrowed(aim, name):
    if not name or aim.was is None or aim.became is None:
        return aim
    return Aim(aim.pk, {name: aim.was[name]}, {name: aim.became[name]})


def aims_to(changeset: Changeset, histories) -> Aims:
    """
    Rows as they stood when a changeset was written, against the rows as they stand.

    `histories` are querysets of history rows, each of one type: those of a record, and of its parts. Where a record
    stands on its way to readers is no part of it.
    """

    def aims():
        for rows in histories:
            model = rows.model.instance_type
            now = as_at(rows, None)
            then = as_at(rows, changeset)
            told = values_of(model, [*now.values(), *then.values()])
            found = []
            for key in {**then, **now}:
                was = told[then[key].pk] if key in then else None
                became = told[now[key].pk] if key in now else None
                if was is not None and became is not None:
                    was = was | {name: became[name] for name in ("status",) if name in became}
                found.append(Aim(key, was, became))
            yield model, found

    return aims


def as_at(rows, changeset: Changeset | None) -> dict[int, object]:
    """The history row of each id that was there when a changeset was written; None: that is there now."""
    newest = {}
    wanted = rows if changeset is None else rows.filter(changeset__lte=changeset)
    for row in wanted.select_related("changeset").order_by("history_id"):
        newest[row.id] = row
    return {key: row for key, row in newest.items() if row.history_type != "-"}


def loaded(model, pks):
    """Rows with what they refer to, in a constant number of queries."""
    single = [each.name for each in model._meta.concrete_fields if each.is_relation]
    rows = list(model._base_manager.select_related(*single).filter(pk__in=pks).order_by("pk"))
    prefetch_related_objects(rows, *generic_links(model))
    return rows
