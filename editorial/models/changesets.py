"""What was changed together: by whom, when, why and through which door."""

from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from editorial.choices import ChangesetKind


class HistoryIsKeptError(RuntimeError):
    """Something tried to change or delete what history tells."""

    def __init__(self):
        super().__init__("History is never changed or deleted. To take a change back, undo it: that adds to history.")


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values):
        raise HistoryIsKeptError

    def delete(self):
        raise HistoryIsKeptError

    def bulk_update(self, *args, **options):
        raise HistoryIsKeptError


class AppendOnly(models.Model):
    """A row that is written once: nothing in the program changes or deletes it."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **options):
        if not self._state.adding:
            raise HistoryIsKeptError
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise HistoryIsKeptError


class Changeset(AppendOnly):
    """
    One row asserts that its author made a group of changes at one time for one reason.

    The evidence is the history rows stamped with it. The author's name is copied so that the row still
    speaks when the account is renamed. A form that was posted carries a key of its own, so that it is written once;
    the digest tells whether a second post says the same.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = LineField(max_length=150)
    kind = models.CharField(max_length=10, choices=ChangesetKind.choices)
    reason = ProseField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="undone_by")
    file_name = LineField(max_length=255, blank=True)
    file_digest = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    form_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("publish_record", "Can publish, send back and withdraw records"),
            ("import_records", "Can import spreadsheets"),
        ]

    def __str__(self):
        what = self.reason or self.file_name or self.get_kind_display()
        return f"{self.pk}: {what} ({self.author_name})"


class Stamp(AppendOnly):
    """The base of every history row: which changeset wrote it, and from which row of its file."""

    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="+")
    sheet_row = LineField(max_length=80, blank=True)

    class Meta:
        abstract = True
