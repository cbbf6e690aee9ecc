"""What taking a change back would do, row by row, in the words of the history page."""

from copy import copy
from itertools import pairwise

from django.db.models import Max

from editorial.aims import values_of
from editorial.choices import Status
from editorial.diffs import Names, RowChange, describe
from editorial.undoing import Kept, Key, Plan


def told_plan(plan: Plan, keys: list[Key]) -> list[RowChange]:
    """These rows of a plan as changes, from what they are to what they would become; a few queries for each type."""
    newest = newest_rows(keys)
    pairs = []
    for number, key in enumerate(keys, 1):
        if key in newest:
            pairs.append((_imagined(plan, key, newest[key], -number), newest[key]))
    return describe(pairs)


def newest_rows(keys) -> dict[Key, object]:
    """The newest history row of each of these rows."""
    found = {}
    for model in dict.fromkeys(model for model, _pk in keys):
        history = model.history_model.objects.filter(id__in=[pk for of, pk in keys if of is model])
        numbers = history.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
        rows = model.history_model.objects.filter(history_id__in=list(numbers.values_list("newest", flat=True)))
        found |= {(model, row.id): row for row in rows.select_related("changeset")}
    return found


def _last_writers(kept):
    """The changesets that gave kept fields the values they have, by (type, number, fields)."""
    wanted = {}
    for each in kept:
        if each.fields:
            wanted.setdefault(each.model, {})[each.pk] = each.fields
    writers = {}
    for model, fields in wanted.items():
        rows = model.history_model.objects.filter(id__in=list(fields)).select_related("changeset")
        rows = list(rows.order_by("id", "history_id"))
        told = values_of(model, rows)
        for before, row in pairwise([None, *rows]):
            names = fields[row.id]
            is_new = before is None or before.id != row.id
            if is_new or any(told[before.pk][name] != told[row.pk][name] for name in names):
                writers[model, row.id, names] = row.changeset
    return writers


def _imagined(plan, key, newest, number):
    """The history row that taking the change back would write."""
    model, pk = key
    row = copy(newest)
    values = plan.returns.get(key) or plan.changes.get(key) or {}
    if pk in plan.withdraws.get(model, ()):
        values = values | {"status": Status.WITHDRAWN}
    many = {each.name for each in model._meta.many_to_many}
    if many:
        held = values_of(model, [newest])[newest.pk]
        row.told_sets = {name: values.get(name, held[name]) for name in many}
    row.history_type = "+" if key in plan.returns else "-" if pk in plan.deletes.get(model, ()) else "~"
    row.pk = number
    for name, value in values.items():
        if name not in many:
            setattr(row, model._meta.get_field(name).attname, value)
    return row


def told_kept(kept: list[Kept]) -> list[dict]:
    """What stays, each with its name, the labels of its fields and the reason."""
    newest = newest_rows([(each.model, each.pk) for each in kept])
    names = Names(newest.values())
    writers = _last_writers(kept)
    told = []
    for each in kept:
        row = newest.get((each.model, each.pk))
        told.append(
            {
                "key": (each.model, each.pk),
                "kind": each.model._meta.verbose_name,
                "title": names.title(row) if row is not None else f"no. {each.pk}",
                "fields": [str(each.model._meta.get_field(name).verbose_name) for name in each.fields],
                "why": each.why,
                "changeset": writers.get((each.model, each.pk, each.fields)),
            }
        )
    return told
