"""The forms of the import and export screens."""

from django import forms
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm

from core.form_fields import LineFormField
from exchange.readers import MAX_BYTES


class SheetImportForm(ImportForm):
    """A file and the reason for its changes. What format it is in shows from its content."""

    reason = LineFormField(required=False, max_length=500, help_text="Why you change this; shown in the history.")
    field_order = ["resource", "import_file", "reason"]

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        del self.fields["format"]

    @property
    def media(self):
        return forms.Media()

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it into several.")
        return file

    def clean(self):
        cleaned = super().clean()
        cleaned["format"] = "0"
        return cleaned


class SheetConfirmForm(ConfirmImportForm):
    """What the preview hands on to the import: the file's digest and the reason."""

    reason = LineFormField(required=False, max_length=500, widget=forms.HiddenInput())


class SheetExportForm(ExportForm):
    """The format to export in: always all columns, so that every export can come back."""
