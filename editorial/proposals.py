"""
Proposals as data: what a save would have written, and what it would do to the records as they stand now.

A payload tells the rows of one unit of work, in the order they were written:

    {"form": ["relations.recognition", 5],
     "rows": [{"model": "relations.recognition", "pk": 5, "type": "~", "base": 3,
               "was": {"mode": "not-stated"}, "now": {"mode": "de-jure"}},
              {"model": "sources.citation", "pk": null, "type": "+", "base": 0, "was": {}, "now": {…}}]}

`form` names the page it was typed on. Values are those of `editorial.merging.snapshot`, sets as sorted lists. A row
that does not exist yet has no key: the one it had while it was rehearsed is given to others afterwards.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import capfirst

from editorial.choices import ChangesetKind
from editorial.diffs import changes_since, shown_value, with_predecessors
from editorial.merging import Clash, merged_fields, snapshot, three_way
from editorial.models import Versioned
from editorial.units import changeset
from editorial.writing import ConflictError, locked, remove, write

ADDED, CHANGED, DELETED = "+", "~", "-"
#: The part of a choice's key that stands for a row as a whole, where a field's name stands otherwise.
WHOLE_ROW = "row"


class Rehearsal:
    """What a unit of work would have written: the rows of a payload, and the reason that its author gave."""

    def __init__(self):
        self.rows = []
        self.reason = ""


@contextmanager
def rehearsed(author):
    """
    Go through a write, validation and publication's conditions included, and take all of it back.

    Yields a Rehearsal, filled once the block is left. What the write refuses is raised as ever.
    """
    rehearsal = Rehearsal()
    with transaction.atomic():
        with changeset(author=author, kind=ChangesetKind.PROPOSAL) as unit:
            yield rehearsal
            if unit.changeset is not None:
                rehearsal.rows = _captured(unit.changeset)
                rehearsal.reason = unit.details["reason"]
        transaction.set_rollback(True)


def _captured(written):
    """The rows that a changeset wrote, each once, as a payload keeps them."""
    history = []
    for model in apps.get_models():
        if issubclass(model, Versioned):
            history += model.history_model.objects.filter(changeset=written)
    pairs = sorted(with_predecessors(history), key=lambda pair: (pair[0].history_date, pair[0].history_id))
    by_row = {}
    for row, before in pairs:
        by_row.setdefault((row.instance_type, row.id), []).append((row, before))
    captured = [_as_data(steps[-1][0], steps[0][1]) for steps in by_row.values()]
    # As the database will give it back, so that equal proposals are equal.
    return json.loads(json.dumps([each for each in captured if each is not None], cls=DjangoJSONEncoder))


def _as_data(row, before):
    """What became of one row, or None when nothing did."""
    fields = merged_fields(row.instance_type)
    is_deleted = row.history_type == DELETED
    was = snapshot(before, fields) if before is not None else {}
    now = {} if is_deleted else snapshot(row, fields)
    if before is not None and not is_deleted:
        changed = [name for name in now if was[name] != now[name]]
        if not changed:
            return None
        was, now = {name: was[name] for name in changed}, {name: now[name] for name in changed}
    if before is None and is_deleted:
        return None
    return {
        "model": row.instance_type._meta.label_lower,
        "pk": None if before is None else row.id,
        "type": DELETED if is_deleted else ADDED if before is None else CHANGED,
        "base": 0 if before is None else before.version,
        "was": _listed(was),
        "now": _listed(now),
    }


def _listed(values):
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _values(model, listed):
    """The values of a payload in the form of `snapshot`; of fields that the type no longer has, nothing."""
    found = {}
    for each in merged_fields(model):
        if each.name in listed:
            value = listed[each.name]
            found[each.name] = frozenset(value) if each.many_to_many else each.get_prep_value(each.to_python(value))
    return found


@dataclass
class ProposedRow:
    """One row of a proposal beside the same row as it stands. `live` is None where there is none (any more)."""

    number: int
    model: type
    pk: int | None
    type: str
    base: int
    was: dict
    now: dict
    live: Versioned | None = None
    choices: dict = field(default_factory=dict)

    @property
    def is_gone(self):
        """Whether others deleted what it would change: that part of the proposal falls away."""
        return self.type != ADDED and self.live is None

    @property
    def has_moved(self):
        """Whether others wrote the row since the author of the proposal looked."""
        return self.live is not None and self.live.version != self.base

    @cached_property
    def stands(self):
        """The values of the fields that the proposal changes, as they are now."""
        fields = [each for each in merged_fields(self.model) if each.name in self.now]
        return snapshot(self.live, fields)

    @cached_property
    def _merge(self):
        return three_way(self.was, self.stands, self.now)

    @property
    def clashes(self):
        """What others changed differently, a deletion of what they changed included."""
        if self.type == DELETED and self.has_moved:
            return [Clash(WHOLE_ROW, "", "", "")]
        return self._merge[1] if self.type == CHANGED and self.live is not None else []

    @property
    def undecided(self):
        """The clashes for which no choice was made."""
        return [clash for clash in self.clashes if clash.field not in self.choices]

    @property
    def conflict(self):
        """The clashes of its fields as the write path tells them, or None."""
        clashes = self.clashes if self.type == CHANGED else []
        return ConflictError(self.live, clashes, self._merge[0]) if clashes else None

    @property
    def result(self):
        """The values that approving would write, by field; of a clash the proposal's unless chosen otherwise."""
        if self.type != CHANGED or self.live is None:
            return dict(self.now)
        kept = {name for name, takes_proposed in self.choices.items() if not takes_proposed}
        merged = {name: value for name, value in self._merge[0].items() if name not in kept}
        return {name: value for name, value in merged.items() if value != self.stands[name]}

    @property
    def changes_nothing(self):
        """Whether approving would leave the row as it stands."""
        if self.type == ADDED:
            return False
        if self.is_gone or (self.type == DELETED and self.choices.get(WHOLE_ROW) is False):
            return True
        return self.type == CHANGED and not self.result

    def instance(self):
        """The row as approving would leave it, and its many-to-many values by field; nothing is written."""
        row = self.live if self.live is not None else self.model()
        related = {}
        for each in merged_fields(self.model):
            if each.name in self.result:
                value = self.result[each.name]
                if each.many_to_many:
                    related[each.name] = list(each.related_model._base_manager.filter(pk__in=value))
                else:
                    setattr(row, each.attname, value)
        return row, related

    def apply(self):
        """Write it through the write path, in the open unit. Raises what that raises."""
        if self.changes_nothing:
            return
        if self.type == DELETED:
            remove(self.live)
            return
        row, related = self.instance()
        write(row, related=related)


