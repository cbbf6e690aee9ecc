"""Typed history tables that only the write path can fill."""

from django.db import connection
from django.utils import timezone
from simple_history.models import HistoricalRecords

from editorial.models.changesets import Stamp
from editorial.units import current_unit

#: The fields by which history is looked up beside the row's own key: old addresses, citations of deleted records.
ASKED_FOR = ("slug", "content_type")


class TypedHistory(HistoricalRecords):
    """
    One history table per model, each row stamped with its changeset.

    The library writes a row whenever an object is saved, many-to-many values separately. Here `editorial.writing`
    calls `record` itself, once per change, and a save outside a changeset is refused: it would leave a change
    without author or reason. A model finds its recorder as `history_recorder` and its table as `history_model`.
    """

    def __init__(self, **options):
        super().__init__(bases=[Stamp], **options)

    def copy_fields(self, model):
        """Fields as in the model, without the indexes that no question about history uses: each costs every write."""
        fields = super().copy_fields(model)
        for name, field in fields.items():
            if name not in (model._meta.pk.name, *ASKED_FOR):
                field.db_index = False
        return fields

    def finalize(self, sender, **kwargs):
        already = hasattr(sender._meta, "simple_history_manager_attribute")
        super().finalize(sender, **kwargs)
        if not already and hasattr(sender._meta, "simple_history_manager_attribute"):
            sender.history_recorder = self
            sender.history_model = sender.__dict__[self.manager_name].model

    def record(self, instance, history_type):
        """Write the history row of `instance` as it is now: `+` created, `~` changed, `-` deleted."""
        row = self._row(instance, history_type)
        row.save(force_insert=True)
        self.create_historical_record_m2ms(row, instance)

    def record_created(self, instances):
        """Write the history rows of many new rows of one type, which have no many-to-many values."""
        self.record_many(instances, "+")

    def record_many(self, instances, history_type):
        """Write the history rows of many rows of one type; sets of values cost a few queries for each row."""
        if not instances:
            return
        model = type(instances[0])
        if model._meta.many_to_many:
            for instance in instances:
                self.record(instance, history_type)
            return
        rows = [self._row(instance, history_type) for instance in instances]
        model.history_model.objects.bulk_create(rows, batch_size=500)

    def record_planned(self, model, changeset, *, origin, condition, params, columns):
        """
        Write the history rows of many rows of one type with one statement for their columns and one for each set.

        The database itself copies the rows as they stand in their table, joined with `origin`, a table with an alias,
        under `condition`, SQL with `params`; `columns` are the SQL for the row's `key`, the history `type`, the
        `sheet_row` and the `order`.
        """
        quote = connection.ops.quote_name
        kept = [quote(field.column) for field in self.fields_included(model)]
        stamps = ["history_date", "changeset_id", "history_type", "sheet_row"]
        told = [*(f"m.{column}" for column in kept), "%s", "%s", columns["type"], columns["sheet_row"]]
        with connection.cursor() as cursor:
            table, history = quote(model._meta.db_table), quote(model.history_model._meta.db_table)
            cursor.execute(
                f"INSERT INTO {history} ({', '.join([*kept, *stamps])}) "  # noqa: S608 -- names of our own
                f"SELECT {', '.join(told)} FROM {origin} JOIN {table} m "
                f"ON m.{quote(model._meta.pk.column)} = {columns['key']} WHERE {condition} "
                f"ORDER BY {columns['order']}",
                [timezone.now(), changeset.pk, *params],
            )
            for field in model._meta.many_to_many:
                self._record_sets(cursor, model, field, changeset)

    def _record_sets(self, cursor, model, field, changeset):
        """Copy the sets of the rows that a changeset wrote, as they are now, beside their history rows."""
        quote = connection.ops.quote_name
        through = field.remote_field.through._meta
        kept = ", ".join(f"t.{quote(each.column)}" for each in through.concrete_fields)
        names = ", ".join(quote(each.column) for each in through.concrete_fields)
        source = quote(field.m2m_column_name())
        cursor.execute(
            f"INSERT INTO {quote(self.m2m_models[field]._meta.db_table)} ({names}, history_id) "  # noqa: S608
            f"SELECT {kept}, h.history_id FROM {quote(through.db_table)} t "
            f"JOIN {quote(model.history_model._meta.db_table)} h ON h.id = t.{source} WHERE h.changeset_id = %s",
            [changeset.pk],
        )

    def _row(self, instance, history_type):
        return instance.history_model(
            history_date=timezone.now(),
            history_type=history_type,
            changeset=current_unit().saved_changeset(),
            **{field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)},
        )

    def post_save(self, instance, created, using=None, **kwargs):
        if not kwargs.get("raw", False):
            current_unit()

    def post_delete(self, instance, using=None, **kwargs):
        current_unit()

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **kwargs):
        current_unit()
