"""How pictures are painted: by class, and by attributes that a file without a style sheet is seen with."""

from django import template
from django.utils.html import format_html

from public.addresses import pair_url
from public.pictures import pages
from public.pictures.locator import locator

register = template.Library()


@register.filter
def area_paint(marking):
    """The class and the colours of a marking's areas."""
    return format_html('class="area {}" fill="{}"', marking.key, marking.area_fill)


@register.filter
def shape_paint(marking):
    """The class and the colours of a marking's shapes."""
    return format_html('class="{}" fill="{}"', marking.key, marking.fill)


@register.simple_tag(takes_context=True)
def timeline_of(context, panels, record):
    """Everything on a country's page in time."""
    day = _day(context)
    return pages.everything(panels, f"Timeline of {record}", record, day, pages.timeline_url(record, day))


@register.simple_tag(takes_context=True)
def timeline_between(context, panels, first, second):
    """Everything between two countries in time."""
    day = _day(context)
    url = f"{pair_url(first, second)}timeline.svg{pages.on(day)}"
    return pages.everything(panels, f"Timeline of {first} and {second}", None, day, url)


@register.simple_tag
def located(first, second):
    """The map of two countries."""
    return locator(first, second)


def _day(context):
    """The day that the page was asked for, if it was."""
    moment = getattr(context.get("request"), "moment", None)
    return moment.day if moment and moment.is_asked else None
