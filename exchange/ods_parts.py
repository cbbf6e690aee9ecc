"""What the cells of an ODS workbook would become in memory, and what they hold that a table cannot."""

from xml.parsers import expat

from exchange.refusals import (
    BLANK_ROWS,
    MAX_AREA,
    MAX_COLUMNS,
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


class OpenDocument:
    """An ODS workbook: its cells and rows say how often they are repeated."""

    def __init__(self, archive):
        self.archive = archive
        self.sheet = ""
        self.row = self.column = 0
        # The cells and rows that are blank, and count only when something comes after them.
        self.blank_rows = self.blank_cells = 0
        self.row_repeats = self.cell_repeats = 1
        self.row_cells = self.cell_text = self.cell_holds = 0
        self.row_text = self.width = self.rows = self.text = 0

    def check(self):
        if "encryption-data" in self.archive.content("META-INF/manifest.xml"):
            raise FileError("The workbook is locked with a password. Save it without one.")
        for entry in self.archive.entries:
            if entry.filename == "content.xml":
                self._check_content(entry)
            else:
                for _piece in self.archive.pieces(entry):
                    pass

    def _check_content(self, entry):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = refuse_declaration
        try:
            for piece in with_text(self.archive.pieces(entry)):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileError(f"The workbook is damaged ({error}). Open it and save it again.") from error

    def _start(self, name, attributes):
        kind = name.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if kind == "table":
            self.sheet = told.get("name", "")
            self.rows = self.width = self.blank_rows = 0
        elif kind == "table-row":
            self.row_repeats = _times(told.get("number-rows-repeated"))
            self.row_cells = self.row_text = self.blank_cells = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self.cell_repeats = _times(told.get("number-columns-repeated"))
            self.cell_text, self.cell_holds = 0, "value-type" in told
            self._look_at(told)
        elif kind == "s":
            self.cell_text += _times(told.get("c"))

    def _look_at(self, told):
        place = f"A cell in row {self.rows + self.blank_rows + 1}"
        if "formula" in told:
            raise formula(place, self.sheet)
        if told.get("value-type") == "error":
            raise error_cell(place, self.sheet)
        if _times(told.get("number-columns-spanned")) > 1 or _times(told.get("number-rows-spanned")) > 1:
            raise merged(f"Cells in row {self.rows + self.blank_rows + 1}", self.sheet)

    def _characters(self, text):
        self.cell_text += len(text)

    def _end(self, name):
        kind = name.rpartition(" ")[2]
        if kind in ("table-cell", "covered-table-cell"):
            if not (self.cell_holds or self.cell_text):
                self.blank_cells += self.cell_repeats
                return
            self.row_cells += self.blank_cells + self.cell_repeats
            self.row_text += self.cell_text * self.cell_repeats
            self.blank_cells = 0
            if self.row_cells > MAX_COLUMNS:
                raise too_wide()
        elif kind == "table-row":
            if not self.row_cells:
                self.blank_rows += self.row_repeats
                return
            if self.blank_rows > BLANK_ROWS:
                raise FileError(
                    f"The sheet “{self.sheet}” goes on after {self.blank_rows:,} blank rows. "
                    "Delete them, or what follows."
                )
            self.rows += self.blank_rows + self.row_repeats
            self.width = max(self.width, self.row_cells)
            self.text += self.row_text * self.row_repeats
            self.blank_rows = 0
            if self.rows * self.width > MAX_AREA or self.text > MAX_UNPACKED:
                raise too_large()


def _times(text):
    if not (text and text.isascii() and text.isdigit()):
        return 1
    return int(text) if len(text) < 10 else 10**9
