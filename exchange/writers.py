"""From sheets of text cells to a file's bytes. Every cell is text, so that no program takes it for a formula."""

import csv
import io
import json

import xlsxwriter
from odf import opendocument, table, teletype, text
from tablib import Dataset

from exchange.quoting import quoted


def write_csv(dataset: Dataset) -> bytes:
    """RFC 4180, UTF-8, with cells that look like formulas quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(dataset.headers)
    writer.writerows([quoted(cell) for cell in row] for row in dataset)
    return out.getvalue().encode()


def write_json(dataset: Dataset) -> bytes:
    """A list of objects, one a row, in the order of the columns."""
    return json.dumps(dataset.dict, ensure_ascii=False, indent=1).encode()


def write_xlsx(sheets: dict[str, Dataset]) -> bytes:
    """A workbook of typed string cells, with the header row frozen and bold."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True})
        plain_text = workbook.add_format({"num_format": "@"})
        for name, dataset in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(dataset.headers) - 1, 24, plain_text)
            for column, header in enumerate(dataset.headers):
                sheet.write_string(0, column, header, bold)
            for row_number, row in enumerate(dataset, 1):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(row_number, column, cell)
    return out.getvalue()


def write_ods(sheets: dict[str, Dataset]) -> bytes:
    """An OpenDocument workbook of typed string cells."""
    document = opendocument.OpenDocumentSpreadsheet()
    for name, dataset in sheets.items():
        sheet = table.Table(name=name)
        for row in [dataset.headers, *dataset]:
            line = table.TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ods_cell(content):
    cell = table.TableCell(valuetype="string") if content else table.TableCell()
    for line in content.split("\n") if content else []:
        paragraph = text.P()
        teletype.addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell
