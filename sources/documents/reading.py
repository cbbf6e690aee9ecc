"""Reading a document of any kind that the register takes in: text, Markdown, wiki-style text, HTML, PDF with text."""

import codecs
import re
from pathlib import PurePath

from sources.documents.html import parse_html
from sources.documents.lines import parse_lines
from sources.documents.markdown import parse_markdown
from sources.documents.parsed import MAX_TEXT, DocumentError, ParsedDocument
from sources.documents.pdf import parse_pdf

#: Pictures make a PDF large; its text is bounded like any other.
MAX_PDF = 50_000_000

TEXT, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
ENDINGS = {
    ".txt": TEXT,
    ".text": TEXT,
    ".wiki": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_-]{1,40})""", re.I)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(data: bytes, name: str) -> ParsedDocument:
    """Read a document here and now. `sources.documents.parsing.parse` does so within bounds; errors as there."""
    media_type = media_type_of(data, name)
    if media_type == PDF:
        return parse_pdf(data).document(media_type)
    text = _decoded(data, media_type)
    if "\0" in text:
        raise DocumentError("It has NUL characters in it, as no text has. Save it as text in UTF-8.")
    if media_type == HTML:
        builder, title = parse_html(text)
        return builder.document(media_type, title)
    builder = parse_markdown(text) if media_type == MARKDOWN else parse_lines(text)
    return builder.document(media_type)


def check_size(data: bytes, media_type: str) -> None:
    """Raises DocumentError when there are more bytes than are read of this kind."""
    limit = MAX_PDF if media_type == PDF else MAX_TEXT
    if len(data) > limit:
        raise DocumentError(f"It is larger than {limit // 1_000_000} MB. Attach it in parts.")


def media_type_of(data: bytes, name: str) -> str:
    """The media type of a file, by its ending; a PDF by its first bytes. Raises DocumentError for other kinds."""
    if b"%PDF-" in data[:1024]:
        return PDF
    ending = PurePath(name).suffix.lower()
    media_type = ENDINGS.get(ending) if ending else TEXT
    if media_type is None or media_type == PDF:
        raise DocumentError(
            f"“{name}” is no document that can be read here. Attach plain text (.txt), Markdown (.md), HTML (.html) "
            "or a PDF with text (.pdf)."
        )
    if media_type == TEXT and data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return HTML
    return media_type


def _decoded(data, media_type):
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if not encoding and media_type == HTML and (declared := _CHARSET.search(data[:2048])):
        encoding = declared[1].decode("ascii")
    try:
        return data.decode(encoding or "utf-8")
    except LookupError:
        raise DocumentError(f"Its encoding “{encoding}” is unknown. Save it in UTF-8.") from None
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"It is not text in {encoding.upper() or 'UTF-8'}: byte {error.start + 1} does not fit. Save it in UTF-8."
        ) from None
