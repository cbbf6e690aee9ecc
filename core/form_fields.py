"""Form fields for partial dates and clean text."""

from django import forms
from django.core.exceptions import ValidationError

from core.dates import EXAMPLES, MAX_LENGTH, DateError, PartialDate, to_partial_date
from core.text import clean_text, normalize_names

DATE_HELP = f"As the source prints it: {EXAMPLES}."


class PartialDateFormField(forms.CharField):
    """Text in, ``PartialDate`` or None out; what was typed is shown again as it was typed."""

    def __init__(self, *, max_length: int = MAX_LENGTH, help_text: str = "", **kwargs: object) -> None:
        super().__init__(max_length=max_length, help_text=help_text or DATE_HELP, **kwargs)

    def to_python(self, value: object) -> PartialDate | None:
        try:
            return to_partial_date(value)
        except DateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def run_validators(self, value: PartialDate | None) -> None:
        # The validators of a text field (length, NUL) look at the text.
        super().run_validators(value.text if value else "")

    def prepare_value(self, value: object) -> object:
        return value.text if isinstance(value, PartialDate) else value

    def has_changed(self, initial: object, data: object) -> bool:
        if self.disabled:
            return False
        return str(self.prepare_value(initial) or "").strip() != str(self.prepare_value(data) or "").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # Dates as printed are not words: no correction, no capital letters, no history of other fields.
        return super().widget_attrs(widget) | {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class _CleanTextFormField(forms.CharField):
    def to_python(self, value: object) -> str:
        value = super().to_python(value)
        try:
            return self.clean_text(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean_text(self, value: str) -> str:
        return clean_text(value)


class LineFormField(_CleanTextFormField):
    """One line of clean text."""


class ProseFormField(_CleanTextFormField):
    """Several lines of clean text; the line ends that browsers send are no change."""

    widget = forms.Textarea

    def clean_text(self, value: str) -> str:
        return clean_text(value, multiline=True)


class NamesFormField(_CleanTextFormField):
    """Names, one a line, each with its language in brackets where known."""

    widget = forms.Textarea

    def clean_text(self, value: str) -> str:
        return normalize_names(value)
