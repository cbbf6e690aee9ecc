"""
Planned rows written into the register: all of them, or none, in one transaction of a few statements.

The database takes the rows from the table in which they are planned, so that the time in which nobody else can write
is that of filling the tables and their indexes. Before that the register is asked whether it is still the one that
the rows were checked against.
"""

import time
from collections import defaultdict
from contextlib import contextmanager

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from core.fields import PartialDateField
from editorial.checking import check_touched
from editorial.choices import Status
from editorial.models import Record
from editorial.search_entries import refresh
from editorial.units import changeset
from exchange.models import ImportRun, PlannedRow, RowKind, RunState
from exchange.registry import sheet_for
from exchange.staging import models_read, state_token

#: Seconds in which PostgreSQL's other writers must have finished.
PATIENCE = 20
#: The rows of a run that the soft checks are asked about at once.
MOST_CHECKED = 5000
CHUNK = 500
#: Kilobytes in which SQLite may keep pages that a transaction has changed.
ROOM = 65_536


class StaleError(Exception):
    """The register is no longer the one that the rows were checked against."""


class TakenError(Exception):
    """Another worker has the run by now."""


def apply(run, resources, **details):
    """
    Write what was planned, with its history, in one changeset, and return that; None when there is nothing to write.

    `details` are those of the changeset. The run is noted as done in the same transaction. Raises StaleError and
    TakenError; nothing is written then.

    Nothing is checked once more: the plan was, whole and to the end, against the register of the state token, and
    that is still the one that the rows go to. The soft checks, and being found by name, come after the transaction, in
    steps: nobody has to wait for them.
    """
    groups = _groups(run)
    with _room(), changeset(**details) as unit:
        _wait_for_writers(resources)
        if state_token(resources) != run.state_token:
            raise StaleError
        written = unit.saved_changeset() if groups else None
        for group in groups:
            group.write(written)
        for group in groups:
            group.hide()
        done = {"state": RunState.DONE, "changeset": written, "finished": timezone.now(), "worker": ""}
        if not ImportRun.objects.filter(pk=run.pk, worker=run.worker).update(**done):
            raise TakenError
    for name, value in done.items():
        setattr(run, name, value)
    return written


def look_at_written(run):
    """
    Have what a run wrote found by name, and ask the soft checks about it, in short transactions.

    The more of a kind there are, the more the checks have to compare: of large runs they are left to `check_data`.
    """
    groups = _groups(run)
    is_checked = sum(group.rows for group in groups) <= MOST_CHECKED
    for group in groups:
        for pks in group.chunks():
            owners = group.resource.owners(pks)
            with transaction.atomic():
                for model, some in owners.items():
                    refresh(model, some)
            if is_checked:
                with transaction.atomic():
                    check_touched(owners)


def _wait_for_writers(resources):
    """
    Have nobody else write the tables that the import looks at, until it is done; readers read on.

    On SQLite a transaction that writes is alone from its start. Elsewhere the tables are locked all at once or not at
    all, so that two who wait for each other's tables never happen.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models_read(resources))
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE NOWAIT")
            return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _room():
    """Have SQLite keep in memory what the transaction writes: twice as fast as giving and taking each page back."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{ROOM}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual:d}")


def _groups(run):
    found = (
        PlannedRow.objects.filter(run=run)
        .written()
        .values("model", "position")
        .annotate(first=Min("pk"), last=Max("pk"), rows=Count("pk"))
        .order_by("first")
    )
    return [Group(run, **each) for each in found]


