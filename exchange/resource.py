"""The sheet of one record type: its columns, and what reading one of its rows does."""

import re

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.results import RowResult

from editorial.merging import merged_fields
from editorial.units import current_unit
from editorial.writing import ConflictError, GoneError, write
from exchange.cells import SEPARATOR, IntegerCell, cell_for
from exchange.engine import import_sheets

MAX_NAMESAKES = 50


class SheetRowResult(RowResult):
    """What became of a row: its number in the sheet and the cells it changed, as (column, old, new)."""

    def __init__(self):
        super().__init__()
        self.row_number = None
        self.changes = []


def columns_left_out(model):
    """The names of the model fields that have no column, for `Meta.exclude`: keys and what is derived."""
    shown = {field.name for field in merged_fields(model)} | {"version"}
    return [field.name for field in model._meta.concrete_fields if field.name not in shown]


class SheetResource(resources.ModelResource):
    """
    The base of every sheet: a row is found by its key, compared, and written through the one write path.

    A row whose version is old is merged with what others changed since, or refused with both values. A row without
    a version may fill blank cells of a record, but not replace what stands there.
    """

    version = fields.Field(attribute="version", column_name="version", widget=IntegerCell())
    # The models, beyond those of foreign keys, whose rows must be in before this sheet's.
    needs = ()
    last = False
    sheet_order = ("slug",)

    class Meta:
        import_id_fields = ["slug"]

    @classmethod
    def sheet_name(cls):
        """The sheet's name in a workbook and the file's in a folder, such as `treaty-actions`."""
        return cls._meta.model._meta.verbose_name_plural.replace(" ", "-")

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return fields.Field(attribute=field_name, column_name=field_name, widget=cell_for(django_field))

    def get_export_order(self):
        return [name for name in self.fields if name != "version"] + ["version"]

    def get_queryset(self):
        single = [field.name for field in self._meta.model._meta.concrete_fields if field.is_relation]
        several = [field.name for field in self._meta.model._meta.many_to_many]
        rows = super().get_queryset().select_related(*single).prefetch_related(*several)
        return rows.order_by(*self.sheet_order)

    def columns(self):
        """The names of the columns, in order."""
        return [self.fields[name].column_name for name in self.get_export_order()]

    def model_columns(self):
        """(model field, sheet field) of each column that holds a value of the row itself."""
        names = {field.name: field for field in merged_fields(self._meta.model)}
        return [(names[name], field) for name, field in self.fields.items() if name in names]

    # `import_data` is what the screens of django-import-export call.

    def import_data(self, dataset, dry_run=False, *, user=None, file_name="", file_digest="", reason="", **kwargs):
        """Import this sheet by itself, all or nothing. Returns the library's Result, holding SheetRowResults."""
        details = {"file_name": file_name or "", "file_digest": file_digest, "reason": reason}
        report = import_sheets([(self, dataset)], author=user, dry_run=dry_run, **details)
        return report.results[self.sheet_name()]

    def import_row(self, row, instance_loader=None, *, row_number, **kwargs):
        """Read one row into the register, inside the open changeset."""
        result = SheetRowResult()
        result.row_values = row
        result.row_number = row_number
        try:
            with current_unit().savepoint():
                self._read(row, result)
        except ValidationError as error:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = error
        return result

    def _read(self, row, result):
        self.complete_key(row)
        record = self.find(row)
        new = record is None
        record = self.new_record(row) if new else record
        before = {} if new else self.cells(record)
        related = self.fill(record, row)
        written = (new or self._differs(record, related, before)) and self._write(record, row, new, related)
        if written:
            after = self.cells(record)
            result.changes = [
                (name, before.get(name, ""), after[name]) for name in after if before.get(name, "") != after[name]
            ]
            current_unit().policy.check(record, row, before, result.changes)
            result.import_type = RowResult.IMPORT_TYPE_NEW if new else RowResult.IMPORT_TYPE_UPDATE
        else:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
        result.instance = record
        result.add_instance_info(record)
        self.row_done(record, row)

    def complete_key(self, row):
        """Give a row without a key the one it would get, so that a second reading finds what the first wrote."""

    def find(self, row):
        """The record that the row's key names, or None."""
        key = {name: str(row.get(name) or "").strip() for name in self._meta.import_id_fields}
        return self.get_queryset().filter(**key).first() if all(key.values()) else None

    def new_record(self, row):
        """An empty record for a row that names none."""
        return self._meta.model()

    def cells(self, record):
        """What the sheet says of a record: cell texts by column."""
        return {field.column_name: field.export(record) for _model_field, field in self.model_columns()}

    def fill(self, record, row):
        """
        Put the row's cells into the record, and return its many-to-many values by field name.

        A column that is absent leaves its field as it is. Raises ValidationError with every bad cell by column.
        """
        related, errors = {}, {}
        for model_field, field in self.model_columns():
            if field.column_name not in row:
                continue
            try:
                value = field.widget.clean(row[field.column_name], row=row)
            except ValueError as error:
                errors[field.column_name] = str(error)
                continue
            if model_field.many_to_many:
                related[model_field.name] = value
            elif value != "" or model_field.blank or not model_field.has_default():
                setattr(record, model_field.name, value)
        if errors:
            raise ValidationError(self._with_other_problems(record, errors))
        return related

    def _with_other_problems(self, record, errors):
        """The row's unreadable cells together with what else is wrong with it, so that all is told at once."""
        unread = {field.name for field in record._meta.concrete_fields} - {
            field.name for field, _ in self.model_columns()
        }
        try:
            record.clean_fields(exclude={*unread, *errors})
        except ValidationError as error:
            return {**error.message_dict, **errors}
        return errors

    def _differs(self, record, related, before):
        for model_field, field in self.model_columns():
            if not model_field.many_to_many:
                cell = field.export(record)
            elif model_field.name in related:
                cell = f"{SEPARATOR} ".join(sorted(item.slug for item in related[model_field.name]))
            else:
                continue
            if cell != before[field.column_name]:
                return True
        return False

    def _write(self, record, row, new, related):
        try:
            version = self.fields["version"].widget.clean(row.get("version"))
        except ValueError as error:
            raise ValidationError({"version": str(error)}) from error
        try:
            return write(record, seen=None if new else current_unit().policy.seen(version), related=related)
        except ConflictError as error:
            raise ValidationError(self._conflict_messages(error)) from error
        except GoneError as error:
            raise ValidationError(str(error)) from error

    def _conflict_messages(self, conflict):
        told = {}
        for clash in conflict.clashes:
            theirs = self.fields[clash.field].export(conflict.current)
            told[clash.field] = (
                f"Someone else changed this since the row was exported: the register now says “{theirs}”. "
                f"Take that value, or write version {conflict.current.version} to put yours in its place."
            )
        return told

    def row_done(self, record, row):
        """Note what must wait until the rows of all sheets are in."""

    def finish(self, report):
        """Do what waited; problems go into `report`."""


class RecordResource(SheetResource):
    """The sheet of a type of record: a row has an address, a status and names."""

    class Meta(SheetResource.Meta):
        pass

    def complete_key(self, row):
        """A row without an address is the namesake that says the same, if there is one."""
        if str(row.get("slug") or "").strip():
            return
        told = self._meta.model()
        related = self.fill(told, row)
        base = told.base_slug()
        namesakes = self.get_queryset().filter(slug__startswith=base)[:MAX_NAMESAKES]
        for record in namesakes:
            if re.fullmatch(rf"{re.escape(base)}(-\d+)?", record.slug):
                told.slug = record.slug
                if not self._differs(told, related, self.cells(record)):
                    row["slug"] = record.slug
                    return
