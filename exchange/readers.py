"""
From a file's bytes to sheets of text cells, whatever program wrote it.

What a file is, is told by its content and not by its name. What a workbook holds is looked at before it is parsed (see
`exchange.archives`). Every refusal is a FileError whose sentence says what to do.
"""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook
from tablib import Dataset

from exchange.archives import check_archive
from exchange.quoting import unquoted
from exchange.refusals import MAX_COLUMNS, FileError

MAX_BYTES = 50 * 1024 * 1024
MAX_CELL = 131_072
#: The sheets of a workbook that hold no records: what explains it, and what its drop-downs offer.
ASIDE = READ_ME, LISTS = "Read me", "Lists"
#: The sheet of texts that are longer than a cell may be. A cell says which one stands in its place.
LONG_TEXTS = "Long texts"
#: Before this day spreadsheet programs do not agree which one a number means (Excel has a 29 February 1900).
FIRST_SURE_DAY = date(1900, 3, 1)
#: What no database and no encoding can hold.
UNFIT = re.compile("[\x00\ud800-\udfff]")
DELIMITERS = ",;\t|"

ODS_PARTS = ("mimetype", "META-INF/manifest.xml", "content.xml")
ODS_SPACE = re.compile(rb"<text:(tab|line-break)\b[^<>]*/>")
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(data: bytes) -> dict[str, Dataset]:
    """The sheets of a file by name, in order; a CSV or JSON file is one sheet named "". Raises FileError."""
    if len(data) > MAX_BYTES:
        raise FileError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it into several.")
    if data.startswith(ZIP_MAGIC):
        return read_workbook(data)
    if data.startswith(OLE_MAGIC):
        if ENCRYPTED in data:
            raise FileError("The workbook is locked with a password. Save it without one.")
        raise FileError("This is an old .xls workbook. Save it as .xlsx or .ods.")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"[", b"{"):
        return {"": read_json(data)}
    if start[:1] == b"<":
        raise FileError("This is a web page or an XML file, not a table. Save it as .xlsx, .ods or .csv.")
    return {"": read_csv(data)}


def read_workbook(data: bytes) -> dict[str, Dataset]:
    """The sheets of an XLSX or ODS workbook that hold rows. Raises FileError."""
    check_archive(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_with_tabs(data)))
        rows = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
            if name not in ASIDE
        }
    except (CalamineError, OSError) as error:
        raise FileError(f"The workbook is damaged and cannot be read ({error}). Open it and save it again.") from error
    long = {row[0]: "".join(map(str, row[1:])) for row in rows.pop(LONG_TEXTS, [])[1:]}
    texts = {name: [_row_texts(row) for row in sheet] for name, sheet in rows.items()}
    if long:
        texts = {name: [[long.get(cell, cell) for cell in row] for row in sheet] for name, sheet in texts.items()}
    filled = {name: sheet for name, sheet in texts.items() if any(any(row) for row in sheet)}
    if not filled:
        raise FileError("There is nothing to import: the workbook is empty.")
    return {name: _dataset(sheet, f"Sheet “{name}”: ") for name, sheet in filled.items()}


def _with_tabs(data):
    """An ODS workbook with tabs and line breaks as characters: the parser passes over the elements for them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in ODS_PARTS if name in archive.namelist()}
    content = parts.get("content.xml", b"")
    if not ODS_SPACE.search(content):
        return data
    parts["content.xml"] = ODS_SPACE.sub(lambda found: b"\t" if found[1] == b"tab" else b"\n", content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def read_json(data: bytes) -> Dataset:
    """A list of objects whose members are cells. Raises FileError."""
    try:
        rows = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_not_a_number)
    except FileError:
        raise
    except (ValueError, RecursionError) as error:
        raise FileError(f"The file is not well-formed JSON: {error}.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FileError("The JSON file must be a list of objects, one for each row.")
    headers = list(dict.fromkeys(name for row in rows for name in row))
    _check_width(headers)
    for number, row in enumerate(rows, 1):
        for name, cell in row.items():
            if isinstance(cell, list | dict | bool):
                raise FileError(f"Object {number}: “{name}” must be text, a number or null.")
    return _dataset([headers, *([_cell_text(row.get(name)) for name in headers] for row in rows)])


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FileError(f"An object has two members named “{twice}”. Keep one.")
    return found


def _not_a_number(text):
    raise FileError(f"“{text}” is not a number that can be stored. Write null instead.")


def read_csv(data: bytes) -> Dataset:
    """A table of text separated by commas, semicolons, tabs or bars. Raises FileError."""
    text = _decoded(data)
    first_line = re.split("[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
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


def _row_texts(row):
    return [cell if type(cell) is str else _cell_text(cell) for cell in row]


def _cell_text(cell):
    """A cell's content as text: whole numbers without a point, dates as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date):
        return _date_text(cell)
    if isinstance(cell, time | timedelta):
        raise FileError(f"A cell holds the time {cell}, which no column takes. Format it as text, and type it again.")
    return str(cell)


def _date_text(cell):
    day = cell.date() if isinstance(cell, datetime) else cell
    if day < FIRST_SURE_DAY:
        raise FileError(
            f"A cell holds {day.isoformat()} as a date, and programs disagree about days before 1 March 1900. "
            "Format it as text, and type the date again."
        )
    # A time of day that came along with a date says nothing that the register keeps.
    return day.isoformat()


def _dataset(rows, place=""):
    """A Dataset whose first row are the headers. Rows keep their places; trailing blank cells do not count."""
    if not rows or not any(any(row) for row in rows):
        raise FileError("There is nothing to import: the sheet is empty.")
    headers = _without_blank_tail(rows[0], 0)
    if not headers:
        raise FileError(f"{place}The first row is blank. Put the names of the columns there.")
    _check_width(headers)
    found = []
    for number, row in enumerate(rows, 1):
        cells = row if len(row) == len(headers) else _without_blank_tail(row, len(headers))
        if len(cells) > len(headers):
            raise FileError(f"{place}Row {number} has {len(cells)} cells, but there are {len(headers)} columns.")
        _check_cells(cells, f"{place}Row {number}")
        if number > 1:
            found.append([*cells, *[""] * (len(headers) - len(cells))])
    return Dataset(*found, headers=headers)


def _check_width(headers):
    if len(headers) > MAX_COLUMNS:
        raise FileError(f"There are {len(headers)} columns, more than {MAX_COLUMNS}. Delete those that hold nothing.")


def _check_cells(cells, place):
    together = "".join(cells)
    if len(together) <= MAX_CELL and not UNFIT.search(together):
        return
    for cell in cells:
        if found := UNFIT.search(cell):
            code = f"U+{ord(found[0]):04X}"
            raise FileError(
                f"{place}: “{cell[: found.start()][-40:]}” is followed by {code}, which is no character. Remove it."
            )
        if len(cell) > MAX_CELL:
            raise FileError(f"{place}: a cell is longer than {MAX_CELL:,} characters. Shorten “{cell[:40]}…”.")


def _without_blank_tail(row, width):
    """The row without the blank cells that stand after its first `width` ones."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]
