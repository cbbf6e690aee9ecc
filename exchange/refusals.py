"""Why a file cannot be read as sheets, in the words that people are told."""

MAX_UNPACKED = 300 * 1024 * 1024
#: How much of a part is unpacked at a time: no text may be longer.
PIECE = 1024 * 1024
MAX_COLUMNS = 702  # A to ZZ
#: How many cells lie between the first and the last of a sheet, blank ones among them.
MAX_AREA = 40_000_000
#: How many rows of a sheet may be blank before it goes on.
BLANK_ROWS = 20_000


class FileError(ValueError):
    """The file cannot be read as sheets; the message says why, and what to do."""


def too_large():
    return FileError(f"Unpacked, the workbook is larger than {MAX_UNPACKED // 1024**2} MB. Split it into several.")


def long_cell():
    return FileError("The workbook holds a text of more than a million characters. Shorten it, or keep it elsewhere.")


def too_wide():
    return FileError(f"A sheet has more than {MAX_COLUMNS} columns. Delete what stands to the right of the table.")


def formula(place, sheet):
    return FileError(
        f"{place} of the sheet “{sheet}” holds a formula. Put its value there: copy the cells, and paste values only."
    )


def error_cell(place, sheet):
    return FileError(f"{place} of the sheet “{sheet}” holds an error such as #N/A. Correct it, or clear the cell.")


def merged(place, sheet):
    return FileError(f"{place} of the sheet “{sheet}” are merged. Unmerge them, and fill in each of them.")


def refuse_declaration(*_told):
    raise FileError("The workbook declares XML entities, as no spreadsheet does. Open it and save it again.")


def with_text(pieces):
    """The pieces, as long as none is one text without end."""
    for piece in pieces:
        if len(piece) == PIECE and b"<" not in piece:
            raise long_cell()
        yield piece
