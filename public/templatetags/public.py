"""How values, marks and references become HTML."""

from unicodedata import bidirectional

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from public.references import citation_url
from public.sections import SECTIONS

register = template.Library()

RIGHT_TO_LEFT = ("R", "AL")
NOTHING = mark_safe("")


@register.simple_tag
def contents():
    """The sections in the table of contents."""
    return [section for section in SECTIONS if section.in_contents]


@register.filter
def value(cell):
    """A fact's value: its pieces, each with its own marks, then the marks of all, then what disputes it."""
    return format_html("{}{}{}", _pieces(cell), marks(cell.marks), disputes(cell))


@register.filter
def marks(found):
    """
    Marks as small links to the passages themselves, numbered as the references at the end of the page.

    Where a source has no passages, the mark leads to its reference.
    """
    if not found:
        return NOTHING
    numbers = {mark.number: mark for mark in found}
    links = format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        (
            (mark.url or f"#ref-{number}", mark_safe(' class="against"') if mark.disputes else "", number)
            for number, mark in numbers.items()
        ),
    )
    return format_html('<sup class="marks"><span class="unseen">Sources: </span>{}</sup>', links)


@register.filter
def disputes(cell):
    """What sources say against the value, in words."""
    return format_html_join(
        "",
        '<span class="dispute">{}</span>',
        ((f"One source says “{says}”" if says else "One source disputes this",) for says in _sayings(cell)),
    )


@register.filter
def piece(part):
    """One piece: a link, a status word or plain text, in its own language and direction."""
    text = _text(part)
    if part.url:
        outward = mark_safe(' rel="noopener nofollow external"') if part.url.startswith("http") else ""
        text = format_html('<a href="{}"{}>{}</a>', part.url, outward, text)
    elif part.tone:
        text = format_html('<span class="status {}">{}</span>', part.tone, text)
    return format_html('{} <span class="detail">{}</span>', text, part.detail) if part.detail else text


def _sayings(cell):
    """What the disputing sources say, each thing once."""
    return dict.fromkeys(mark.says for mark in cell.disputes)


def _text(part):
    if part.language:
        return format_html('<bdi lang="{}">{}</bdi>', part.language, part.text)
    if not part.text.isascii() and any(bidirectional(char) in RIGHT_TO_LEFT for char in part.text):
        return format_html("<bdi>{}</bdi>", part.text)
    return part.text


def _pieces(cell):
    shown = [format_html("{}{}", piece(part), marks(own)) for part, own in cell.marked_pieces]
    if len(shown) < 2:
        return shown[0] if shown else NOTHING
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((part,) for part in shown)))


@register.filter
def passage_address(citation):
    """Where a citation's words stand, marked."""
    return citation_url(citation)
