"""Reading PDF with text (ISO 32000)."""

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sources.choices import PassageKind
from sources.documents.parsed import DocumentError, PassageBuilder

MALFORMED = "It is not a well-formed PDF. Open it and print it to a new PDF, then attach that."
ENCRYPTED = "It is an encrypted PDF. Remove the password, then attach it."
WITHOUT_TEXT = "This PDF holds pictures and no text. Have its text recognized (OCR), then attach it."

_SENTENCE_ENDS = (".", "!", "?", ":", ";", ".”", '."', ".)", "…")
_SHORT = 0.8


def parse_pdf(data: bytes) -> PassageBuilder:
    """
    The passages of a PDF: the paragraphs of each page, as far as its lines tell them.

    A paragraph ends at a blank line, at the end of its page, and with a line that ends a sentence and is short for
    the page. The number of the page stands in the section. Raises DocumentError.
    """
    builder = PassageBuilder()
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise DocumentError(ENCRYPTED)
        for number, page in enumerate(reader.pages, 1):
            for paragraph in _paragraphs(page.extract_text().splitlines()):
                builder.add(PassageKind.PARAGRAPH, paragraph, section=f"Page {number}")
    except DocumentError:
        raise
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OSError):
        # The library meets some broken files with errors of its own, and others with those of Python.
        raise DocumentError(MALFORMED) from None
    if not builder.passages:
        raise DocumentError(WITHOUT_TEXT)
    return builder


def _paragraphs(lines):
    full = max(map(len, lines), default=0)
    paragraph = ""
    for line in lines:
        line = line.strip()
        if paragraph and not line:
            yield paragraph
            paragraph = ""
        # A word that is parted at a line's end keeps its hyphen: it may be its own.
        gap = "" if paragraph.endswith("-") and line[:1].islower() else " "
        paragraph = f"{paragraph}{gap}{line}".strip()
        if paragraph and line.endswith(_SENTENCE_ENDS) and len(line) < _SHORT * full:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
