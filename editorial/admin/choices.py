"""Fields to choose a record: autocomplete without a query per row and without stumbling over bad values."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _ChosenOptions:
    """Renders the chosen records as options; those the field knows already cost no query."""

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "editorial/labels.js"])

    def optgroups(self, name, value, attrs=None):
        chosen = [self._option(name, record, place) for place, record in enumerate(self._chosen(value), 1)]
        blank = [] if self.is_required or self.allow_multiple_selected else [self._blank(name)]
        return [(None, blank + chosen, 0)]

    def _chosen(self, value):
        field = self.choices.field
        wanted = [each for each in map(str, value) if each and each != "None"]
        known = [record for record in field.known if str(record.pk) in wanted]
        missing = set(wanted) - {str(record.pk) for record in known}
        if missing:
            known += field.queryset.filter(pk__in=[pk for pk in missing if _is_key(field, pk)])
        return known

    def _option(self, name, record, place):
        label = self.choices.field.label_from_instance(record)
        return self.create_option(name, record.pk, label, {str(record.pk)}, place)

    def _blank(self, name):
        return self.create_option(name, "", "", False, 0)


def _is_key(field, value):
    try:
        field.queryset.model._meta.pk.run_validators(field.queryset.model._meta.pk.to_python(value))
    except ValidationError:
        return False
    return True


class RecordSelect(_ChosenOptions, AutocompleteSelect):
    pass


class RecordSelectMultiple(_ChosenOptions, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs, extra_attrs=None):
        # The cross that clears all would stand inside the list of what is chosen, where only items may stand.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class RecordChoiceField(forms.ModelChoiceField):
    """
    A foreign key. `known` holds the record that stands in it, fetched with its row.

    `describe` words a choice as the suggestions do, where a record's admin words them.
    """

    known = ()
    describe = None

    def label_from_instance(self, obj):
        return self.describe(obj)["text"] if self.describe else super().label_from_instance(obj)

    def to_python(self, value):
        for record in self.known:
            if str(value) == str(record.pk):
                return record
        return super().to_python(value)


class RecordsChoiceField(forms.ModelMultipleChoiceField):
    """A many-to-many field."""

    known = ()

    def _check_values(self, value):
        for key in value:
            if not _is_key(self, key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super()._check_values(value)


def remember_chosen(form):
    """Tell the form's fields which records its row came with, so that showing them asks nothing."""
    for name, field in form.fields.items():
        if isinstance(field, RecordChoiceField):
            model_field = form.instance._meta.get_field(name)
            if model_field.is_cached(form.instance):
                record = getattr(form.instance, name)
                field.known = () if record is None else (record,)
