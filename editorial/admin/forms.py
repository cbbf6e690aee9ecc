"""Forms that know which version of a row they show, and what to do when others were faster."""

from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from core.form_fields import ProseFormField
from editorial.admin.choices import remember_chosen
from editorial.admin.clashing import Decisions
from editorial.diffs import changes_since, shown_value
from editorial.merging import merged_fields, snapshot
from editorial.writing import ConflictError, GoneError, UnknownVersionError, reconcile

NO_VERSION = (
    "This form does not say which version of the record it shows. Compare it with the record as it stands, then save "
    "again."
)


class Refused(Exception):
    """
    A write was refused after the form had passed; `prefix` names the form that is to show it.

    With `renew` the form also shows what others changed meanwhile, and goes out again with the newest version.
    """

    def __init__(self, error, prefix=None, *, renew=False):
        self.error = error
        self.prefix = prefix
        self.renew = renew
        super().__init__(str(error))


class VersionedForm(forms.ModelForm):
    """
    The form of one versioned row.

    It carries the version it was rendered with. When others wrote since, it merges what they changed elsewhere; where
    they changed the same field, it keeps the ConflictError as `conflict` and does not pass before the writer has
    decided (see `editorial.admin.clashing`).
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
        self.conflict = None
        self.shown = {}
        self.decisions = Decisions()
        remember_chosen(self)

    @property
    def is_new(self):
        return self.instance._state.adding

    @property
    def moved_on(self):
        """Whether others wrote the row since this form was opened."""
        return self.current_version is not None and self.current_version != self.cleaned_data.get("seen_version")

    def full_clean(self):
        if self.is_bound and not self.is_new:
            self.decisions = Decisions.read(self)
            for name, value in self.decisions.given_way.items():
                self._show(name, value)
        super().full_clean()

    def _post_clean(self):
        super()._post_clean()
        many = [field.name for field in self._meta.model._meta.many_to_many]
        self.related = {name: list(self.cleaned_data[name]) for name in many if name in self.cleaned_data}
        if not self.is_new and self.has_changed():
            self._reconcile()
        if self.refusal is not None and self.refusal.prefix == self.prefix:
            if self.refusal.renew and self.moved_on:
                self._show_merged()
            self._tell_refusal(self.refusal.error)

    def _reconcile(self):
        seen = self.cleaned_data.get("seen_version")
        if seen is None:
            self._errors.pop("seen_version", None)
            self.add_error(None, NO_VERSION)
            self.show_version(self.instance.version)
            return
        settled = self.decisions.settled
        try:
            current = reconcile(self.instance, seen=seen, related=self.related, settled=settled)
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
                met = settled | set(self.decisions.given_way)
                self.merged = {name: each for name, each in changes_since(current, seen).items() if name not in met}

    def _tell_conflict(self, conflict, seen):
        self.conflict = conflict
        changed = changes_since(conflict.current, seen)
        for clash in conflict.clashes:
            field = conflict.current._meta.get_field(clash.field)
            name = clash.field if clash.field in self.fields else None
            self.add_error(name, told_clash(field, changed[clash.field], named=name is None))

    def _show_merged(self):
        """Show the row as it would be saved, theirs and mine, so that saving again is meant for all of it."""
        fields = merged_fields(self._meta.model)
        for name, value in snapshot(self.instance, fields, self.related).items():
            if name in self.fields:
                self._show(name, value)
        self.show_version(self.current_version)

    def show_version(self, version):
        """Have the form go out again with another version than it came in with."""
        self._show("seen_version", version)

    def _show(self, name, value):
        """Have the form go out again with another value than was typed."""
        values = [str(each) for each in sorted(value)] if isinstance(value, frozenset) else None
        key = self.add_prefix(name)
        self.shown[key] = ["" if value is None else str(value)] if values is None else values
        self.data = self.data.copy()
        self.data.setlist(key, self.shown[key])

    def _tell_refusal(self, error):
        told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in told.items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))


class RecordForm(VersionedForm):
    """The form of one record, with the reason that its history shows, and a key so that it is written once."""

    change_reason = ProseFormField(
        label="Reason for the change",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80, "class": "change-reason"}),
        help_text="Optional; shown in the history.",
    )

    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def has_changed(self):
        return any(name not in ("change_reason", "form_key") for name in self.changed_data)


def told_clash(field, change, *, named=False):
    """The sentence that shows both values of a field and who wrote the other one, when."""
    before, after = shown_value(change.before, field), shown_value(change.after, field)
    subject = f"{field.verbose_name}: " if named else ""
    return (
        f"{subject}{told_author(change.after)} changed this while you were editing: it was “{before}” and is now "
        f"“{after}”. Yours stands here: when the rest is right, you are asked which of the two to keep."
    )


def told_author(row):
    """Who wrote a history row, and when."""
    written = timezone.localtime(row.changeset.created)
    return f"{row.changeset.author_name} ({date_format(written, 'j F Y, H:i')})"
