"""From the cells of a row to the values of a record: each distinct cell of a column is read and validated once."""

from django.core.exceptions import ValidationError

from editorial.merging import merged_fields
from exchange.cells import SEPARATOR, ReferenceCell

#: How many distinct cells of a column are remembered.
MAX_REMEMBERED = 20_000


class Cell:
    """What one cell says: a value, its text in the sheet, or why it is refused."""

    __slots__ = ("error", "invalid", "kept", "text", "value")

    def __init__(self, value=None, text="", *, kept=False, error=None, invalid=None):
        self.value = value
        self.text = text
        self.kept = kept
        self.error = error
        self.invalid = invalid


class Column:
    """One column of a sheet that holds a field of the model."""

    def __init__(self, model_field, sheet_field):
        self.field = model_field
        self.name = sheet_field.column_name
        self.cell = sheet_field.widget
        self.attname = getattr(model_field, "attname", model_field.name)
        self.is_single = model_field.is_relation and not model_field.many_to_many
        self.is_several = model_field.many_to_many
        self.is_reference = isinstance(self.cell, ReferenceCell)
        self.known = {}

    def read(self, content):
        """The Cell of a cell's content."""
        try:
            return self.known[content]
        except KeyError:
            pass
        except TypeError:
            return self._read(content)
        if len(self.known) > MAX_REMEMBERED:
            self.known.clear()
        found = self.known[content] = self._read(content)
        return found

    def _read(self, content):
        try:
            value = self.cell.clean(content)
        except ValueError as error:
            return Cell(error=error.with_traceback(None))
        if self.is_several:
            return Cell(value, self.text_of_several(value))
        if value == "" and not self.field.blank and self.field.has_default():
            return Cell(kept=True)
        return self.validated(value)

    def validated(self, value):
        """The Cell of a value, validated as the model's field does, without a query for what it refers to."""
        field = self.field
        try:
            if self.is_single:
                self._demand(value)
            elif not (field.blank and value in field.empty_values):
                value = field.clean(value, None)
        except ValidationError as error:
            return Cell(value, str(value), invalid=error.messages)
        return Cell(value, self.cell.render(value))

    def _demand(self, value):
        field = self.field
        if value is None and not field.blank:
            code = "blank" if field.null else "null"
            raise ValidationError(field.error_messages[code], code=code)

    def text_of(self, record):
        """What the sheet says of a record."""
        if self.is_single:
            return "" if getattr(record, self.attname) is None else self.cell.render(getattr(record, self.field.name))
        return self.cell.render(getattr(record, self.field.name))

    def text_of_several(self, items):
        return f"{SEPARATOR} ".join(sorted(item.slug for item in items))


class Reading:
    """What one row says: values by attribute, records referred to, sets, and what is wrong with its cells."""

    __slots__ = (
        *("errors", "found", "invalid", "key", "number", "objects"),
        *("record", "related", "row", "said", "texts", "values"),
    )

    def __init__(self, number, row):
        self.number = number
        self.row = row
        self.values = {}
        self.objects = {}
        self.related = {}
        self.texts = {}
        self.errors = {}
        self.invalid = {}
        # The text that tells the record from others of its sheet, and the record, when it is there.
        self.key = None
        self.found = None
        # A new record with the row's values, where one had to be made to find the key.
        self.record = None
        # Of a row without an address: what it says, to tell one that says it again.
        self.said = None

    def put_into(self, record):
        """Give a record what the row says."""
        record.__dict__.update(self.values)
        if self.objects:
            record._state.fields_cache.update(self.objects)
        return record

    def text(self, name):
        """A cell's content as text without surrounding space; a blank where there is no such column."""
        return str(self.row.get(name) or "").strip()


class SheetReader:
    """Reads the rows of one sheet whose headers are known."""

    def __init__(self, resource, headers):
        self.resource = resource
        self.model = resource._meta.model
        every = [Column(model_field, field) for model_field, field in resource.model_columns()]
        self.every = every
        apart = resource.read_apart
        self.columns = [column for column in every if column.name in headers and column.name not in apart]
        named = {column.field.name for column in self.columns}
        self.absent = [
            field
            for field in self.model._meta.concrete_fields
            if field.name not in named and field.name not in apart and not field.primary_key
        ]
        self.absent_invalid = self._blanks_refused(resource, named)

    def _blanks_refused(self, resource, named):
        """What is wrong with a new record for want of columns: {field name: messages}."""
        found = {}
        wanted = {field.name for field in merged_fields(self.model)} - {"slug"}
        for field in self.absent:
            if field.name not in wanted:
                continue
            value = field.get_default()
            if field.is_relation:
                if value is None and not field.blank:
                    found[field.name] = [field.error_messages["blank" if field.null else "null"]]
                continue
            try:
                if not (field.blank and value in field.empty_values):
                    field.clean(value, None)
            except ValidationError as error:
                found[field.name] = error.messages
        return found

    def forget_references(self):
        """Read cells that refer to records anew: in the next batch a name may mean another one."""
        for column in self.columns:
            if column.is_reference:
                column.known.clear()

    def read(self, number, row):
        """The Reading of one row."""
        reading = Reading(number, row)
        for column in self.columns:
            cell = column.read(row[column.name])
            if cell.error is not None:
                reading.errors[column.name] = cell.error
            elif cell.kept:
                continue
            elif column.is_several:
                reading.related[column.name] = cell.value
                reading.texts[column.name] = cell.text
            else:
                reading.texts[column.name] = cell.text
                if cell.invalid:
                    reading.invalid[column.name] = cell.invalid
                if column.is_single:
                    value = cell.value
                    reading.values[column.attname] = value and value.pk
                    reading.objects[column.field.name] = value
                else:
                    reading.values[column.attname] = cell.value
        return reading

    def texts(self, record):
        """What the sheet says of a record: cell texts by column, all columns."""
        return {column.name: column.text_of(record) for column in self.every if not column.is_several}
