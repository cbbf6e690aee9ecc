"""
Reading plain and wiki-style text: every line that is not blank is one passage.

Headings stand between `=`, table rows begin with `|`, list items with `-` or `*`. A passage keeps its whole line, its
marks included, so that its fingerprint is that of the line; `visible` and `cells` tell which part of it are words.
"""

import re

from sources.choices import PassageKind
from sources.documents.parsed import PassageBuilder
from sources.documents.quoting import Span

_LIST_MARK = re.compile(r"[-*•]\s+(?=\S)")


def parse_lines(text: str) -> PassageBuilder:
    """The passages of plain or wiki-style text."""
    builder = PassageBuilder()
    headers = None
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        level = heading_level(line)
        if line.startswith("|"):
            row = tuple(line[span.start : span.end] for span in cells(line))
            builder.add(PassageKind.TABLE_ROW, line, headers or ())
            headers = headers or row
            continue
        headers = None
        if level:
            builder.heading(level, line, line.strip("=").strip())
        elif _LIST_MARK.match(line):
            builder.add(PassageKind.LIST_ITEM, line)
        else:
            builder.add(PassageKind.PARAGRAPH, line)
    return builder


def heading_level(line: str) -> int:
    """How deep a heading a stripped line is, from 1; 0 when it is none."""
    inner = line.strip("=")
    if not inner.strip():
        return 0
    before = len(line) - len(line.lstrip("="))
    after = len(line) - len(line.rstrip("="))
    return before if before == after else 0


def visible(kind: str, text: str) -> Span:
    """The part of a passage's stored text that is words, without the marks of a heading or list item."""
    start, end = 0, len(text)
    if kind == PassageKind.HEADING and heading_level(text):
        inner = text.strip("=")
        start = text.index(inner) + len(inner) - len(inner.lstrip())
        end = start + len(inner.strip())
    elif kind == PassageKind.LIST_ITEM and (mark := _LIST_MARK.match(text)):
        start = mark.end()
    return Span(start, end)


def cells(text: str) -> list[Span]:
    """The cells of a table row's text, blank ones among them."""
    bars = [match.start() for match in re.finditer(r"\|", text)]
    if not bars or bars[-1] != len(text) - 1:
        bars.append(len(text))
    spans = []
    for left, right in zip(bars, bars[1:], strict=False):
        cell = text[left + 1 : right]
        start = left + 1 + len(cell) - len(cell.lstrip())
        spans.append(Span(start, start + len(cell.strip())) if cell.strip() else Span(right, right))
    return spans
