"""The panel beside a document: which words, for which record, for which of its fields."""

from django import forms
from django.apps import apps
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from core.form_fields import LineFormField
from sources.choices import WHOLE_RECORD
from sources.documents.quoting import Selector, locate, selector
from sources.models import CitedRecord, Passage

MAX_NUMBER = 2**31 - 1


def citable_models(site, request) -> dict[str, type[CitedRecord]]:
    """The record types that this person may add, by their labels, in the order of the desk."""
    models = {}
    for model in apps.get_models():
        if issubclass(model, CitedRecord):
            try:
                model_admin = site.get_model_admin(model)
            except NotRegistered:
                continue
            if model_admin.has_add_permission(request):
                models[model._meta.label_lower] = model
    order = {label: getattr(site.get_model_admin(model), "menu_order", 0) for label, model in models.items()}
    return {label: models[label] for label in sorted(models, key=order.get)}


class CitingForm(forms.Form):
    """
    Words of one edition of a source, and what they are cited for.

    After validation `cleaned_data` holds `place`, the passage, and `chosen`, the selector of the words (None: the
    passage as a whole).
    """

    passage = forms.IntegerField(label="Passage ¶", min_value=1, max_value=MAX_NUMBER)
    exact = LineFormField(
        label="Words quoted",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As they stand in the passage; blank: the passage as a whole.",
    )
    target = forms.ChoiceField(label="Cite for a")
    field = forms.ChoiceField(label="About", required=False)
    existing = LineFormField(
        label="Which one",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "cite-records", "autocomplete": "off"}),
        help_text="Name or words of a record that is there. Blank: a new one.",
    )
    position = forms.IntegerField(required=False, min_value=0, max_value=MAX_NUMBER, widget=forms.HiddenInput)

    def __init__(self, *args, source, edition, models, **kwargs):
        super().__init__(*args, **kwargs)
        self.source, self.edition, self.models = source, edition, models
        self.fields["target"].choices = [
            (label, capfirst(model._meta.verbose_name)) for label, model in models.items()
        ]
        self.fields["field"].choices = [
            ("", WHOLE_RECORD),
            *(
                (
                    capfirst(model._meta.verbose_name),
                    [(f"{label}:{n}", capfirst(told)) for n, told in model.citable_fields()],
                )
                for label, model in models.items()
            ),
        ]

    def clean_field(self):
        """The field's own name, once it is known to be one of the chosen type."""
        target, _, name = self.cleaned_data["field"].partition(":")
        if target and target != self.cleaned_data.get("target"):
            raise ValidationError("This is a field of another type of record.")
        return name

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("passage")
        if number is None or "exact" not in cleaned:
            return cleaned
        passage = Passage.objects.filter(source=self.source, edition=self.edition, number=number).first()
        if passage is None:
            self.add_error("passage", f"Edition {self.edition} has no passage {number}.")
            return cleaned
        cleaned["place"], cleaned["chosen"] = passage, None
        if cleaned["exact"]:
            cleaned["chosen"] = self._selector(passage, cleaned["exact"], cleaned.get("position"))
        return cleaned

    def _selector(self, passage, exact, near) -> Selector | None:
        span = locate(passage.text, exact, near=near) if passage.text else None
        if span is None:
            told = "These words do not stand in the passage. Copy whole words, as they are printed."
            self.add_error("exact", told if passage.text else "No document is attached: leave the words blank.")
            return None
        return selector(passage.text, span.start, span.end)
