"""A proposal in the words of a person: what each row is, and what it would become."""

from copy import copy
from dataclasses import dataclass

from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from editorial.admin.evidence import evidence_for
from editorial.conflicts import Choice, conflict_rows
from editorial.diffs import RowChange, describe
from editorial.merging import merged_fields, snapshot
from editorial.proposals import ADDED, CHANGED, DELETED, WHOLE_ROW

MOVED = "Others changed it since. Where they changed other fields, approving keeps both."
LABELS = {Choice.THEIRS: "Keep what stands now", Choice.MINE: "Take what is proposed"}
VERBS = {ADDED: "added", CHANGED: "changed", DELETED: "deleted"}


@dataclass(frozen=True)
class Shown:
    """One row of a proposal on its page: a RowChange, where the row is edited, and what is to be said of it."""

    change: RowChange
    url: str = ""
    note: str = ""


def shown_rows(comparison, site) -> list[Shown]:
    """The rows that approving would write, against those that stand now."""
    rows = [row for row in comparison.rows if not row.changes_nothing]
    standing = _history_rows([(row.model, row.pk, row.live.version) for row in rows if row.live is not None])
    pairs = [(_would_be(row, row.live, row.result), standing.get((row.model, row.pk))) for row in rows]
    shown = []
    for row, change in zip(rows, describe(pairs), strict=True):
        shown.append(Shown(change, _address(row, site), MOVED if row.has_moved else ""))
    return shown


def rows_as_proposed(comparison, site) -> list[Shown]:
    """The rows against those that their author saw, whatever became of them since."""
    rows = comparison.rows
    seen = _history_rows([(row.model, row.pk, row.base) for row in rows if row.pk is not None])
    pairs = [(_would_be(row, seen.get((row.model, row.pk)), row.now), seen.get((row.model, row.pk))) for row in rows]
    return [Shown(change, _address(row, site)) for row, change in zip(rows, describe(pairs), strict=True)]


def fallen_away(comparison) -> list[str]:
    """Sentences about the rows of a proposal that would change nothing (any more)."""
    told = []
    for row in comparison.rows:
        if row.changes_nothing:
            name = row.live or f"{row.model._meta.verbose_name} no. {row.pk}"
            if not row.is_gone:
                told.append(f"{name} stands as proposed already.")
            elif row.type == CHANGED:
                told.append(f"{capfirst(str(name))} was deleted since: that part of the proposal falls away.")
            else:
                told.append(f"{capfirst(str(name))} is deleted already.")
    return told


def shown_conflicts(comparison, parts, data) -> list:
    """What others changed differently, as the rows of the conflict screen."""
    shown = []
    for row in comparison.rows:
        if row.conflict is not None:
            prefix = f"{row.number}-"
            shown += conflict_rows(row.conflict, row.base, parts=parts, subject=str(row.live), key=prefix.__add__)
    for each in shown:
        each.choice, each.mine_title, each.labels = data.get(each.choice_name, ""), "Proposed", LABELS
        each.my_evidence = _evidence_of(comparison, each.field)
    return shown


def _evidence_of(comparison, name):
    """Sentences about what a proposal adds to or changes of the rows that speak of a field of its record."""
    told = []
    for row in comparison.rows:
        if row.type != DELETED and not row.is_gone and row.model.about_field:
            instance = _instance(row)
            if getattr(instance, row.model.about_field) == name:
                told.append(f"{instance} ({VERBS[row.type]})")
    return told


def disputed_deletions(comparison, data) -> list[dict]:
    """The rows that the proposal deletes and others changed since."""
    return [
        {
            "row": row.live,
            "name": f"choice-{row.number}-{WHOLE_ROW}",
            "choice": data.get(f"choice-{row.number}-{WHOLE_ROW}", ""),
        }
        for row in comparison.rows
        if row.type == DELETED and row.clashes
    ]


def shown_evidence(comparison):
    """What the record rests on, with what the proposal brings."""
    proposed = [(_instance(row), VERBS[row.type]) for row in comparison.rows if not row.is_gone]
    return evidence_for(comparison.record, proposed)


def _instance(row):
    """The row as approving would leave it; nothing that is written is touched."""
    instance = copy(row.live) if row.live is not None else row.model()
    for name, value in row.result.items():
        model_field = row.model._meta.get_field(name)
        if not model_field.many_to_many:
            setattr(instance, model_field.attname, value)
    return instance


def _history_rows(wanted):
    """The history rows of these (type, key, version), by type and key, with one query for each type."""
    by_model, found = {}, {}
    for model, key, version in wanted:
        by_model.setdefault(model, []).append(Q(id=key, version=version))
    for model, conditions in by_model.items():
        for told in model.history_model.objects.filter(Q(*conditions, _connector=Q.OR)).order_by("history_id"):
            found[model, told.id] = told
    return found


def _would_be(row, source, values):
    """The history row that approving would write: `values` in the place of those of `source`."""
    number, source = -1 - row.number, source if source is not None else row.model()
    tracked = row.model.history_recorder.fields_included(row.model)
    told = row.model.history_model(**{each.attname: getattr(source, each.attname) for each in tracked})
    # Numbers that no row has.
    told.history_id, told.id, told.history_type = number, row.pk or number, row.type
    told.told_sets = {}
    for each in merged_fields(row.model):
        if each.many_to_many:
            told.told_sets[each.name] = (
                values[each.name] if each.name in values else snapshot(source, [each])[each.name]
            )
        elif each.name in values:
            setattr(told, each.attname, values[each.name])
    return told


def _address(row, site):
    opts = row.model._meta
    try:
        site.get_model_admin(row.model)
    except NotRegistered:
        return ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]) if row.live is not None else ""
