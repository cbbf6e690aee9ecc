"""
Values, marks, tables, menus and facets as HTML.

Written in Python and not as templates: a list has a thousand of them, and a template takes ten times as long. Every
text goes through `escape` here, once, where it is put between the tags.
"""

from html import escape
from unicodedata import bidirectional

from django.utils.safestring import SafeString

RIGHT_TO_LEFT = ("R", "AL")


def piece(part) -> str:
    """One piece of a value: a link, a status word or plain text, in its own language and direction."""
    text = _text(part)
    if part.url:
        outward = ' rel="noopener nofollow external"' if part.url.startswith("http") else ""
        text = f'<a href="{escape(part.url)}"{outward}>{text}</a>'
    elif part.tone:
        text = f'<span class="status {part.tone}">{text}</span>'
    return f'{text} <span class="detail">{escape(part.detail)}</span>' if part.detail else text


def _text(part):
    text = escape(part.text)
    if part.language:
        return f'<bdi lang="{escape(part.language)}">{text}</bdi>'
    if not text.isascii() and any(bidirectional(char) in RIGHT_TO_LEFT for char in text):
        return f"<bdi>{text}</bdi>"
    return text


def marks(found) -> str:
    """
    Marks as small links to the passages themselves, numbered as the references at the end of the page.

    Where a source has no passages, the mark leads to its reference.
    """
    if not found:
        return ""
    numbers = {mark.number: mark for mark in found}
    links = "".join(
        f'<a href="{escape(mark.url) or f"#ref-{number}"}"{_AGAINST if mark.disputes else ""}>{number}</a>'
        for number, mark in numbers.items()
    )
    return f'<sup class="marks"><span class="unseen">Sources: </span>{links}</sup>'


_AGAINST = ' class="against"'


def disputes(cell) -> str:
    """What sources say against the value, each thing once, in words."""
    said = dict.fromkeys(mark.says for mark in cell.disputes)
    return "".join(
        f'<span class="dispute">{f"One source says “{escape(says)}”" if says else "One source disputes this"}</span>'
        for says in said
    )


def value(cell) -> str:
    """A fact's value: its pieces, each with its own marks, then the marks of all, then what disputes it."""
    if not cell.marks and not cell.marks_of_pieces:
        shown = [piece(part) for part in cell.pieces]
        return shown[0] if len(shown) == 1 else _listed(shown)
    shown = [f"{piece(part)}{marks(own)}" for part, own in cell.marked_pieces]
    return f"{shown[0] if len(shown) == 1 else _listed(shown)}{marks(cell.marks)}{disputes(cell)}"


def _listed(shown):
    return f"<ul>{''.join(f'<li>{part}</li>' for part in shown)}</ul>" if shown else ""


def rows(table) -> SafeString:
    """The rows of a table, each named by its head."""
    return SafeString("\n".join(_row(row, table.has_sources) for row in table.rows))


def _row(row, has_sources):
    head, parts = row.head, []
    for cell in row.cells:
        if cell is head:
            parts.append(f'<th scope="row">{value(cell)}</th>')
        else:
            kind = f' class="{cell.fact.kind}"' if cell.fact.kind else ""
            parts.append(f'<td data-label="{escape(cell.fact.label)}"{kind}>{value(cell)}</td>')
    if has_sources:
        told = marks(row.marks)
        if row.sources:
            against = f' <span class="disputed">{piece(row.dispute)}</span>' if row.dispute else ""
            told = f"{piece(row.sources)}{against}"
        parts.append(f'<td data-label="Sources" class="sources">{told}</td>')
    return f"<tr>{''.join(parts)}</tr>"


def facet_choices(facet, listing) -> SafeString:
    """The values of a facet as links that choose one, or give it up."""
    return SafeString("".join(_choice(choice, facet, listing) for choice in facet.choices))


def _choice(choice, facet, listing):
    label = escape(choice.label)
    place = f'data-place="{escape(f"{facet.name} {choice.value}")}"'
    more = "+" if facet.is_least else ""
    number = f'<span class="number">{choice.number:,}{more}</span>'
    part = ' class="part"' if choice.is_part else ""
    if choice.is_chosen:
        url = escape(listing.url_without(facet.name))
        return (
            f'<li{part}><a href="{url}" aria-current="true" {place}><span aria-hidden="true">✓ </span>'
            f'<span class="unseen">Chosen: </span>{label}</a> {number}</li>'
        )
    url = escape(listing.url_with(facet.name, choice.value))
    return f'<li{part}><a href="{url}" {place}>{label}</a> {number}</li>'


def options(choices) -> str:
    """(value, label) pairs as the options of a menu."""
    return "".join(f'<option value="{escape(value)}">{escape(str(label))}</option>' for value, label in choices)


def control(field, listing) -> SafeString:
    """A filter's box or menu, with what a screen reader needs to find its errors."""
    menu = listing.menus.get(field.name)
    if menu is not None:
        found = f"{options([('', 'Any')])}{menu.options}"
    elif hasattr(field.field, "choices"):
        found = options(field.field.choices)
    else:
        return SafeString(field)
    if chosen := field.value():
        value = f'value="{escape(chosen)}"'
        found = found.replace(f"{value}>", f"{value} selected>")
    invalid = f' aria-invalid="true" aria-describedby="{field.auto_id}_error"' if field.errors else ""
    return SafeString(f'<select name="{field.html_name}" id="{field.id_for_label}"{invalid}>{found}</select>')
