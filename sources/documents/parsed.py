"""What a document is read into: numbered passages, each in its place under the headings."""

from dataclasses import dataclass

from sources.choices import PassageKind
from sources.documents.words import fingerprint, stored

#: A document of more text than this is refused: some 3,000 pages of a book.
MAX_TEXT = 20_000_000
MAX_PASSAGES = 200_000
MAX_SECTION = 300
SECTION_SEPARATOR = " › "
DEEPEST_HEADING = 6


class DocumentError(ValueError):
    """The file cannot be taken in as a document; the message tells the person who brought it why, and what to do."""


@dataclass(frozen=True)
class ParsedPassage:
    """
    One numbered piece: its number from 1, its kind, the headings above it, its text, and the heads of its columns.

    The text of a table row is its cells between `|`, in every format.
    """

    number: int
    kind: str
    section: str
    text: str
    headers: tuple[str, ...] = ()

    @property
    def fingerprint(self):
        return fingerprint(self.text)


@dataclass(frozen=True)
class ParsedDocument:
    """A document as read: its media type, the title it bears, and its passages in order."""

    media_type: str
    title: str
    passages: list[ParsedPassage]


class PassageBuilder:
    """
    Numbers the passages of a document as they are met, and keeps the path of headings.

    A heading of the first level that opens the document is its title and stands in no path.
    """

    def __init__(self):
        self.passages = []
        self.title = ""
        self._path = []
        self._size = 0

    @property
    def section(self):
        """The headings above the next passage; the innermost ones where all would be too long."""
        told = SECTION_SEPARATOR.join(words for _level, words in self._path)
        return told if len(told) <= MAX_SECTION else "…" + told[1 - MAX_SECTION :].lstrip()

    def add(self, kind: str, text: str, headers: tuple[str, ...] = (), section: str | None = None):
        """Take in a piece of text; a blank one is none. Raises DocumentError when there is too much."""
        text = stored(text)
        if not text:
            return
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise DocumentError(f"There is more text than {MAX_TEXT:,} characters in it. Attach it in parts.")
        if len(self.passages) == MAX_PASSAGES:
            raise DocumentError(f"It has more than {MAX_PASSAGES:,} passages. Attach it in parts.")
        place = self.section if section is None else section
        self.passages.append(ParsedPassage(len(self.passages) + 1, str(kind), place, text, headers))

    def heading(self, level: int, text: str, words: str | None = None):
        """Take in a heading; `words` is its text without markup."""
        words = stored(text if words is None else words)
        if not words:
            self.add(PassageKind.PARAGRAPH, text)
            return
        if level == 1 and not self.passages:
            self.title = words
            self.add(PassageKind.HEADING, text)
            return
        level = min(level, DEEPEST_HEADING)
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self.add(PassageKind.HEADING, text)
        self._path.append((level, words))

    def row(self, cells: list[str], headers: tuple[str, ...] = ()):
        """Take in a row of a table; one without any words is none."""
        if any(stored(cell) for cell in cells):
            self.add(PassageKind.TABLE_ROW, row_text(cells), headers)

    def document(self, media_type: str, title: str = "") -> ParsedDocument:
        """What was read. Raises DocumentError when that is nothing."""
        if not self.passages:
            raise DocumentError("There is no text in it.")
        return ParsedDocument(media_type, stored(title) or self.title or self.passages[0].text, self.passages)


def row_text(cells: list[str]) -> str:
    """The cells of a row between bars, as in wiki-style text."""
    return " ".join(["|", *(f"{stored(cell)} |".lstrip() for cell in cells)])
