"""The editor's own file given back as a workbook, its problems marked where they are."""

from collections import defaultdict
from io import BytesIO

import xlsxwriter

from exchange.headers import HeaderError, checked_headers
from exchange.models.runs import PROBLEM_KINDS
from exchange.readers import read_file
from exchange.registry import sheets
from exchange.uploads import UploadStorage

#: The sheet that lists the problems. It is told from those of the register when the workbook comes back.
PROBLEM_SHEET = "Problems"
#: How many cells are marked in place; the list has all.
MARKED = 20_000
#: How many of those carry a comment: spreadsheet programs keep each as a drawing.
COMMENTED = 2_000
LONGEST_CELL = 32_767


def marked_workbook(run):
    """
    A file with the workbook of a run: the sheets as they were uploaded, the problems coloured, commented and listed.

    Raises FileNotFoundError when the upload is gone, FileError when it cannot be read.
    """
    tables = read_file(UploadStorage(name=run.file_digest).read())
    tables.pop(PROBLEM_SHEET, None)
    if run.sheet:
        # The file of one type of record has its rows in the first sheet, whatever that is called.
        first = run.sheet if run.sheet in tables else next(iter(tables))
        tables = {run.sheet: tables.pop(first)} | tables
    marks = _marks(run)
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(out, options) as workbook:
        writer = _Writer(workbook)
        for name, table in tables.items():
            writer.write(name, table, marks[name])
        writer.list_problems(run)
    out.seek(0)
    return out


def _marks(run):
    """{sheet: {row: {column: reasons}}} of the problems that are marked in place."""
    marks = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for sheet, row, problem in _problems(run, MARKED):
        if row is not None:
            marks[sheet][row][problem["column"]].append(problem["reason"])
    return marks


def _problems(run, limit=None):
    """(sheet, row, problem) of each problem, in the order of the file."""
    for problem in run.problems:
        yield problem.get("sheet", ""), problem.get("row"), problem
    rows = run.rows.of_kind(*PROBLEM_KINDS).in_file_order().values_list("sheet", "row", "problems")
    for sheet, row, problems in rows[:limit].iterator():
        for problem in problems:
            yield sheet, row, problem


class _Writer:
    """Writes the sheets of one workbook row by row."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.text = workbook.add_format({"num_format": "@"})
        self.head = workbook.add_format({"num_format": "@", "bold": True})
        self.marked = workbook.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.wrapped = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.comments = 0

    def write(self, name, table, marks):
        sheet = self.workbook.add_worksheet(name[:31] or "Sheet1")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(0, len(table.headers) - 1), 24, self.text)
        places = _places(name, table.headers)
        self._row(sheet, 1, table.headers, marks.get(1), places, self.head)
        for number, cells in enumerate(table, 2):
            self._row(sheet, number, cells, marks.get(number), places, self.text)

    def _row(self, sheet, number, cells, problems, places, plain):
        told = defaultdict(list)
        for column, reasons in (problems or {}).items():
            # What is said of the whole row, or of a column that is not there, stands at its first cell.
            told[places.get(column, 0)] += reasons
        for place, cell in enumerate(cells):
            if cell or place in told:
                text = str("" if cell is None else cell)[:LONGEST_CELL]
                style = self.marked if place in told else plain
                if text:
                    sheet.write_string(number - 1, place, text, style)
                else:
                    sheet.write_blank(number - 1, place, None, style)
        for place, reasons in told.items():
            self.comments += 1
            if self.comments <= COMMENTED:
                sheet.write_comment(number - 1, place, "\n".join(reasons)[:LONGEST_CELL], {"x_scale": 2.5})

    def list_problems(self, run):
        sheet = self.workbook.add_worksheet(PROBLEM_SHEET)
        sheet.freeze_panes(1, 0)
        for place, (title, width) in enumerate(
            [("Sheet", 20), ("Row", 8), ("Column", 24), ("Value", 32), ("What to do", 90)]
        ):
            sheet.set_column(place, place, width, self.wrapped)
            sheet.write_string(0, place, title, self.head)
        for number, (name, row, problem) in enumerate(_problems(run), 1):
            cells = [name, "" if row is None else str(row), problem["column"], problem["value"], problem["reason"]]
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, str(cell)[:LONGEST_CELL], self.wrapped)


def _places(name, headers):
    """{column: its place} of a sheet of the register."""
    resource = next((each for each in sheets() if each.sheet_name() == name), None)
    try:
        return {column: place for place, column in enumerate(checked_headers(resource(), headers))} if resource else {}
    except HeaderError:
        return {}
