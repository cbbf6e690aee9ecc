"""Widgets: how one cell of a spreadsheet becomes a value of a field, and back."""

from import_export.widgets import Widget

from core.dates import PartialDate, to_partial_date


class PartialDateWidget(Widget):
    """A date as the source prints it; a cell that the spreadsheet holds as a date is that day, its time dropped.

    A spreadsheet holds a year typed alone as a number, so whole numbers are read as their digits.

    ``clean`` raises ``DateError``, a ``ValueError`` with a sentence for the person who filled in the cell.
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
