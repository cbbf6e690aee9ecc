"""
The one import: any number of sheets, read row by row into the register inside one changeset, all or nothing.

A preview is the same work rolled back, so that it cannot promise what the import would refuse.
"""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from import_export.results import Error, InvalidRow, Result, RowResult

from editorial.choices import ChangesetKind
from editorial.units import changeset
from exchange.headers import HeaderError, checked_headers
from exchange.ordering import in_reference_order
from exchange.policies import ImportPolicy, KeptRowError

FIRST_DATA_ROW = 2


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


@dataclass
class Report:
    """What an import did, or would do: a Result per sheet, every problem of all of them, and what was kept."""

    results: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    changeset: object = None

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


def import_sheets(sheets, *, author, dry_run=False, kind=ChangesetKind.IMPORT, policy=None, **details):
    """
    Import (resource, dataset) pairs in the given order and return the Report.

    `details` go to the changeset (file_name, file_digest, reason). Nothing is written when `dry_run` is set or any
    row has a problem.
    """
    report = Report()
    with changeset(author=author, kind=kind, **details) as unit:
        unit.policy = policy or ImportPolicy(author)
        for resource, dataset in sheets:
            result = report.results[resource.sheet_name()] = Result()
            result.report = report
            _import_sheet(resource, dataset, result, report, unit)
        unit.sheet_row = ""
        for resource, _dataset in sheets:
            resource.finish(report)
        if not report.problems:
            _check_publication(unit, report)
        in_order = list(report.results)
        report.problems.sort(
            key=lambda problem: (in_order.index(problem.sheet) if problem.sheet else -1, problem.row or 0)
        )
        if report.problems:
            # The library's screens ask each Result by itself, and some problems show only after all rows are in.
            for result in report.results.values():
                result.append_base_error(Error(ValueError("Nothing was written.")))
        report.changeset = unit.changeset
        if dry_run or report.problems:
            transaction.set_rollback(True)
            unit.touched.clear()
    return report


def _import_sheet(resource, dataset, result, report, unit):
    sheet = resource.sheet_name()
    try:
        headers = checked_headers(resource, dataset.headers)
    except HeaderError as error:
        report.problems.append(Problem(sheet, 1, "", "", str(error)))
        return
    rows = [
        (number, dict(zip(headers, cells, strict=True)))
        for number, cells in enumerate(dataset, FIRST_DATA_ROW)
        if any(str(cell or "").strip() for cell in cells)
    ]
    result.diff_headers = headers
    result.total_rows = len(rows)
    first_with_key = {}
    for number, row in in_reference_order(resource, rows):
        unit.sheet_row = f"{sheet}, row {number}"
        row_result = resource.import_row(row, row_number=number)
        _refuse_repeated_record(row_result, first_with_key)
        if isinstance(row_result.validation_error, KeptRowError):
            report.kept.append(f"sheet {sheet}, row {number}: {row_result.validation_error.messages[0]}")
            row_result.import_type, row_result.validation_error = RowResult.IMPORT_TYPE_SKIP, None
        result.append_row_result(row_result)
        result.increment_row_result_total(row_result)
        if row_result.validation_error:
            _add_problems(result, report, sheet, row_result)


def _refuse_repeated_record(row_result, first_with_key):
    """Two rows about one record would overwrite each other without a word."""
    if row_result.instance is None:
        return
    first = first_with_key.setdefault(row_result.instance.pk, row_result.row_number)
    if first != row_result.row_number:
        row_result.import_type = RowResult.IMPORT_TYPE_INVALID
        row_result.validation_error = ValidationError(f"Row {first} is about the same record. Keep one of the two.")


def _add_problems(result, report, sheet, row_result):
    row = row_result.row_values
    values = tuple(row.get(column, "") for column in result.diff_headers)
    invalid = InvalidRow(row_result.row_number, row_result.validation_error, values)
    result.invalid_rows.append(invalid)
    for column, sentences in invalid.error_dict.items():
        column = "" if column == NON_FIELD_ERRORS else column
        value = str(row.get(column) or "")
        report.problems += [Problem(sheet, row_result.row_number, column, value, sentence) for sentence in sentences]


def _check_publication(unit, report):
    places = {
        (type(row.instance), row.instance.pk): (sheet, row.row_number)
        for sheet, result in report.results.items()
        for row in result.rows
        if row.instance is not None
    }
    for record, sentence in unit.check():
        sheet, number = places.get((type(record), record.pk), ("", None))
        report.problems.append(Problem(sheet, number, "", "", sentence))
