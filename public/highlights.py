"""The words that citations take from a passage, marked in its text."""

import re
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote

from sources.documents.quoting import Span, locate
from sources.models import Citation

_ELLIPSIS = re.compile(r"\[…\]|…|\.\.\.")
#: More words than these are named by their first and last ones (WICG Text Fragments, 3.3.1).
_LONG, _ENDS = 12, 5
#: The words of at most so many citations are marked in one passage.
MAX_MARKED = 300
#: What the layout of a text file says of a heading or list item, and the page says by its own layout.
_SIGNS = re.compile(r"\A(?:[=#*>-]+\s*)?(.*?)(?:\s*=+)?\Z", re.S)


@dataclass(frozen=True)
class Stretch:
    """A run of a passage's text, and whether a citation takes it."""

    text: str
    is_quoted: bool = False


def spans_of(text: str, citation: Citation) -> list[Span]:
    """
    Where the words that a citation takes stand in a passage's text.

    These are the words quoted or, where none are, the value as printed: its parts one after the other, or none of
    them when one is missing.
    """
    if citation.exact:
        span = locate(text, citation.exact, prefix=citation.prefix, suffix=citation.suffix, near=citation.position)
        return [span] if span else []
    spans, end = [], 0
    for part in parts_of(citation.says):
        # Offsets are counted from the first word of what is looked through.
        end = len(text) - len(text[end:].lstrip())
        span = locate(text[end:], part)
        if span is None:
            return []
        spans.append(Span(end + span.start, end + span.end))
        end += span.end
    return spans


def parts_of(words: str) -> list[str]:
    """The parts of a quotation that ellipses separate."""
    return [part.strip() for part in _ELLIPSIS.split(words) if part.strip()]


def stretches(text: str, citations, within: Span | None = None) -> list[Stretch]:
    """The text, or the part of it `within`, in runs; those that a citation takes are marked."""
    within = within or Span(0, len(text))
    # Many citations take the same words; each is looked for once, and a long passage not without end.
    sayings = {(each.exact, each.prefix, each.suffix, each.position, each.says): each for each in citations}
    wanted = [*sayings.values()][:MAX_MARKED]
    taken = sorted((span.start, span.end) for citation in wanted for span in spans_of(text, citation))
    found, position = [], within.start
    for start, end in taken:
        start, end = max(start, position), min(end, within.end)
        if start < end:
            found += [Stretch(text[position:start]), Stretch(text[start:end], is_quoted=True)]
            position = end
    found.append(Stretch(text[position : within.end]))
    return [stretch for stretch in found if stretch.text]


def without_signs(text: str) -> Span:
    """A heading or list item without the signs that make it one."""
    return Span(*_SIGNS.match(text).span(1))


def cells_of(text: str, headers: list[str]) -> list[tuple[str, Span]]:
    """The cells of a table row that are not blank, each under its header; none where the headers do not fit."""
    bars = [index for index, char in enumerate(text) if char == "|"]
    if not headers or len(bars) != len(headers) + 1:
        return []
    between = zip(headers, pairwise(bars), strict=True)
    cells = [(header, _trimmed(text, start + 1, end)) for header, (start, end) in between]
    return [(header, span) for header, span in cells if span.start < span.end]


def _trimmed(text, start, end):
    cell = text[start:end]
    return Span(start + len(cell) - len(cell.lstrip()), max(start, end - (len(cell) - len(cell.rstrip()))))


def original_url(citation: Citation) -> str:
    """
    The source's own address, with a text fragment that leads to the words; blank when it is not online.

    The form is that of the WICG's “URL Fragment Text Directives”: `#:~:text=[prefix-,]start[,end][,-suffix]`.
    """
    address = citation.source.url
    parts = parts_of(citation.exact or citation.says)
    if not address or not parts:
        return address
    told = [*parts[:1], *parts[1:][-1:]]
    words = parts[0].split()
    if len(parts) == 1 and len(words) > _LONG:
        told = [" ".join(words[:_ENDS]), " ".join(words[-_ENDS:])]
    told = ",".join(_encoded(part) for part in told)
    return f"{address}{'' if '#' in address else '#'}:~:text={told}"


def _encoded(words):
    """Words in a text directive, in which commas, ampersands and hyphens are signs."""
    return quote(words, safe="").replace("-", "%2D")
