"""
The one import: any number of sheets, read into the register inside one changeset, all or nothing.

    the file -> rows, planned and checked batch by batch -> `PlannedRow`s -> one short transaction that writes them

`import_sheets` walks the whole way at once, for commands and small files. An import that people look at before they
confirm it, or that is too large for a request, is an `ImportRun` that `exchange.runs` takes along the same way.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from import_export.results import Error, InvalidRow, Result, RowResult

from editorial.choices import ChangesetKind
from exchange.applying import StaleError, apply, look_at_written
from exchange.models import ImportRun, RowKind
from exchange.policies import ImportPolicy
from exchange.staging import Staging, forget_rows

#: How many rows of each sheet a Report tells one by one; the totals count all.
ROWS_TOLD = 1_000
#: How often an import is planned anew because others wrote meanwhile.
ATTEMPTS = 5


@dataclass(frozen=True)
class Problem:
    """Why nothing was written: where, what stands there, and what to do about it."""

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str

    def __str__(self):
        place = f"sheet {self.sheet}" if self.sheet else "the whole file"
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        shown = f" “{self.value}”" if self.value else ""
        return f"{place}{shown}: {self.reason}"


class SheetRowResult(RowResult):
    """What became of a row: its number in the sheet and the cells it changed, as (column, old, new)."""

    def __init__(self, row):
        super().__init__()
        self.row_number = row.row
        self.changes = [tuple(change) for change in row.changes]
        self.object_id = row.record_id
        self.object_repr = row.label
        self.import_type = IMPORT_TYPES[row.kind]


IMPORT_TYPES = {
    RowKind.CREATED: RowResult.IMPORT_TYPE_NEW,
    RowKind.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    RowKind.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    RowKind.KEPT: RowResult.IMPORT_TYPE_SKIP,
    RowKind.CONFLICT: RowResult.IMPORT_TYPE_INVALID,
    RowKind.REFUSED: RowResult.IMPORT_TYPE_INVALID,
}


@dataclass
class Report:
    """What an import did, or would do: a Result per sheet, every problem of all of them, and what was kept."""

    results: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    changeset: object = None

    @classmethod
    def of(cls, run):
        """The report of a run whose rows were read."""
        report = cls()
        for sheet, counts in run.counts.items():
            result = report.results[sheet] = Result()
            result.report = report
            for kind, rows in counts.items():
                if kind in IMPORT_TYPES:
                    result.totals[IMPORT_TYPES[kind]] += rows
                    result.total_rows += rows
        report.problems = [Problem(**_place(each)) for each in run.problems]
        for row in run.rows.exclude(kind__in=[RowKind.UNCHANGED, RowKind.CITED]).in_file_order().iterator():
            report._tell(row)
        in_order = list(report.results)
        report.problems.sort(
            key=lambda problem: (in_order.index(problem.sheet) if problem.sheet else -1, problem.row or 0)
        )
        if report.problems:
            # The library's screens ask each Result by itself, and some problems show only after all rows are in.
            for result in report.results.values():
                result.append_base_error(Error(ValueError("Nothing was written.")))
        return report

    def _tell(self, row):
        result = self.results[row.sheet]
        if row.kind == RowKind.KEPT:
            self.kept.append(f"sheet {row.sheet}, row {row.row}: {row.problems[0]['reason']}")
        elif row.problems:
            self.problems += [Problem(**_place(each, row)) for each in row.problems]
            if len(result.invalid_rows) < ROWS_TOLD:
                errors = {each["column"] or "__all__": [each["reason"]] for each in row.problems}
                result.invalid_rows.append(InvalidRow(row.row, ValidationError(errors), ()))
        elif len(result.rows) < ROWS_TOLD:
            result.append_row_result(SheetRowResult(row))

    def total(self, kind):
        """The number of rows of one import type over all sheets."""
        return sum(result.totals[kind] for result in self.results.values())

    @property
    def created(self):
        return self.total(RowResult.IMPORT_TYPE_NEW)

    @property
    def changed(self):
        return self.total(RowResult.IMPORT_TYPE_UPDATE)

    @property
    def unchanged(self):
        return self.total(RowResult.IMPORT_TYPE_SKIP)


def _place(problem, row=None):
    place = {name: problem.get(name, "") for name in ("sheet", "row", "column", "value", "reason")}
    return place | ({"sheet": row.sheet, "row": row.row} if row else {})


def import_sheets(sheets, *, author, dry_run=False, kind=ChangesetKind.IMPORT, policy=None, **details):
    """
    Import (resource, dataset) pairs in the given order and return the Report.

    `details` go to the changeset (file_name, file_digest, reason). Nothing is written when `dry_run` is set or any
    row has a problem.
    """
    policy = policy or ImportPolicy(author)
    run = ImportRun.objects.create(uploaded_by=author, **details)
    resources = [resource for resource, _dataset in sheets]
    try:
        for _attempt in range(ATTEMPTS):
            Staging(run, sheets, policy).read()
            report = Report.of(run)
            if dry_run or report.problems:
                return report
            try:
                report.changeset = apply(run, resources, author=author, kind=kind, **details)
            except StaleError:
                continue
            look_at_written(run)
            return report
        raise StaleError
    finally:
        forget_rows(run)
        run.delete()
