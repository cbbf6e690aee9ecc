"""
The one write path: every change of a curated row, whatever door it comes through, goes through this module.

A write names the version that its writer saw. The row is locked, compared, merged where others changed other
fields, validated, saved with the next version, and its history written, all in the unit's transaction.
"""

from django.core.exceptions import ValidationError

from editorial.merging import merged_fields, snapshot, three_way
from editorial.units import current_unit


class ConflictError(Exception):
    """
    Someone else changed the same fields since the writer looked.

    `merged` holds, by field name, what the row would be if the writer's values won the clashes.
    """

    def __init__(self, current, clashes, merged):
        self.current = current
        self.clashes = clashes
        self.merged = merged
        names = ", ".join(str(current._meta.get_field(clash.field).verbose_name) for clash in clashes)
        super().__init__(f"{current} was changed meanwhile in the same fields: {names}.")


class GoneError(Exception):
    """The row was deleted since the writer looked."""


class UnknownVersionError(ValidationError):
    """The writer names a version that the row never had."""

    def __init__(self, current, seen):
        super().__init__(
            f"{current} has no version {seen}; it stands at version {current.version}. "
            "Export it again and redo the change.",
            code="unknown_version",
        )


def write(record, *, seen=None, related=None):
    """
    Create or change one row, and return whether anything was written.

    `seen` is the version the writer looked at (default: the one the object was loaded with); `related` holds
    many-to-many values by field name. Raises ValidationError, ConflictError or GoneError; nothing is written then.
    """
    related = related or {}
    if record._state.adding:
        record.version = 1
        return _save(record, related, "+")
    fields = merged_fields(type(record))
    current = reconcile(record, seen=seen, related=related)
    if snapshot(record, fields, related) == snapshot(current, fields):
        return False
    record.version = current.version + 1
    return _save(record, related, "~")


def write_new(rows):
    """
    Create many rows of one type at once: their cost is that of two inserts each, however many they are.

    For what a machine reads out of a file and numbers itself. Fields and `clean()` are validated here, the rules
    between rows by the database alone. Raises ValidationError or IntegrityError; nothing is written then.
    """
    unit = current_unit()
    for row in rows:
        row.version = 1
        row.prepare()
        row.clean_fields(exclude={field.name for field in row._meta.concrete_fields if field.is_relation})
        row.clean()
    if rows:
        model = type(rows[0])
        model._base_manager.bulk_create(rows, batch_size=500)
        model.history_recorder.record_created(rows)
    for row in rows:
        for owner in row.publication_owners():
            unit.touch(owner)


def locked(rows):
    """
    A queryset of rows, locked until the transaction ends, always in the same order.

    Not against those who only refer to them: two writers whose records refer to each other would wait in a circle.
    """
    return rows.select_for_update(no_key=True).order_by("pk")


def reconcile(record, *, seen=None, related=None, settled=frozenset()):
    """
    Bring into `record` what others changed since version `seen`, and return the row as it now stands.

    The row is locked until the transaction ends. Fields of `record`, and sets of `related`, that the writer did
    not touch take the newer values. `settled` names fields of which the writer knows both values and has decided:
    there his stands. Raises ConflictError where both changed a field, GoneError when the row is gone.
    """
    seen = record.version if seen is None else seen
    current = locked(type(record)._base_manager.filter(pk=record.pk)).first()
    if current is None:
        raise GoneError(f"{record} was deleted meanwhile.")
    if current.version == seen:
        return current
    fields = merged_fields(type(record))
    base = type(record).history_model.objects.filter(id=record.pk, version=seen).first()
    if base is None:
        raise UnknownVersionError(current, seen)
    theirs = snapshot(current, fields)
    mine = snapshot(record, fields, related)
    merged, clashes = three_way(snapshot(base, fields), theirs, mine)
    if any(clash.field not in settled for clash in clashes):
        raise ConflictError(current, clashes, merged)
    # Also where he decided for the value that he saw first, and so changed nothing of his own.
    merged |= {name: mine[name] for name in settled}
    for field in fields:
        if field.many_to_many:
            if related is not None:
                related[field.name] = list(field.related_model._base_manager.filter(pk__in=merged[field.name]))
        elif merged[field.name] == theirs[field.name]:
            setattr(record, field.attname, getattr(current, field.attname))
    return current


def restore(record, *, version, related=None):
    """
    Bring a deleted row back under the number it had, as the `version` after its last.

    Raises ValidationError; nothing is written then.
    """
    record.version = version
    return _save(record, related or {}, "+")


def remove(record):
    """
    Delete one row and its parts, keeping their history. Raises ProtectedError when others refer to it.

    Whoever deletes by a form asks first whether the row is the one that was looked at: see `editorial.admin.seen`.
    """
    unit = current_unit()
    for part in record.parts():
        remove(part)
    for owner in record.publication_owners():
        unit.touch(owner)
    type(record).history_recorder.record(record, "-")
    record.delete()


def _save(record, related, history_type):
    unit = current_unit()
    record.prepare()
    record.full_clean()
    record.save()
    for name, items in related.items():
        getattr(record, name).set(items)
    type(record).history_recorder.record(record, history_type)
    for owner in record.publication_owners():
        unit.touch(owner)
    return True
