"""
Reading HTML: the text of its blocks, and nothing that runs, styles or is fetched.

Parsed by Lexbor as the HTML standard asks, so that no document is malformed and none is too deep; the tree is walked
without recursion.
"""

from selectolax.lexbor import LexborHTMLParser

from sources.choices import PassageKind
from sources.documents.parsed import PassageBuilder, row_text
from sources.documents.words import stored

_SKIPPED = frozenset(
    (
        *("applet", "audio", "base", "canvas", "embed", "frame", "frameset", "head", "iframe", "link", "meta"),
        *("noembed", "noframes", "object", "script", "style", "svg", "template", "video"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "noscript", "ol"),
        *("optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "tfoot"),
        *("thead", "tr", "td", "th", "caption", "ul", "textarea", "button", "select"),
    )
)
_ITEMS = frozenset(("dd", "dt", "li"))
_CAPTIONS = frozenset(("caption", "figcaption"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


class _Table:
    """An open table: the row being read, and the heads of its columns."""

    def __init__(self):
        self.cells = None
        self.header_row = True
        self.headers = ()


class HtmlReader:
    """Walks a tree, gathers the text of each block, and hands it to the builder."""

    def __init__(self, builder: PassageBuilder):
        self.builder = builder
        self.text = []
        self.tables = []
        self.contexts = []

    def read(self, html: str) -> str:
        """Read a whole document or a fragment; returns its title."""
        root = LexborHTMLParser(html).root
        node = root
        while node is not None:
            child = None
            if node.tag == "-text":
                self.text.append(node.text_content or "")
            elif node.is_element_node and node.tag not in _SKIPPED:
                self.enter(node.tag)
                child = node.child
                if child is None:
                    self.leave(node.tag)
            if child is not None:
                node = child
                continue
            while node is not None and node.next is None:
                node = node.parent
                if node is not None and node.is_element_node:
                    self.leave(node.tag)
            node = node.next if node is not None else None
        self.flush()
        title = root.css_first("head > title") if root is not None else None
        return title.text() if title is not None else ""

    def enter(self, tag):
        if tag == "br":
            self.text.append(" ")
        if tag not in _BLOCKS:
            return
        self.flush()
        if tag == "table":
            self.end_row()
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self.end_row()
            self.tables[-1].cells = []
            self.tables[-1].header_row = True
        elif tag in ("td", "th") and self.in_row:
            self.tables[-1].cells.append("")
            self.tables[-1].header_row &= tag == "th"
        if tag in _HEADINGS or tag in _ITEMS or tag in _CAPTIONS:
            self.contexts.append(tag)

    def leave(self, tag):
        if tag not in _BLOCKS:
            return
        self.flush()
        if tag == "table" and self.tables:
            self.end_row()
            self.tables.pop()
        elif tag == "tr" and self.tables:
            self.end_row()
            self.tables[-1].cells = None
        if self.contexts and self.contexts[-1] == tag:
            self.contexts.pop()

    @property
    def in_row(self):
        return bool(self.tables) and self.tables[-1].cells is not None

    def flush(self):
        """End the block at hand: its text goes into the cell being read, or becomes a passage."""
        text = "".join(self.text)
        self.text.clear()
        if not text.strip():
            return
        context = self.contexts[-1] if self.contexts else ""
        if self.in_row and self.tables[-1].cells and context not in _CAPTIONS:
            self.tables[-1].cells[-1] += f" {text}"
        elif context in _HEADINGS:
            self.builder.heading(_HEADINGS[context], text)
        elif context in _ITEMS:
            self.builder.add(PassageKind.LIST_ITEM, text)
        elif context in _CAPTIONS:
            self.builder.add(PassageKind.CAPTION, text)
        else:
            self.builder.add(PassageKind.PARAGRAPH, text)

    def end_row(self):
        """Hand over what was read of the row; a table inside a cell splits its row in two."""
        if not self.in_row:
            return
        table = self.tables[-1]
        cells, table.cells = table.cells, [""] * len(table.cells)
        if not any(stored(cell) for cell in cells):
            return
        if table.header_row:
            table.headers = tuple(stored(cell) for cell in cells)
            self.builder.add(PassageKind.TABLE_ROW, row_text(cells))
        else:
            self.builder.row(cells, table.headers)


def parse_html(html: str) -> tuple[PassageBuilder, str]:
    """The passages of an HTML document, and its title."""
    builder = PassageBuilder()
    return builder, HtmlReader(builder).read(html)
