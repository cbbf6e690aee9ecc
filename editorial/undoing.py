"""
What it takes to take a change back: a plan, made from history alone.

An `Aim` says of one row what it was before a change and what the change made of it. Beside the row as it stands, that
tells field by field what can go back and what somebody has edited since; `editorial.taking_back` then does it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from editorial.aims import Aims, parents_first, portions, values_of
from editorial.choices import Status
from editorial.models import Versioned
from editorial.writing import locked as lock

SEEN_BY_READERS = frozenset({Status.PUBLISHED, Status.WITHDRAWN})

EDITED_SINCE = "edited since"
DELETED_SINCE = "deleted since"
ADDED_TO_SINCE = "something was added to it since"

Key: TypeAlias = tuple[type[Versioned], int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A row, or some fields of it, that stays as it is, and why. No fields: the row as a whole."""

    model: type[Versioned]
    pk: int
    why: str
    fields: tuple[str, ...] = ()


@dataclass
class Plan:
    """
    What taking a change back would do, by row.

    `changes` and `returns` hold values by field name: of rows that get them back, and of deleted rows that come back.
    """

    changes: dict[Key, dict] = field(default_factory=dict)
    returns: dict[Key, dict] = field(default_factory=dict)
    deletes: dict[type, set[int]] = field(default_factory=lambda: defaultdict(set))
    withdraws: dict[type, set[int]] = field(default_factory=lambda: defaultdict(set))
    kept: list[Kept] = field(default_factory=list)

    def keys(self) -> list[Key]:
        """The rows that would not stay as they are, each once, those of one type together."""
        found = dict.fromkeys([*self.returns, *self.changes])
        for sets in (self.withdraws, self.deletes):
            found |= dict.fromkeys((model, pk) for model, pks in sets.items() for pk in sorted(pks))
        return sorted(found, key=lambda key: parents_first().index(key[0]))

    @property
    def reverted(self) -> int:
        """How many rows go back, wholly or in part."""
        return len(self.keys())

    def digest(self) -> str:
        """A digest of all that would be done and kept, to tell whether two plans are the same."""
        told = [f"{model.__name__} {pk} {_told(values)}" for (model, pk), values in sorted_rows(self.changes)]
        told += [f"{model.__name__} {pk} back" for (model, pk), _values in sorted_rows(self.returns)]
        for word, sets in (("delete", self.deletes), ("withdraw", self.withdraws)):
            for model in sorted(sets, key=lambda each: each.__name__):
                told.append(f"{word} {model.__name__} {sorted(sets[model])}")
        told += sorted(f"keep {each.model.__name__} {each.pk} {each.fields} {each.why}" for each in self.kept)
        return sha256("\n".join(told).encode()).hexdigest()


def sorted_rows(values: dict[Key, dict]) -> list[tuple[Key, dict]]:
    """The rows of a plan in an order that is always the same."""
    return sorted(values.items(), key=lambda row: (row[0][0].__name__, row[0][1]))


def _told(values):
    return sorted(
        (name, sorted(value) if isinstance(value, frozenset) else str(value)) for name, value in values.items()
    )


def plan_of(aims: Aims, *, held: dict[Key, str], locked: bool) -> Plan:
    """
    What taking the aims' change back would do to the rows as they stand.

    `held` are rows that must stay, with the reason. With `locked` the rows are kept from others until the transaction
    ends. What others refer to is not asked here.
    """
    plan = Plan()
    stay = defaultdict(set)
    for model, some in aims():
        live = model._base_manager.filter(pk__in=[aim.pk for aim in some]).order_by("pk")
        now = values_of(model, lock(live) if locked else live)
        for aim in some:
            if (model, aim.pk) in held:
                plan.kept.append(Kept(model, aim.pk, held[model, aim.pk]))
                if aim.was is None:
                    stay[model].add(aim.pk)
            elif aim.was is None and aim.became is not None:
                _plan_created(plan, stay, model, aim, now.get(aim.pk))
            elif aim.was is not None and aim.became is None:
                if aim.pk not in now:
                    plan.returns[model, aim.pk] = aim.was
            elif aim.was is not None:
                _plan_changed(plan, model, aim, now.get(aim.pk))
    _keep_together(plan, stay)
    return plan


def _plan_created(plan, stay, model, aim, now):
    if now is None:
        return
    differing = {name for name in now if now[name] != aim.became[name]}
    if not differing:
        if now.get("status") in SEEN_BY_READERS:
            stay[model].add(aim.pk)
            if now["status"] == Status.PUBLISHED:
                plan.withdraws[model].add(aim.pk)
        else:
            plan.deletes[model].add(aim.pk)
        return
    stay[model].add(aim.pk)
    if differing != {"status"} or (aim.became["status"], now["status"]) != (Status.PUBLISHED, Status.WITHDRAWN):
        plan.kept.append(Kept(model, aim.pk, EDITED_SINCE, tuple(sorted(differing))))


def _plan_changed(plan, model, aim, now):
    changed = [name for name in aim.was if aim.was[name] != aim.became[name]]
    if not changed:
        return
    if now is None:
        plan.kept.append(Kept(model, aim.pk, DELETED_SINCE))
        return
    values, left = {}, []
    for name in changed:
        target = aim.was[name]
        if name == "status" and aim.became[name] == Status.PUBLISHED:
            target = Status.WITHDRAWN  # what readers saw keeps its address
        if now[name] == aim.became[name]:
            values[name] = target
        elif now[name] != target:
            left.append(name)
    if values.get("status") == Status.WITHDRAWN and now["status"] == Status.PUBLISHED:
        del values["status"]
        plan.withdraws[model].add(aim.pk)
    if values:
        plan.changes[model, aim.pk] = values
    if left:
        plan.kept.append(Kept(model, aim.pk, EDITED_SINCE, tuple(left)))


def _keep_together(plan, stay):
    """Let no record go to which something was added, and no part of a record that stays."""
    for model in [*plan.deletes]:
        for parts, column in model.part_links():
            going = plan.deletes.get(parts.model, set())
            for some in portions(sorted(plan.deletes[model])):
                for owner, part in parts.filter(**{f"{column}__in": some}).values_list(column, "pk"):
                    if part not in going and owner in plan.deletes[model]:
                        plan.deletes[model].discard(owner)
                        plan.kept.append(Kept(model, owner, ADDED_TO_SINCE))
                        stay[model].add(owner)
    for model, owners in stay.items():
        spare_parts(plan.deletes, model, owners)


def spare_parts(deletes: dict[type, set[int]], model: type[Versioned], owners: Iterable[int]) -> None:
    """Take the parts of these rows out of what is to be deleted."""
    for parts, column in model.part_links():
        if deletes.get(parts.model):
            for some in portions(sorted(owners)):
                deletes[parts.model] -= set(parts.filter(**{f"{column}__in": some}).values_list("pk", flat=True))
