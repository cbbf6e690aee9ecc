"""
An import on its way into the register: the file's run, and what it would do row by row.

A screen asks a run for its state, counts and progress, and its rows through the questions of `PlannedRowQuerySet`:

    run.rows.in_file_order()                      every row, as the file has them
    run.rows.with_problems().in_file_order()      only those that stand in the way
    run.rows.of_kind(RowKind.CHANGED).of_sheet("missions")

Cut a page out of them by slicing or with a Paginator; the totals stand in `run.counts`, so that nothing is counted
twice. The verbs (read, confirm, cancel, map names) are in `exchange.runs`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F

from core.fields import LineField, ProseField
from editorial.models import Changeset


class RunState(models.TextChoices):
    """Where an import stands. Reading and applying wait for a worker while the run has no `worker`."""

    READING = "reading", "Being read"
    CHECKED = "checked", "Ready to confirm"
    REFUSED = "refused", "Has problems"
    APPLYING = "applying", "Being written"
    DONE = "done", "Written"
    FAILED = "failed", "Broken off"
    CANCELLED = "cancelled", "Cancelled"


class RowKind(models.TextChoices):
    """What an import does with one row."""

    CREATED = "created", "Created"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    CITED = "cited", "Citation added"
    KEPT = "kept", "Kept as an editor left it"
    CONFLICT = "conflict", "In conflict"
    REFUSED = "refused", "Refused"


PROBLEM_KINDS = (RowKind.CONFLICT, RowKind.REFUSED)
WRITTEN_KINDS = (RowKind.CREATED, RowKind.CHANGED, RowKind.CITED)


class ImportRun(models.Model):
    """
    One file on its way into the register, from the upload to what came of it.

    `counts` holds {sheet: {kind: rows}}, every sheet of the file in the order in which it is read. `problems` are
    those of no single row, such as a column that is not known; those of rows stand with the row. `mappings` hold
    {sheet: {name in the file: slug}}: what an editor said a name means, such as {"countries": {"Burma": "myanmar"}}.
    """

    sheet = models.CharField(max_length=60, blank=True, help_text="The one sheet it is for; blank: named in the file.")
    file_name = LineField(max_length=255, blank=True)
    file_digest = models.CharField("SHA-256 of the file", max_length=64, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = ProseField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.READING)
    told = models.TextField(blank=True, help_text="What happened last, for the person who waits.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0 while it is not known.")
    worker = models.CharField(max_length=80, blank=True, help_text="Who works on it; blank: nobody yet.")
    heartbeat = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up.")
    cancel_asked = models.BooleanField(default=False)

    mappings = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    state_token = models.JSONField(default=dict, help_text="The register's state that the rows were checked against.")
    plan_digest = models.CharField(max_length=64, blank=True, help_text="Two plans that do the same have the same.")
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "import"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.file_name or 'Import'} ({self.get_state_display()})"

    def count(self, *kinds):
        """How many rows of these kinds there are in all sheets, without a query."""
        return sum(rows.get(kind, 0) for rows in self.counts.values() for kind in kinds)

    @property
    def created_rows(self):
        return self.count(RowKind.CREATED)

    @property
    def changed_rows(self):
        return self.count(RowKind.CHANGED)

    @property
    def unchanged_rows(self):
        return self.count(RowKind.UNCHANGED, RowKind.KEPT)

    @property
    def problem_rows(self):
        return self.count(*PROBLEM_KINDS)

    @property
    def writes_nothing(self):
        """Whether the file says what the register says already."""
        return not self.count(*WRITTEN_KINDS, *PROBLEM_KINDS) and not self.problems

    @property
    def is_waiting(self):
        """Whether it waits for, or is in, a worker's hands: a page that shows it should ask again."""
        return self.state in (RunState.READING, RunState.APPLYING)


class PlannedRowQuerySet(models.QuerySet):
    """Rows of a run, by what becomes of them."""

    def in_file_order(self):
        """By sheet and row, as the file has them."""
        return self.order_by("position", F("row").asc(nulls_last=True), "pk")

    def of_kind(self, *kinds):
        return self.filter(kind__in=kinds)

    def of_sheet(self, name):
        return self.filter(sheet=name)

    def with_problems(self):
        """Those that stand in the way of the import."""
        return self.of_kind(*PROBLEM_KINDS)

    def written(self):
        """Those that would be, or were, written."""
        return self.of_kind(*WRITTEN_KINDS)


class PlannedRow(models.Model):
    """
    One row of the file, and what the import does with it.

    `changes` is a list of [column, old, new], in the order of the columns; a created row has blank olds. `problems` is
    a list of {"column", "value", "reason", "suggestions", "refers_to", "name", "theirs", "base"}: a blank column
    stands for the whole row, suggestions are slugs of the nearest right answers, `refers_to` is the sheet in which a
    name was looked for (and may be mapped), and the last two are there in a conflict: what the register says now, and
    what it said at the version of the row. A row of kind `cited` is a citation that the cell `citations` of the row
    asks for. `record_id` is the number of the record, of a created one the number that is kept for it. `values` is for
    the engine alone: the columns of the model's table in order, and its sets.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    sheet = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(help_text="The place of the sheet in the order of import.")
    row = models.PositiveIntegerField(null=True, help_text="As a spreadsheet program counts: the headers are row 1.")
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    model = models.CharField(max_length=60, blank=True, help_text="The type of record that would be written.")
    record_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=300, blank=True, help_text="How the record is called.")
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    values = models.JSONField(null=True)

    objects = PlannedRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["run", "position", "row"], name="planned_row_in_file_order"),
            models.Index(fields=["run", "kind", "position", "row"], name="planned_row_of_kind"),
        ]

    def __str__(self):
        return f"{self.sheet}, row {self.row}: {self.get_kind_display()}"