class Group:
    """The planned rows of one model and sheet, which one statement writes."""

    def __init__(self, run, *, model, position, first, last, rows):
        self.run = run
        self.model = apps.get_model(model)
        self.resource = sheet_for(self.model)()
        self.place = (position, first, last, model)
        self.rows = rows
        self.shape = self.model._meta.concrete_fields

    # The rows are taken in the order of their keys: it is that of the file, and costs no sorting. The plus signs keep
    # SQLite from an index that would need it.
    WHICH = (
        "p.id BETWEEN %s AND %s AND +p.run_id = %s AND +p.position = %s "
        "AND p.model = %s AND p.kind IN ('created', 'changed', 'cited')"
    )

    @property
    def _which(self):
        position, first, last, model = self.place
        return [first, last, self.run.pk, position, model]

    @property
    def planned(self):
        position, first, last, model = self.place
        found = PlannedRow.objects.written().filter(run=self.run, pk__gte=first, pk__lte=last)
        return found.filter(position=position, model=model).order_by("pk")

    def chunks(self):
        """The primary keys of the records, some at a time."""
        some = []
        for pk in self.planned.values_list("record_id", flat=True).iterator(CHUNK):
            some.append(pk)
            if len(some) == CHUNK:
                yield some
                some = []
        if some:
            yield some

    def write(self, unit_changeset):
        """Write the rows, their sets and their history, and what is derived from them."""
        quote = connection.ops.quote_name
        table, planned = quote(self.model._meta.db_table), quote(PlannedRow._meta.db_table)
        columns = [quote(field.column) for field in self.shape]
        values = ", ".join(_value(field, place) for place, field in enumerate(self.shape))
        key = quote(self.model._meta.pk.column)
        updates = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column != key)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {planned} p "  # noqa: S608
                f"WHERE {self.WHICH} ORDER BY p.id ON CONFLICT ({key}) DO UPDATE SET {updates}",
                self._which,
            )
        if self.model._meta.many_to_many:
            self._write_sets()
        self.model.history_recorder.record_planned(
            self.model,
            unit_changeset,
            origin=f"{planned} p",
            condition=self.WHICH,
            params=self._which,
            columns={
                "key": "p.record_id",
                "type": "CASE WHEN p.kind = 'changed' THEN '~' ELSE '+' END",
                "sheet_row": "p.sheet || ', row ' || p.\"row\"",
                "order": "p.id",
            },
        )
        if self.resource.derives:
            for pks in self.chunks():
                self.resource.applied(pks)

    def _write_sets(self):
        for start in range(0, self.rows, CHUNK):
            rows = self.planned.values_list("record_id", "kind", "values")[start : start + CHUNK]
            sets = defaultdict(dict)
            for pk, kind, values in rows:
                for name, pks in (values[-1] or {}).items():
                    sets[name][pk] = (kind, pks)
            for name, of in sets.items():
                field = self.model._meta.get_field(name)
                through = field.remote_field.through
                source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
                changed = [pk for pk, (kind, _pks) in of.items() if kind == RowKind.CHANGED]
                through._base_manager.filter(**{f"{source}__in": changed}).delete()
                through._base_manager.bulk_create(
                    [
                        through(**{f"{source}_id": pk, f"{target}_id": other})
                        for pk, (_kind, pks) in of.items()
                        for other in pks
                    ],
                    batch_size=CHUNK,
                )

    def hide(self):
        """Have changed records that readers may not, or no longer, see found by nobody, from this moment on."""
        if issubclass(self.model, Record):
            changed = list(self.planned.of_kind(RowKind.CHANGED).values_list("record_id", flat=True))
            for start in range(0, len(changed), CHUNK):
                some = self.model._base_manager.filter(pk__in=changed[start : start + CHUNK])
                refresh(self.model, some.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))


def _value(field, place):
    """The SQL that takes one value out of the list in `values`."""
    if connection.vendor == "postgresql":
        if isinstance(field, models.JSONField):
            return f'p."values" -> {place}'
        kind = field.target_field.db_type(connection) if field.is_relation else field.db_type(connection)
        kind = kind.removesuffix(" GENERATED BY DEFAULT AS IDENTITY").replace("serial", "")
        if isinstance(field, models.CharField | models.TextField | PartialDateField):
            return f'p."values" ->> {place}'
        return f'CAST(p."values" ->> {place} AS {kind})'
    return f"json_extract(p.\"values\", '$[{place}]')"
