"""
The conflict screen, without the screen: what was, theirs and mine of each field that two writers changed.

A change form and a proposal whose record moved on show the same rows, and read the same choices:

    except ConflictError as conflict:
        rows = conflict_rows(conflict, seen, parts=model_admin.history_parts(record.pk))
        …  # render "admin/editorial/_conflict_rows.html" with `rows`; each row posts `row.choice_name`
    chosen = read_choice(request.POST, row.key)

A row stands by itself: labels and values are words for people. The caller sets `widget` (the input for writing
something else; without one this choice is not offered), `my_evidence`, `choice` and `error`. No choice is made
beforehand: a field without one stays undecided, and its row is shown again.
"""

from dataclasses import dataclass, field
from itertools import chain

from django.db import models
from django.utils.text import capfirst

from editorial.diffs import changes_since, describe, shown_value, with_predecessors

CHOICE_PREFIX = "choice-"


class Choice(models.TextChoices):
    """What a writer may decide about a field that others changed too."""

    THEIRS = "theirs", "Keep theirs"
    MINE = "mine", "Put mine in its place"
    EDIT = "edit", "Write something else"


@dataclass
class ConflictRow:
    """
    One field that two writers changed differently, as the screen shows it.

    `key` names its inputs and is unique on the page; `subject` names the row of the register, for rows beside the
    record. `changeset` is the one that wrote theirs. Evidence are sentences about citations, of this field only, for
    rows of which there can be any.
    `mine_title` and `labels` (by choice) word it for a reader whose own neither side is.
    """

    key: str
    field: str
    label: str
    base: str
    theirs: str
    mine: str
    changeset: object
    subject: str = ""
    has_evidence: bool = False
    their_evidence: list[str] = field(default_factory=list)
    my_evidence: list[str] = field(default_factory=list)
    widget: str = ""
    choice: str = ""
    error: str = ""
    mine_title: str = "Mine"
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def choice_name(self):
        return CHOICE_PREFIX + self.key

    @property
    def choices(self):
        """The choices that are offered, as (value, label) pairs."""
        offered = [pair for pair in Choice.choices if self.widget or pair[0] != Choice.EDIT]
        return [(value, self.labels.get(value, label)) for value, label in offered]


def read_choice(data, key) -> str:
    """What a posted form decides about a row: one of `Choice`, or a blank for nothing that is offered."""
    chosen = data.get(CHOICE_PREFIX + key, "")
    return chosen if chosen in Choice.values else ""


def conflict_rows(conflict, seen, *, parts=(), subject="", key=str) -> list[ConflictRow]:
    """
    A row for each clash of a ConflictError, in the order of the record's fields.

    `seen` is the version that the writer looked at. `parts` are querysets of history rows of the rows beside the
    record (see `HistoryPage.history_parts`): those that speak of the field, and were written with theirs, are its
    evidence. `key` makes a row's key from the field's name. The number of queries depends on the types of the rows
    alone, beside one for each record that a value names.
    """
    current = conflict.current
    changed = changes_since(current, seen)
    evidence = _evidence(parts, {change.after.changeset_id for change in changed.values()})
    rows = []
    for clash in conflict.clashes:
        model_field, change = current._meta.get_field(clash.field), changed[clash.field]
        rows.append(
            ConflictRow(
                key=key(clash.field),
                field=clash.field,
                label=capfirst(str(model_field.verbose_name)),
                base=shown_value(change.before, model_field),
                theirs=shown_value(change.after, model_field),
                mine=told_value(current, model_field, clash.mine),
                changeset=change.after.changeset,
                subject=subject,
                has_evidence=bool(parts),
                their_evidence=evidence.get((change.after.changeset_id, clash.field), []),
            )
        )
    return rows


def told_value(record, model_field, value) -> str:
    """A value that no history row holds, as `editorial.merging.snapshot` gives it, in the words of a person."""
    if model_field.many_to_many:
        names = map(str, model_field.related_model._base_manager.filter(pk__in=value))
        return ", ".join(sorted(names)) or "—"
    row = type(record).history_model(id=record.pk)
    for each in record._meta.concrete_fields:
        if hasattr(row, each.attname):
            setattr(row, each.attname, getattr(record, each.attname))
    setattr(row, model_field.attname, model_field.to_python(value))
    return shown_value(row, model_field)


def _evidence(parts, changesets):
    """Sentences about the rows that speak of a field, by changeset and field."""
    rows = list(chain.from_iterable(part.filter(changeset__in=changesets) for part in parts))
    speaking = [row for row in rows if row.instance_type.about_field]
    found = {}
    for change in describe(with_predecessors(speaking)) if speaking else []:
        about = getattr(change.row, change.row.instance_type.about_field)
        if about:
            found.setdefault((change.row.changeset_id, about), []).append(f"{change.title} ({change.verb})")
    return found
