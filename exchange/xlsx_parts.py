"""What the cells of an XLSX workbook would become in memory, and what they hold that a table cannot."""

import re
from html import unescape
from posixpath import join, normpath

from exchange.refusals import (
    BLANK_ROWS,
    MAX_AREA,
    MAX_UNPACKED,
    FileError,
    error_cell,
    formula,
    merged,
    refuse_declaration,
    too_large,
    too_wide,
    with_text,
)

#: What may stand across the border of two pieces: a reference, a formula's beginning.
OVERLAP = 512

REFERENCE = re.compile(rb"""[\s]r\s*=\s*["']([A-Za-z]*)(\d*)""")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
NUMBER = re.compile(rb"\s*[-+.\deE]*\s*\Z")
FORMULA = re.compile(rb"<(?:\w+:)?c(\s[^<>]*)>\s*<(?:\w+:)?f[\s/>]")
ERROR = re.compile(rb"""<(?:\w+:)?c(\s[^<>]*\bt\s*=\s*["']e["'][^<>]*)>""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Za-z0-9:]+)""")
SHARED = re.compile(rb"<(?:\w+:)?si[\s/>]")
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class OfficeOpen:
    """An XLSX workbook."""

    def __init__(self, archive):
        self.archive = archive
        self.sheets = self._sheets()
        self.lengths, self.longest = [], 0
        self.text = 0

    def _sheets(self):
        """{part: the name of the sheet in it}."""
        targets = {}
        for tag in RELATION.findall(self.archive.content("xl/_rels/workbook.xml.rels")):
            told = _attributes(tag)
            targets[told.get("Id")] = normpath(join("/xl", told.get("Target", ""))).strip("/").lower()
        names = {}
        for tag in SHEET.findall(self.archive.content("xl/workbook.xml")):
            told = _attributes(tag)
            identifier = next((value for name, value in told.items() if name.endswith(":id")), None)
            names[targets.get(identifier, "")] = told.get("name", "")
        return names

    def check(self):
        entries = sorted(self.archive.entries, key=lambda entry: entry.filename.lower() != "xl/sharedstrings.xml")
        for entry in entries:
            if entry.filename.lower() == "xl/sharedstrings.xml":
                self._read_shared(entry)
            else:
                self._check_part(entry)

    def _read_shared(self, entry):
        whole = b"".join(with_text(self.archive.pieces(entry)))
        _no_declarations(whole)
        starts = [match.start() for match in SHARED.finditer(whole)]
        self.lengths = [end - start for start, end in zip(starts, [*starts[1:], len(whole)], strict=True)]
        self.longest = max(self.lengths, default=0)
        if b"<!" in whole:
            # A comment may hold what looks like a text: then each counts as the longest.
            self.lengths = []

    def _check_part(self, entry):
        name = self.sheets.get(entry.filename.lower())
        before, cells, last, letters, has_cells = b"", 0, 0, set(), False
        for piece in with_text(self.archive.pieces(entry)):
            window = before + piece
            _no_declarations(window)
            has_cells = has_cells or b"sheetData" in window
            found = REFERENCE.findall(window)
            letters.update({letter for letter, _number in found})
            last = max(last, *(int(number) for number in {number[:12] for _letter, number in found} if number), 0)
            cells += len(found)
            self._count_text(piece if self.longest else b"")
            if name is not None:
                _no_surprises(name, window)
            before = window[-OVERLAP:]
        if not has_cells:
            return
        if max(map(len, letters), default=0) > 2:
            raise too_wide()
        if last > BLANK_ROWS + 2 * cells:
            raise FileError(
                f"The sheet “{name or entry.filename}” reaches down to row {last:,}, and most of it is blank. "
                "Delete the rows below the table, and save it again."
            )
        if last * max(map(_column_number, letters), default=0) > MAX_AREA:
            raise FileError("A sheet has too many cells. Delete blank rows and columns, or split it into several.")

    def _count_text(self, piece):
        """How long all the cells are that share texts."""
        for text in VALUE.findall(piece):
            if text.isdigit():
                place = int(text[:12])
                self.text += self.lengths[place] if place < len(self.lengths) else self.longest
            elif not NUMBER.match(text):
                self.text += self.longest
        if self.text > MAX_UNPACKED:
            raise too_large()


def _no_declarations(window):
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        refuse_declaration()


def _no_surprises(sheet, window):
    """Refuse what a table cannot hold. Raises FileError with the place."""
    if any(sign in window for sign in (b"<f>", b"<f ", b"<f/", b":f>", b":f ")) and (found := FORMULA.search(window)):
        raise formula(_place(found[1]), sheet)
    if (b'"e"' in window or b"'e'" in window) and (found := ERROR.search(window)):
        raise error_cell(_place(found[1]), sheet)
    if b"mergeCell " in window and (found := MERGED.search(window)):
        raise merged(f"The cells {found[1].decode()}", sheet)


def _place(attributes):
    told = _attributes(attributes.decode("utf-8", "replace"))
    return f"Cell {told['r']}" if "r" in told else "A cell"


def _attributes(tag):
    return {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(tag)}


def _column_number(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
