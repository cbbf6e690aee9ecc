"""
Taking changes back, all or nothing, in a changeset of its own: the way back adds to history and erases none of it.

Rows that somebody edited since keep those edits, and the outcome lists them. Everything is done many rows at a time;
where rows that go or come back are refused together, they are tried one by one, so that only those stay that must.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, router
from django.db.models import F, ProtectedError

from editorial.aims import PORTION, Aims, loaded, parents_first, portions
from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset, Record, Versioned
from editorial.obstacles import by_model, stay_for_readers, stay_referred_to
from editorial.undoing import SEEN_BY_READERS, Kept, Key, Plan, plan_of, sorted_rows
from editorial.units import Unit, changeset, current_unit
from editorial.writing import ConflictError, GoneError, restore, write

ROUNDS = 6
#: A plan that touches more rows is previewed without trying it out: that would keep others from writing for too long.
MAX_REHEARSED = 5000
REFUSALS = (ValidationError, ConflictError, GoneError, ProtectedError, IntegrityError)


@dataclass
class Outcome:
    """
    What was taken back, or would be. `is_rehearsed` tells whether it was tried out or only planned.

    `for_readers` tells whether pages of readers change, as far as that is known yet; `owners` lead from the records
    whose publication may hang on it to the rows taken back.
    """

    done: Plan
    planned: str
    is_rehearsed: bool = True
    for_readers: bool = False
    owners: dict[Key, set[Key]] = field(default_factory=lambda: defaultdict(set))
    changeset: Changeset | None = None

    @property
    def kept(self) -> list[Kept]:
        """Rows and fields that stay, because somebody edited them since or because they are needed."""
        return self.done.kept

    def note(self, key: Key, row: Versioned) -> None:
        """Remember whose publication may hang on a row that is taken back."""
        for owner in row.publication_owners():
            if owner is not None:
                self.owners[type(owner), owner.pk].add(key)
                self.for_readers |= owner.status in SEEN_BY_READERS


class ChangedMeanwhileError(Exception):
    """What would be taken back is no longer what the person agreed to."""


class _Rehearsed(Exception):
    """Carries the outcome out of a transaction that is not to be kept."""

    def __init__(self, outcome):
        self.outcome = outcome


class _Hindered(Exception):
    """Published records would be left without what publication asks for."""

    def __init__(self, problems, outcome):
        self.problems = problems
        self.outcome = outcome


def preview(aims: Aims) -> Outcome:
    """What taking the change back would do; nothing is written. Raises ValidationError when it cannot be done."""
    plan = plan_of(aims, held={}, locked=False)
    if plan.reverted > MAX_REHEARSED or not plan.reverted:
        return Outcome(plan, plan.digest(), is_rehearsed=not plan.reverted)
    return _run(aims, rehearse=True)


def take_back(
    aims: Aims, *, author, reason: str, expected: str, may: Callable[[Outcome], None], undoes: Changeset | None = None
) -> Outcome:
    """
    Take the change back.

    `expected` is the digest of the preview that the author agreed to; `may` raises PermissionDenied where the author
    may not do what turned out to be done. Raises ChangedMeanwhileError or ValidationError; nothing is written then.
    """
    return _run(aims, author=author, reason=reason, expected=expected, may=may, undoes=undoes)


def _run(aims, *, rehearse=False, expected="", may=None, author=None, reason="", undoes=None):
    held = {}
    for _round in range(ROUNDS):
        try:
            with changeset(author=author, kind=ChangesetKind.UNDO, reason=reason, undoes=undoes) as unit:
                outcome = _act(plan_of(aims, held=held, locked=True), unit)
                problems = unit.check()
                if problems:
                    raise _Hindered(problems, outcome)
                if rehearse:
                    raise _Rehearsed(outcome)
                if expected not in (outcome.planned, outcome.done.digest()):
                    raise ChangedMeanwhileError
                may(outcome)
                outcome.changeset = unit.changeset
                return outcome
        except _Rehearsed as rehearsed:
            return rehearsed.outcome
        except _Hindered as hindered:
            found = _holding(hindered, held)
            if not found:
                raise ValidationError([sentence for _record, sentence in hindered.problems]) from None
            held |= found
    raise ValidationError("Too much rests on this change by now. Take it back record by record.")


def _holding(hindered, held):
    """The rows that have to stay for the sake of published records, each with the reason."""
    found = {}
    for record, sentence in hindered.problems:
        for key in hindered.outcome.owners.get((type(record), record.pk), ()):
            if key not in held:
                found[key] = sentence
    return found


def _act(plan: Plan, unit: Unit) -> Outcome:
    """Carry out a plan as far as the rules allow; what they do not allow is kept, with the reason."""
    done = Plan(kept=list(plan.kept))
    outcome = Outcome(done, plan.digest())
    refused = {}
    # What stands in a row's way may itself go: a name that is taken, a row that refers to it.
    while True:
        before = _size(done)
        refused = _bring_back(plan, outcome, unit) | _change(plan, outcome, unit)
        refused |= _withdraw(plan, outcome, unit)
        refused |= _delete(plan, outcome, unit)
        if not refused or before == _size(done):
            break
    done.kept += [Kept(*key, why) for key, why in refused.items()]
    return outcome


def _size(plan):
    return sum(map(len, (plan.changes, plan.returns, *plan.withdraws.values(), *plan.deletes.values())))


def _attempt(unit, act, *args, **options):
    """Why a row cannot be written; blank when it was."""
    try:
        with unit.savepoint():
            act(*args, **options)
    except REFUSALS as error:
        return "; ".join(error.messages) if isinstance(error, ValidationError) else str(error.args[0])
    return ""


def _sets(model, values):
    """The rows that the sets among the values hold, by field name."""
    many = {each.name: each.related_model for each in model._meta.many_to_many if each.name in values}
    return {name: list(target._base_manager.filter(pk__in=values[name])) for name, target in many.items()}


def _set_columns(row, values):
    for name, value in values.items():
        model_field = row._meta.get_field(name)
        if not model_field.many_to_many:
            setattr(row, model_field.attname, value)


def _by_type(values_by_key):
    """For each type, parents first, its rows' values in portions."""
    for model in parents_first():
        wanted = {pk: values for (of, pk), values in sorted_rows(values_by_key) if of is model}
        for some in portions(wanted):
            yield model, {pk: wanted[pk] for pk in some}


