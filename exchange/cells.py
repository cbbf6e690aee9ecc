"""How one kind of value is written in a cell, and read back: the same rules in every format."""

from decimal import Decimal, InvalidOperation

from import_export.widgets import Widget

from core.dates import PartialDate, to_partial_date
from core.fields import PartialDateField
from editorial.references import resolve

SEPARATOR = ";"


class TextCell(Widget):
    """Text, as it is; the model field validates it."""

    def clean(self, value, row=None, **kwargs):
        return "" if value is None else str(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class IntegerCell(TextCell):
    """A whole number in ASCII digits, or a blank."""

    def clean(self, value, row=None, **kwargs):
        text = super().clean(value).strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise ValueError(f"“{text}” is not a whole number: write it in digits, such as 12.")
        return int(text)


class DecimalCell(TextCell):
    """A number with a decimal point, or a blank."""

    def clean(self, value, row=None, **kwargs):
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            number = Decimal(text) if text.isascii() and len(text) <= 40 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise ValueError(f"“{text}” is not a number: write it in digits with a decimal point, such as 2.5.")
        return number

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value.normalize():f}"


class ChoiceCell(TextCell):
    """One of a fixed list: its stored value on the way out, that or its label on the way in."""

    def __init__(self, choices):
        super().__init__()
        self.values = {str(label).casefold(): value for value, label in choices}
        self.values.update({value: value for value, _label in choices})

    def clean(self, value, row=None, **kwargs):
        text = super().clean(value).strip()
        if not text:
            return ""
        found = self.values.get(text, self.values.get(text.casefold()))
        if found is None:
            allowed = ", ".join(dict.fromkeys(value for value in self.values.values() if value))
            raise ValueError(f"“{text}” is not in the list. Write one of: {allowed}.")
        return found


class PartialDateCell(Widget):
    """A date as the source prints it; a cell that the spreadsheet holds as a date is that day, its time dropped.

    A spreadsheet holds a year typed alone as a number, so whole numbers are read as their digits.

    `clean` raises `DateError`, a `ValueError` with a sentence for the person who filled in the cell.
    """

    def clean(self, value: object, row: dict | None = None, **kwargs: object) -> PartialDate | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is int:
            value = str(value)
        try:
            return to_partial_date(value)
        except TypeError as error:
            raise ValueError(str(error)) from error

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return value.text if isinstance(value, PartialDate) else str(value or "")


class ReferenceCell(Widget):
    """A cell that names one record of `model`: by slug on the way out, by slug or any name on the way in."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.known = {}

    def preload(self, contents, world):
        """Look up all names in the contents of many cells, so that `clean` asks nothing."""
        self.known = world.resolve_all(self.model, {part for content in contents for part in self.parts(content)})

    def parts(self, content):
        """The names in a cell's content."""
        text = str(content or "").strip()
        return [text] if text else []

    def clean(self, value, row=None, **kwargs):
        """The record named, or None for a blank cell. Raises UnresolvedReferenceError."""
        parts = self.parts(value)
        return self.find(parts[0]) if parts else None

    def find(self, text):
        """The record of one name, looked up once."""
        if text not in self.known:
            self.known[text] = resolve(self.model, text)
        found = self.known[text]
        if isinstance(found, Exception):
            raise found
        return found

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class ReferencesCell(ReferenceCell):
    """A cell that names several records of `model`, separated by semicolons or line breaks."""

    def parts(self, content):
        return split_list(content)

    def clean(self, value, row=None, **kwargs):
        """The records named, in the cell's order, each once. Raises UnresolvedReferenceError."""
        return list(dict.fromkeys(self.find(part) for part in self.parts(value)))

    def render(self, value, obj=None, **kwargs):
        return f"{SEPARATOR} ".join(sorted(record.slug for record in value.all()))


def split_list(value):
    """The parts of a cell that holds a list, without blanks."""
    parts = str(value or "").replace("\n", SEPARATOR).split(SEPARATOR)
    return [part.strip() for part in parts if part.strip()]


def cell_for(field):
    """The kind of cell that holds a model field's values."""
    if field.many_to_many:
        return ReferencesCell(field.related_model)
    if field.is_relation:
        return ReferenceCell(field.related_model)
    if isinstance(field, PartialDateField):
        return PartialDateCell()
    if field.choices:
        return ChoiceCell(field.flatchoices)
    kinds = {"DecimalField": DecimalCell, "PositiveIntegerField": IntegerCell}
    return kinds.get(field.get_internal_type(), TextCell)()
