"""Reading Markdown: CommonMark with tables. Addresses of links and pictures are markup, and not kept."""

from markdown_it import MarkdownIt

from sources.choices import PassageKind
from sources.documents.html import HtmlReader
from sources.documents.parsed import DocumentError, PassageBuilder

#: Longer paragraphs keep their marks: parsing those may take time that grows with the square of their length.
MAX_INLINE = 20_000
#: No limit of the library's own, at which it would drop text: what nests too deep for Python is refused.
_NO_LIMIT = 1_000_000


def parse_markdown(text: str) -> PassageBuilder:
    """The passages of a Markdown text. Raises DocumentError when it nests too deep."""
    # The parser is made anew: it is not safe for threads, and its making takes a millisecond.
    parser = MarkdownIt("commonmark", {"maxNesting": _NO_LIMIT}).enable("table").disable("inline")
    environment = {}
    builder = PassageBuilder()
    try:
        _read(parser, parser.parse(text, environment), environment, builder)
    except RecursionError:
        raise DocumentError("Its lists, quotations or brackets nest too deep to be read.") from None
    return builder


def _read(parser, tokens, environment, builder):
    level, items = 0, 0
    cells, headers, in_head = None, (), False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type in ("thead_open", "thead_close"):
            in_head = token.nesting > 0
        elif token.type == "table_close":
            headers = ()
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            builder.row(cells, () if in_head else headers)
            headers = tuple(cells) if in_head else headers
            cells = None
        elif token.type == "inline":
            words = _words(parser, token.content, environment)
            if cells is not None:
                cells.append(words)
            elif level:
                builder.heading(level, words)
            else:
                builder.add(PassageKind.LIST_ITEM if items else PassageKind.PARAGRAPH, words)
        elif token.type in ("fence", "code_block"):
            builder.add(PassageKind.PARAGRAPH, token.content)
        elif token.type == "html_block":
            HtmlReader(builder).read(token.content)


def _words(parser, content, environment):
    """The text of a paragraph, heading or cell without its marks."""
    if len(content) > MAX_INLINE:
        return content
    tokens = []
    parser.inline.parse(content, parser, environment, tokens)
    return "".join(_said(token) for token in tokens)


def _said(token):
    if token.type == "image":
        return "".join(_said(child) for child in token.children or [])
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "text_special") else ""