@dataclass(frozen=True)
class News:
    """What others changed of a row since some version: (label, author, what it was, what it is) of each field."""

    row: Versioned
    fields: list[tuple[str, str, str, str]]


def told_changes(row, version):
    """The fields of `row` that differ from its `version`, in the words of a person."""
    told = []
    for name, change in changes_since(row, version).items():
        field_of = type(row)._meta.get_field(name)
        was, now = shown_value(change.before, field_of), shown_value(change.after, field_of)
        told.append((capfirst(str(field_of.verbose_name)), change.after.changeset.author_name, was, now))
    return News(row, told)


@dataclass
class Comparison:
    """A proposal beside the register as it stands; `record` is what it is about, or None once that is deleted."""

    proposal: object
    record: Versioned | None
    rows: list[ProposedRow]

    @property
    def token(self):
        """What exactly a reviewer looks at: the version of the proposal, and of each row that it would change."""
        seen = {f"{row.model._meta.label_lower}:{row.pk}": row.live for row in self.rows if row.type != ADDED}
        if self.record is not None:
            seen[f"{type(self.record)._meta.label_lower}:{self.record.pk}"] = self.record
        versions = [f"{key}:{row.version if row else 0}" for key, row in seen.items()]
        return ",".join([str(self.proposal.version), *versions])

    @property
    def undecided(self):
        return [row for row in self.rows if row.undecided]

    @property
    def moved(self):
        """The rows that others wrote since, the record itself included, each with the version its author saw."""
        found = {(type(row.live), row.pk): (row.live, row.base) for row in self.rows if row.has_moved}
        record = self.record
        if record is not None and record.version != self.proposal.base_version:
            found.setdefault((type(record), record.pk), (record, self.proposal.base_version))
        return list(found.values())

    def news(self):
        """What others changed since the author looked."""
        return [each for each in (told_changes(row, base) for row, base in self.moved) if each.fields]


def compare(proposal, choices=None, *, lock=False):
    """
    A proposal beside the register as it stands, with a query for each type of row.

    `choices` tells by key (`<number of the row>-<field>`) whether to take the proposal's value (True) or the one that
    stands (False). With `lock` nobody changes the rows until the transaction ends.
    """
    rows = []
    for number, data in enumerate(proposal.payload["rows"]):
        model = apps.get_model(data["model"])
        was, now = _values(model, data["was"]), _values(model, data["now"])
        rows.append(ProposedRow(number, model, data["pk"], data["type"], data["base"], was, now))
    for key, takes_proposed in (choices or {}).items():
        number, _, name = key.partition("-")
        rows[int(number)].choices[name] = takes_proposed
    wanted = {(proposal.model, proposal.object_id)} | {(row.model, row.pk) for row in rows if row.pk is not None}
    found = _rows_at(wanted, lock)
    for row in rows:
        row.live = found.get((row.model, row.pk))
    return Comparison(proposal, found.get((proposal.model, proposal.object_id)), rows)


def _rows_at(wanted, lock):
    """The rows with these keys. They are locked in the order of the write path: records, then what is beside them."""
    found = {}
    ordered = sorted(wanted, key=lambda each: (each[0]._meta.label_lower, each[1]))
    for model, keys in groupby(ordered, key=lambda each: each[0]):
        queryset = model._base_manager.filter(pk__in=[key for _model, key in keys])
        single = [each.name for each in model._meta.concrete_fields if each.is_relation]
        queryset = locked(queryset) if lock else queryset.select_related(*single)
        found |= {(model, row.pk): row for row in queryset}
    return found
