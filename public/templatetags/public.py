"""How values, marks and references become HTML."""

from functools import cache

from django import template
from django.utils.safestring import SafeString

from public import markup
from public.references import citation_url
from public.sections import SECTIONS

register = template.Library()


@register.simple_tag
@cache
def contents():
    """The sections in the table of contents: what the frame says of each, looked up once and not for every page."""
    shown = (section for section in SECTIONS if section.in_contents)
    return [{"name": each.name, "title": each.title, "list_url": each.list_url()} for each in shown]


@register.filter
def value(cell):
    """A fact's value with its marks, and what disputes it."""
    return SafeString(markup.value(cell))


@register.filter
def marks(found):
    """Marks as small links to the passages themselves."""
    return SafeString(markup.marks(found))


@register.filter
def piece(part):
    """One piece of a value: a link, a status word or plain text."""
    return SafeString(markup.piece(part))


@register.filter
def rows(table):
    """The rows of a table."""
    return markup.rows(table)


@register.filter
def facet_choices(facet, listing):
    """The values of a facet, as links."""
    return markup.facet_choices(facet, listing)


@register.filter
def control(field, listing):
    """A filter's box or menu."""
    return markup.control(field, listing)


@register.filter
def passage_address(citation):
    """Where a citation's words stand, marked."""
    return citation_url(citation)
