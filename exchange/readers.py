"""
From a file's bytes to sheets of text cells, whatever program wrote it.

What a file is, is told by its content and not by its name. Its unpacked size is bounded before it is parsed. Every
refusal is a FileError whose sentence says what to do.
"""

import csv
import io
import json
import zipfile
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook
from tablib import Dataset

from exchange.quoting import unquoted

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_ARCHIVE_ENTRIES = 2_000
MAX_CELL = 131_072
DELIMITERS = ",;\t|"

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


class FileError(ValueError):
    """The file cannot be read as sheets; the message says why, and what to do."""


def read_file(data: bytes) -> dict[str, Dataset]:
    """The sheets of a file by name, in order; a CSV or JSON file is one sheet named "". Raises FileError."""
    if len(data) > MAX_BYTES:
        raise FileError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it into several.")
    if data.startswith(ZIP_MAGIC):
        return read_workbook(data)
    if data.startswith(OLE_MAGIC):
        raise FileError("This is an old .xls or an encrypted workbook. Save it as .xlsx or .ods without a password.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return {"": read_json(data)}
    if data.lstrip()[:1] == b"<":
        raise FileError("This is a web page or an XML file, not a table. Save it as .xlsx, .ods or .csv.")
    return {"": read_csv(data)}


def read_workbook(data: bytes) -> dict[str, Dataset]:
    """The sheets of an XLSX or ODS workbook. Raises FileError."""
    _check_archive(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except CalamineError as error:
        raise FileError(f"The workbook is damaged and cannot be read ({error}). Open it and save it again.") from error
    return {name: _dataset([[_cell_text(cell) for cell in row] for row in rows]) for name, rows in sheets.items()}


def _check_archive(data):
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise FileError("The workbook is cut short or damaged. Save it again and send it once more.") from error
    if len(entries) > MAX_ARCHIVE_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileError(f"Unpacked, the workbook is larger than {MAX_UNPACKED // 1024**2} MB. Split it into several.")
    names = {entry.filename for entry in entries}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileError("The workbook holds macros. Save it as .xlsx without them.")
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise FileError("This archive is not a workbook. Send an .xlsx, .ods, .csv or .json file.")


def read_json(data: bytes) -> Dataset:
    """A list of objects whose members are cells. Raises FileError."""
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(f"The file is not well-formed JSON: {error}.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FileError("The JSON file must be a list of objects, one for each row.")
    headers = list(dict.fromkeys(name for row in rows for name in row))
    for number, row in enumerate(rows, 1):
        for name, cell in row.items():
            if isinstance(cell, list | dict | bool):
                raise FileError(f"Object {number}: “{name}” must be text, a number or null.")
    return _dataset([headers, *([_cell_text(row.get(name)) for name in headers] for row in rows)])


def read_csv(data: bytes) -> Dataset:
    """A table of text separated by commas, semicolons, tabs or bars. Raises FileError."""
    text = _decoded(data)
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, started = [], 1
    try:
        for row in reader:
            rows.append([unquoted(cell) for cell in row])
            started = reader.line_num + 1
    except csv.Error as error:
        raise FileError(
            f"The row that begins in line {started} cannot be read: {error}. Look for a missing quote."
        ) from error
    return _dataset(rows)


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError(
            f"The file is not UTF-8: byte {error.start} does not fit. Save it as “CSV UTF-8”, or as .xlsx or .ods."
        ) from error


def _cell_text(cell):
    """A cell's content as text: whole numbers without a point, dates as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _dataset(rows):
    """A Dataset whose first row are the headers. Rows keep their places; trailing blank cells do not count."""
    if not rows or not any(any(row) for row in rows):
        raise FileError("There is nothing to import: the sheet is empty.")
    headers = _without_blank_tail(rows[0], 0)
    dataset = Dataset(headers=headers)
    for number, row in enumerate(rows[1:], 2):
        cells = _without_blank_tail(row, len(headers))
        if len(cells) > len(headers):
            raise FileError(f"Row {number} has {len(cells)} cells, but there are {len(headers)} columns.")
        dataset.append(cells + [""] * (len(headers) - len(cells)))
    return dataset


def _without_blank_tail(row, width):
    """The row without the blank cells that stand after its first `width` ones."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]
