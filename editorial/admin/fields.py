"""How the desk's forms ask for each kind of field."""

from django import forms
from django.contrib.admin.exceptions import NotRegistered
from django.db import models

from core.fields import LineField, NamesField, PartialDateField, ProseField
from editorial.admin.choices import RecordChoiceField, RecordsChoiceField, RecordSelect, RecordSelectMultiple


class FieldChoices:
    """Autocomplete on every link to a record type that can be searched, and inputs as wide as what goes in."""

    formfield_overrides = {
        LineField: {"widget": forms.TextInput(attrs={"class": "vTextField"})},
        PartialDateField: {"widget": forms.TextInput(attrs={"class": "vTextField partial-date"})},
        NamesField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
        ProseField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }

    def get_autocomplete_fields(self, request):
        links = [*self.opts.concrete_fields, *self.opts.many_to_many]
        return [link.name for link in links if link.is_relation and self._is_searchable(link.related_model, request)]

    def _is_searchable(self, model, request):
        try:
            return bool(self.admin_site.get_model_admin(model).get_search_fields(request))
        except NotRegistered:
            return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RecordSelect(db_field, self.admin_site))
            kwargs.setdefault("form_class", RecordChoiceField)
            kwargs.setdefault("queryset", self._choices(db_field, request))
            field = super().formfield_for_foreignkey(db_field, request, **kwargs)
            field.describe = getattr(self._admin_of(db_field), "describe_choice", None)
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RecordSelectMultiple(db_field, self.admin_site))
            kwargs.setdefault("form_class", RecordsChoiceField)
            kwargs.setdefault("queryset", self._choices(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _admin_of(self, db_field):
        return self.admin_site.get_model_admin(db_field.related_model)

    def _choices(self, db_field, request):
        """The records to choose from, fetched with what their names need."""
        return self._admin_of(db_field).get_queryset(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, (models.ForeignKey, models.ManyToManyField)):
            # Adding and looking are one click away; changing another record from here would hide what it changes.
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field
