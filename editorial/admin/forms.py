"""Forms that know which version of a row they show, and what to do when others were faster."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from core.form_fields import ProseFormField
from editorial.admin.choices import remember_chosen
from editorial.diffs import changes_since, shown_value
from editorial.merging import merged_fields, snapshot
from editorial.writing import ConflictError, GoneError, UnknownVersionError, reconcile

NO_VERSION = (
    "This form does not say which version of the record it shows. Compare it with the record as it stands, then save "
    "again."
)


class Refused(Exception):
    """A write was refused after the form had passed; `prefix` names the form that is to show it."""

    def __init__(self, error, prefix=None):
        self.error = error
        self.prefix = prefix
        super().__init__(str(error))


class VersionedForm(forms.ModelForm):
    """
    The form of one versioned row.

    It carries the version it was rendered with. When others wrote since, it merges what they changed elsewhere; where
    they changed the same field, it comes back with both values and the newer version, so that saving again is meant.
    """

    seen_version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    refusal = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["seen_version"] = self.instance.version
        self.related = {}
        self.current_version = None
        self.merged = {}
        remember_chosen(self)

    @property
    def is_new(self):
        return self.instance._state.adding

    def _post_clean(self):
        super()._post_clean()
        many = [field.name for field in self._meta.model._meta.many_to_many]
        self.related = {name: list(self.cleaned_data[name]) for name in many if name in self.cleaned_data}
        if not self.is_new and self.has_changed():
            self._reconcile()
        if self.refusal is not None and self.refusal.prefix == self.prefix:
            self._tell_refusal(self.refusal.error)

    def _reconcile(self):
        seen = self.cleaned_data.get("seen_version")
        if seen is None:
            self._errors.pop("seen_version", None)
            self.add_error(None, NO_VERSION)
            self.show_version(self.instance.version)
            return
        try:
            current = reconcile(self.instance, seen=seen, related=self.related)
        except UnknownVersionError as error:
            self.add_error(
                None, ValidationError([*error.messages, "To put your values in the place of those, save again."])
            )
            self.show_version(self.instance.version)
        except GoneError as error:
            self.add_error(None, f"{error} What you typed is still here.")
        except ConflictError as conflict:
            self._tell_conflict(conflict, seen)
        else:
            self.current_version = current.version
            if current.version != seen:
                self.merged = changes_since(current, seen)

    def _tell_conflict(self, conflict, seen):
        clean = not self._errors
        changed = changes_since(conflict.current, seen)
        for clash in conflict.clashes:
            field = conflict.current._meta.get_field(clash.field)
            name = clash.field if clash.field in self.fields else None
            self.add_error(name, told_clash(field, changed[clash.field], named=name is None))
        # With other errors about, some of what was typed is not known: the newer version waits for the next look.
        if clean:
            self._take_theirs(conflict)
            self.show_version(conflict.current.version)

    def _take_theirs(self, conflict):
        """Show what others wrote in the fields that this writer left alone, so that saving again keeps it."""
        fields = merged_fields(self._meta.model)
        mine = snapshot(self.instance, fields, self.related)
        for field in fields:
            merged = conflict.merged[field.name]
            if field.name in self.fields and merged != mine[field.name]:
                self._show(field.name, merged)

    def show_version(self, version):
        """Have the form go out again with another version than it came in with."""
        self._show("seen_version", version)

    def _show(self, name, value):
        self.data = self.data.copy()
        key = self.add_prefix(name)
        if isinstance(value, frozenset):
            self.data.setlist(key, [str(each) for each in sorted(value)])
        else:
            self.data[key] = "" if value is None else str(value)

    def _tell_refusal(self, error):
        told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in told.items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))


class RecordForm(VersionedForm):
    """The form of one record, with the reason that its history shows."""

    change_reason = ProseFormField(
        label="Reason for the change",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80, "class": "change-reason"}),
        help_text="Optional; shown in the history.",
    )

    def has_changed(self):
        return any(name != "change_reason" for name in self.changed_data)


def told_clash(field, change, *, named=False):
    """The sentence that shows both values of a field and who wrote the other one, when."""
    before, after = shown_value(change.before, field), shown_value(change.after, field)
    subject = f"{field.verbose_name}: " if named else ""
    return (
        f"{subject}{told_author(change.after)} changed this while you were editing: it was “{before}” and is now "
        f"“{after}”. Yours stands here: save again to put it in the place of theirs."
    )


def told_author(row):
    """Who wrote a history row, and when."""
    written = timezone.localtime(row.changeset.created)
    return f"{row.changeset.author_name} ({date_format(written, 'j F Y, H:i')})"
