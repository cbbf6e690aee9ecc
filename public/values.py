"""What a reader sees of a value: pieces of text, some of them links, none of them HTML."""

from dataclasses import dataclass, replace

from core.text import Name
from editorial.models import Record

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One piece of a fact's value.

    `tone` is the meaning behind a status word ("good", "over", "doubt"); `detail` follows the text; `about` is the
    record whose citations stand beside this piece, where that is not the page's or the row's own.
    """

    text: str
    url: str = ""
    language: str = ""
    tone: str = ""
    detail: str = ""
    about: Record | None = None


def link(record, *, text="", detail="", about=None):
    """A published record's name as a link to its page; nothing for one that readers may not see."""
    if record is None or not record.is_published:
        return None
    return Piece(text or str(record), url=record.get_absolute_url(), detail=detail, about=about)


def status(text, tone):
    """A status word: its colour repeats what it says."""
    return Piece(text, tone=tone)


def pieces(value):
    """Any value as a list of pieces: blanks vanish, records become links, lists are flattened."""
    if value is None or value == "":
        return []
    if isinstance(value, Piece):
        return [value]
    if isinstance(value, Record):
        return pieces(link(value))
    if isinstance(value, Name):
        return [Piece(value.name, language=value.language)]
    if isinstance(value, list | tuple):
        return [piece for part in value for piece in pieces(part)]
    return [Piece(str(value))]


def pointing(found, record):
    """The pieces as one link to `record`; where they are blank, the link says that nothing is stated."""
    first = found[0] if found else Piece(NOT_STATED)
    return [replace(first, url=record.get_absolute_url()), *found[1:]]
