"""What the author of an import may do: what the same person may do in the admin."""

from django.core.exceptions import ValidationError

from editorial.choices import ChangesetKind, Status
from editorial.roles import may_import, may_publish
from exchange.registry import sheets

SHOWN = {Status.PUBLISHED, Status.WITHDRAWN}
REFUSED = "You may not publish, nor change what readers see or saw: leave it to a reviewer, or the status at draft."


def may_import_into(user, names=None):
    """Whether `user` may bring in rows of these sheets, by name; None stands for all there are."""
    models = [each._meta.model for each in sheets() if names is None or each.sheet_name() in names]
    wanted = [
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for model in models for verb in ("add", "change")
    ]
    return may_import(user) and user.has_perms(wanted)


class ImportPolicy:
    """A person's import: their permissions, and the version each row was exported at."""

    def __init__(self, author):
        self.publishes = author is None or may_publish(author)

    def seen(self, version):
        """The version that a row's writer looked at; None stands for the current one."""
        return version

    def may_write(self, row, status_before=None):
        """Whether this author may write a row that is, or belongs to, a record which readers see or saw."""
        return self.publishes or not SHOWN & {status_before, *(owner.status for owner in row.publication_owners())}

    def kept(self, model, records):
        """(pk, version) of those of the stored `records` that stay as they are, whatever the rows say."""
        return frozenset()

    def check(self, record, row, before, changes):
        """Refuse a change that this author may not make. Raises ValidationError."""
        if not self.may_write(record, before.get("status")):
            raise ValidationError(REFUSED)
        if not before or str(row.get("version") or "").strip():
            return
        replaced = [column for column, old, _new in changes if old]
        if replaced:
            raise ValidationError(
                dict.fromkeys(
                    replaced,
                    "The register has another value here. To replace it, export the record again, or write "
                    f"the version you looked at, {record.version - 1}, into the column “version”.",
                )
            )


class KeptRowError(ValidationError):
    """A seed row that gives way to what an editor wrote since; told, and no problem."""


class SeedPolicy(ImportPolicy):
    """The seeds: they may replace what seeds wrote, and never what a person did."""

    def __init__(self):
        super().__init__(author=None)

    def seen(self, version):
        return None

    def check(self, record, row, before, changes):
        """Seeds change whatever they wrote."""

    def kept(self, model, records):
        versions = {record.pk: record.version for record in records}
        history = model.history_model.objects.filter(id__in=versions).exclude(changeset__kind=ChangesetKind.SEED)
        return {(pk, version) for pk, version in history.values_list("id", "version") if versions[pk] == version}