def _bring_back(plan, outcome, unit):
    refused = {}
    for model, wanted in _by_type(plan.returns):
        history = model.history_model.objects.filter(id__in=list(wanted)).order_by("history_id")
        last = dict(history.values_list("id", "version"))
        rows = [model(pk=pk) for pk in wanted]
        for row in rows:
            _set_columns(row, wanted[row.pk])
            row.version = last[row.pk] + 1
        together = not _attempt(unit, _write_together, model, rows, "+")
        for row in rows:
            key = model, row.pk
            why = not together and _attempt(
                unit, restore, row, version=last[row.pk] + 1, related=_sets(model, wanted[row.pk])
            )
            if why:
                refused[key] = why
            else:
                outcome.done.returns[key] = plan.returns.pop(key)
                outcome.note(key, row)
    return refused


def _change(plan, outcome, unit):
    refused = {}
    for model, wanted in _by_type(plan.changes):
        rows = loaded(model, list(wanted))
        for row in rows:
            outcome.note((model, row.pk), row)
            _set_columns(row, wanted[row.pk])
            row.version += 1
        together = not _attempt(unit, _write_together, model, rows, "~")
        for row in rows:
            key = model, row.pk
            if not together:
                row.version -= 1
            why = not together and _attempt(unit, write, row, related=_sets(model, wanted[row.pk]))
            if why:
                refused[key] = why
            else:
                outcome.done.changes[key] = plan.changes.pop(key)
                outcome.note(key, row)
    return refused


def _write_together(model, rows, history_type):
    """
    Write rows that the transaction holds, or that are coming back; what fails is then tried row by row.

    Fields and `clean()` are validated here, the rules between rows by the database, and whether all is still there
    that they refer to: the database would ask that only at the end.
    """
    if model._meta.many_to_many:
        raise IntegrityError("Sets are written one by one.")
    links = [each for each in model._meta.concrete_fields if each.is_relation]
    for link in links:
        wanted = {getattr(row, link.attname) for row in rows} - {None}
        if link.related_model._base_manager.filter(pk__in=wanted).count() < len(wanted):
            raise IntegrityError("Something that they refer to is gone.")
    for row in rows:
        row.prepare()
        row.clean_fields(exclude={link.name for link in links})
        row.clean()
    if history_type == "+":
        model._base_manager.bulk_create(rows, batch_size=PORTION)
    else:
        for row in rows:
            row.save(force_update=True)
    model.history_recorder.record_many(rows, history_type)
    for row in rows:
        for owner in row.publication_owners():
            current_unit().touch(owner)


def _withdraw(plan, outcome, unit):
    refused = stay_for_readers(plan)
    for model in reversed(parents_first()):
        for some in portions(sorted(plan.withdraws.pop(model, ()))):
            rows = model._base_manager.filter(pk__in=some)
            rows.update(status=Status.WITHDRAWN, version=F("version") + 1)
            model.history_recorder.record_many(list(rows.order_by("pk")), "~")
            unit.touched[model].update(some)
            outcome.done.withdraws[model].update(some)
            outcome.for_readers = True
    plan.withdraws |= by_model(refused)
    return refused


def _delete(plan, outcome, unit):
    refused = stay_referred_to(plan)
    for model in reversed(parents_first()):
        using = router.db_for_write(model)
        for some in portions(sorted(plan.deletes.get(model, ()))):
            if issubclass(model, Record):
                rows = list(model._base_manager.filter(pk__in=some))
            else:
                rows = loaded(model, some)
                for row in rows:
                    _note_deleted_part(plan, outcome, unit, row)
            model.history_recorder.record_many(rows, "-")
            for each in model._meta.many_to_many:
                held = each.remote_field.through._base_manager.filter(**{f"{each.m2m_field_name()}__in": some})
                held._raw_delete(using)
            # Nothing refers to these rows but rows that go with them: no need to ask for each of them again.
            model._base_manager.filter(pk__in=some)._raw_delete(using)
            if issubclass(model, Record):
                unit.touched[model].update(some)
            outcome.done.deletes[model].update(some)
    plan.deletes = by_model(refused)
    return refused


def _note_deleted_part(plan, outcome, unit, row):
    """A part may be what somebody else's record rests on."""
    for owner in row.publication_owners():
        if owner is not None and owner.pk not in plan.deletes.get(type(owner), ()):
            unit.touch(owner)
    going = [owner for owner in row.publication_owners() if owner and owner.pk in plan.deletes.get(type(owner), ())]
    if not going:
        outcome.note((type(row), row.pk), row)
