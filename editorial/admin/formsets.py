"""Rows edited beside their record, each with a version of its own."""

from django import forms
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import ValidationError

from editorial.admin.choices import RecordChoiceField
from editorial.admin.forms import VersionedForm, told_author


class VersionedRowForm(VersionedForm):
    """One row beside its record."""

    is_gone = False

    def clean(self):
        cleaned = super().clean()
        if self.is_gone:
            self.add_error(
                None,
                f"This {self._meta.model._meta.verbose_name} was deleted meanwhile. Tick “Delete” to accept that; to "
                "keep what stands here, add it as a new one.",
            )
        return cleaned


class VersionedRowFormSet(BaseGenericInlineFormSet):
    """The rows beside one record. What others changed is not deleted unseen, what they deleted stays legible."""

    def get_queryset(self):
        # The page pairs these with the forms one by one: rows that others added or deleted must not shift the pairs.
        if self.is_bound and "forms" in self.__dict__:
            return ["deleted meanwhile" if form.is_gone else form.instance for form in self.initial_forms]
        return super().get_queryset()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = self._pk_field.name
        if not form.instance._state.adding:
            # The library's field would ask the database for the very row that the form holds.
            field = RecordChoiceField(form.fields[key].queryset, required=False, widget=forms.HiddenInput)
            field.initial, field.known = form.instance.pk, (form.instance,)
            form.fields[key] = field
        elif self.is_bound and index is not None and index < self.initial_form_count():
            form.is_gone = True
            form.fields[key] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        # The row's own rules look at the record it is about, which is known before it is saved.
        setattr(form.instance, self.ct_field.attname, self._content_type().pk)
        setattr(form.instance, self.ct_fk_field.attname, self.instance.pk)
        return form

    def _content_type(self):
        return self.ct_field.related_model.objects.get_for_model(
            self.instance, for_concrete_model=self.for_concrete_model
        )

    def clean(self):
        super().clean()
        stale = [form for form in self.deleted_forms if self._is_stale(form)]
        for form in stale:
            row = type(form.instance).history_model.objects.filter(id=form.instance.pk).select_related("changeset")
            form.show_version(form.instance.version)
            name = form._meta.model._meta.verbose_name
            raise ValidationError(
                f"{told_author(row.latest('version'))} changed the {name} “{form.instance}” that you are about to "
                "delete. Look at it again; to delete it all the same, save again."
            )

    def _is_stale(self, form):
        if form.instance._state.adding:
            return False
        seen = form.data.get(form.add_prefix("seen_version"))
        return str(seen) != str(form.instance.version)
