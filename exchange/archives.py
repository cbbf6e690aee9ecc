"""
What a workbook's archive holds, looked at before a parser sees it.

A parser makes room for every cell between the first and the last, for every repetition and for every use of a shared
text: a file of a few kilobytes can ask for more memory than there is. So each part is unpacked here first, piece by
piece, and what it would become is counted. What a spreadsheet shows but a table cannot hold (a formula, an error,
merged cells) is told by its place.
"""

import io
import struct
import zipfile
import zlib

from exchange.ods_parts import OpenDocument
from exchange.refusals import MAX_UNPACKED, PIECE, FileError, too_large
from exchange.xlsx_parts import OfficeOpen

MAX_ARCHIVE_ENTRIES = 2_000


def check_archive(data: bytes) -> None:
    """Unpack an XLSX or ODS workbook piece by piece and look at what it holds. Raises FileError."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileError("The workbook is cut short or damaged. Save it again and send it once more.") from error
    if len(entries) > MAX_ARCHIVE_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_large()
    names = {entry.filename for entry in entries}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileError("The workbook holds macros. Save it as .xlsx without them.")
    if "xl/workbook.bin" in names:
        raise FileError("This is an .xlsb workbook. Save it as .xlsx or .ods.")
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise FileError("This archive is not a workbook. Send an .xlsx, .ods, .csv or .json file.")
    archive = _Archive(data, entries)
    if "content.xml" in names:
        OpenDocument(archive).check()
    else:
        OfficeOpen(archive).check()


class _Archive:
    """The parts of a zip file, unpacked in pieces; all that comes out is counted, whatever the file says of itself."""

    def __init__(self, data, entries):
        self.data = memoryview(data)
        self.entries = entries
        self.unpacked = 0

    def pieces(self, entry):
        """The content of an entry as bytes of at most PIECE."""
        if entry.flag_bits & 1:
            raise FileError("The workbook is locked with a password. Save it without one.")
        for piece in self._inflated(entry):
            self.unpacked += len(piece)
            if self.unpacked > 2 * MAX_UNPACKED:
                raise too_large()
            yield piece

    def content(self, name):
        """The whole of a part as text, or "" where it is not there."""
        for entry in self.entries:
            if entry.filename == name:
                return b"".join(self.pieces(entry)).decode("utf-8", "replace")
        return ""

    def _inflated(self, entry):
        start = entry.header_offset
        try:
            *_rest, name, extra = struct.unpack("<26xHH", self.data[start : start + 30])
        except struct.error as error:
            raise FileError("The workbook is cut short. Save it again and send it once more.") from error
        start += 30 + name + extra
        raw = self.data[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(raw[at : at + PIECE]) for at in range(0, len(raw), PIECE))
        elif entry.compress_type != zipfile.ZIP_DEFLATED:
            raise FileError("The workbook is packed in a way that is not read here. Open it and save it again.")
        else:
            yield from _inflate(raw)


def _inflate(raw):
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(raw), 65_536):
            waiting = raw[at : at + 65_536]
            while waiting:
                piece = machine.decompress(waiting, PIECE)
                waiting = machine.unconsumed_tail
                if piece:
                    yield piece
        while piece := machine.decompress(b"", PIECE):
            yield piece
    except zlib.error as error:
        raise FileError("The workbook is damaged. Open it and save it again.") from error
