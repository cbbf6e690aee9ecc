"""
The unit of work: what one person changes at one time for one reason.

    with changeset(author=user, kind=ChangesetKind.FORM, reason="Corrected after the ministry's note"):
        write(record)

The changeset row is saved with the first history row, so that a unit that changes nothing leaves nothing.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

#: An import touches more records than one statement may name.
CHECKED_AT_ONCE = 1_000


class WriteOutsideChangesetError(RuntimeError):
    """A curated row was saved without going through `editorial.writing`."""


class Unit:
    """The open changeset with what must still hold when it closes."""

    def __init__(
        self,
        *,
        author,
        kind,
        reason="",
        file_name="",
        file_digest="",
        approved_by=None,
        undoes=None,
        form_key=None,
        form_digest="",
    ):
        self.author = author
        self.details = {
            "author": author,
            "author_name": author.get_username() if author else "Chancery",
            "kind": kind,
            "reason": reason,
            "file_name": file_name,
            "file_digest": file_digest,
            "approved_by": approved_by,
            "undoes": undoes,
            "form_key": form_key,
            "form_digest": form_digest,
        }
        self.changeset = None
        self.touched = defaultdict(set)

    def explain(self, reason):
        """Give the reason after the unit was opened, by one who reads it from a form; before anything is written."""
        self.details["reason"] = reason

    def saved_changeset(self):
        """The changeset row, saved now if this is the unit's first write."""
        if self.changeset is None:
            self.changeset = apps.get_model("editorial", "Changeset").objects.create(**self.details)
        return self.changeset

    @contextmanager
    def savepoint(self):
        """A part of the unit that may fail by itself: what it wrote is then undone, the changeset row included."""
        before = self.changeset
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.changeset = before
            raise

    def touch(self, record):
        """Have `record` checked again before the unit closes."""
        self.touched[type(record)].add(record.pk)

    def check(self):
        """
        Published records that may not be published as the unit leaves them: (record, sentence) pairs.

        Asked at the end, because a record and its citations are written one after the other.
        """
        problems = []
        for model, touched in self.touched.items():
            pks = sorted(touched)
            for start in range(0, len(pks), CHECKED_AT_ONCE):
                problems += model.publication_problems(pks[start : start + CHECKED_AT_ONCE])
        return problems


_at_close = []


def at_close(act):
    """Have `act(unit)` called in the transaction of every unit that closes well, after all else was checked."""
    _at_close.append(act)


_open_unit: ContextVar[Unit | None] = ContextVar("open_unit", default=None)


def current_unit() -> Unit:
    """The open unit of work; raises WriteOutsideChangesetError when there is none."""
    unit = _open_unit.get()
    if unit is None:
        raise WriteOutsideChangesetError(
            "Curated records change only inside `with changeset(...)`: see editorial.units."
        )
    return unit


@contextmanager
def changeset(**details):
    """
    Open a unit of work in one transaction, or join the one that is open.

    Takes the arguments of `Unit`. Raises ValidationError when the unit would leave a published record without
    what publication asks for; nothing is written then.
    """
    outer = _open_unit.get()
    if outer is not None:
        yield outer
        return
    unit = Unit(**details)
    token = _open_unit.set(unit)
    try:
        with transaction.atomic():
            yield unit
            problems = unit.check()
            if problems:
                raise ValidationError([sentence for _record, sentence in problems])
            for act in _at_close:
                act(unit)
    finally:
        _open_unit.reset(token)
