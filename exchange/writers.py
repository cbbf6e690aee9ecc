"""From sheets of text cells to a file's bytes. Every cell is text, so that no program takes it for a formula."""

import csv
import io
import json
import re
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Protocol

import xlsxwriter

from exchange.open_document import write_open_document
from exchange.quoting import quoted
from exchange.readers import LONG_TEXTS

#: As many characters fit into a cell of Excel, whatever they are: it counts halves of those beyond U+FFFF.
SHORT = 16_383
#: Excel's own number for the format of text, which leaves what is typed as it is.
TEXT = 49
MARK = re.compile(r"\[long text \d+\]")


class Table(Protocol):
    """What is written as a sheet: `headers`, and rows of as many texts when iterated."""

    headers: list[str]

    def __iter__(self) -> Iterable[list[str]]: ...


def write_csv(table: Table) -> bytes:
    """RFC 4180, UTF-8, with cells that look like formulas quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(map(quoted, table.headers))
    writer.writerows([quoted(cell) for cell in row] for row in table)
    return out.getvalue().encode()


def write_json(table: Table) -> bytes:
    """A list of objects, one a row, in the order of the columns."""
    rows = (json.dumps(dict(zip(table.headers, row, strict=True)), ensure_ascii=False) for row in table)
    return ("[" + ",\n ".join(rows) + "]").encode()


def write_xlsx(sheets: dict[str, Table]) -> bytes:
    """A workbook of typed string cells, with the header row frozen and bold."""
    out = io.BytesIO()
    with xlsx_workbook(out) as workbook:
        for name, table in sheets.items():
            sheet = workbook.add_sheet(name)
            sheet.set_column(0, len(table.headers) - 1, 24, workbook.text)
            workbook.fill(sheet, table)
    return out.getvalue()


def write_ods(sheets: dict[str, Table]) -> bytes:
    """An OpenDocument workbook of typed string cells."""
    out = io.BytesIO()
    write_open_document(out, sheets)
    return out.getvalue()


class XlsxWorkbook:
    """An XLSX workbook that is written row by row, in constant memory."""

    def __init__(self, book):
        self.book = book
        self.text = book.add_format({"num_format": TEXT})
        self.bold = book.add_format({"num_format": TEXT, "bold": True, "valign": "top"})
        self.long = []

    def add_sheet(self, name):
        """A new sheet whose header row and first column stay in view."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        return sheet

    def fill(self, sheet, table):
        """Write the headers and rows of a table; returns the number of rows."""
        for place, header in enumerate(table.headers):
            sheet.write_string(0, place, header, self.bold)
        number = 0
        for number, row in enumerate(table, 1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(
                        number, place, cell if len(cell) <= SHORT and cell[0] != "[" else self._fit(cell)
                    )
        return number

    def _fit(self, text):
        """The text, or what stands for it where it is longer than a cell may be."""
        if len(text) <= SHORT and not MARK.fullmatch(text):
            return text
        self.long.append(text)
        return f"[long text {len(self.long)}]"

    def write_long_texts(self):
        """Write the sheet of the texts that did not fit, in pieces: nothing is cut off."""
        if self.long:
            sheet = self.add_sheet(LONG_TEXTS)
            self.fill_plain(sheet, [["Stands in a cell as", "The text, from left to right"]])
            for number, text in enumerate(self.long, 1):
                pieces = [text[start : start + SHORT] for start in range(0, len(text), SHORT)]
                self.fill_plain(sheet, [[f"[long text {number}]", *pieces]], number)

    def fill_plain(self, sheet, rows, start=0):
        """Write rows of short texts from row `start` on, counted from 0."""
        for number, row in enumerate(rows, start):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell, self.text)


@contextmanager
def xlsx_workbook(out):
    """An XlsxWorkbook that is written to `out` at the end."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        workbook = XlsxWorkbook(book)
        yield workbook
        workbook.write_long_texts()
