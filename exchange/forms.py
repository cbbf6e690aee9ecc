"""The forms of the import and export screens."""

from django import forms
from import_export.forms import ExportForm, ImportForm

from core.form_fields import LineFormField
from editorial.admin.moves import ReasonForm
from editorial.references import UnresolvedReferenceError, resolve
from exchange.readers import MAX_BYTES


class FileFields(forms.Form):
    """A file and the reason for its changes."""

    import_file = forms.FileField(label="File to import")
    reason = LineFormField(
        required=False, max_length=500, help_text="Why you change this; shown in the history. You are asked again."
    )

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it into several.")
        return file


class SheetImportForm(FileFields, ImportForm):
    """The file of one record type. What format it is in shows from its content."""

    field_order = ["resource", "import_file", "reason"]

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        del self.fields["format"]

    @property
    def media(self):
        return forms.Media()


class ConfirmForm(ReasonForm):
    """That what was looked at shall be written, and why."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class NameForm(forms.Form):
    """What one name in the file means: one of the nearest records, or another that is named."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput, strip=False)
    choice = forms.CharField(required=False, widget=forms.Select)
    other = LineFormField(required=False, max_length=300)

    def __init__(self, *args, models, choices, **kwargs):
        """`models` are the types of record by sheet; `choices` the (slug, title) pairs by (sheet, name)."""
        super().__init__(*args, **kwargs)
        self.models = models
        sheet, self.told_name = (str(self[field].value() or "") for field in ("sheet", "name"))
        self.offered = choices.get((sheet, self.told_name), [])
        self.fields["choice"].widget.choices = [("", "–"), *self.offered]
        self.kind = models[sheet]._meta.verbose_name if sheet in models else ""

    def clean(self):
        cleaned = super().clean()
        meant = cleaned.get("other") or cleaned.get("choice")
        if not meant or self.errors:
            return cleaned
        if cleaned["sheet"] not in self.models:
            raise forms.ValidationError("There is no such sheet.")
        try:
            cleaned["slug"] = resolve(self.models[cleaned["sheet"]], meant).slug
        except UnresolvedReferenceError as error:
            self.add_error("other", str(error))
        return cleaned


class SheetExportForm(ExportForm):
    """The format to export in: always all columns, so that every export can come back."""
