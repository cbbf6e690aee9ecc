"""What a page's head tells machines: its one address, and the card that social networks make of it."""

from django import template
from django.core.exceptions import DisallowedHost
from django.utils.html import strip_tags
from django.utils.text import Truncator

from public.listing import OWN_PARAMETERS

register = template.Library()

LONGEST_DESCRIPTION = 200


@register.inclusion_tag("public/_card.html", takes_context=True)
def card(context):
    """
    The canonical address (RFC 6596) and the Open Graph properties of the page; nothing where no request is known.

    A list's address keeps what narrows it and drops order and place; other pages are the same under every parameter.
    """
    request = context.get("request")
    if request is None:
        return {}
    try:
        origin = request.build_absolute_uri("/").rstrip("/")
    except DisallowedHost:
        # The page that refuses a host we do not answer for has no address.
        return {}
    listing, section = context.get("listing"), context.get("section")
    path = listing.url(**dict.fromkeys(OWN_PARAMETERS)) if listing is not None else request.path
    about = context.get("answer") or (section.about if section else "")
    return {
        "address": context.get("canonical") or f"{origin}{path}",
        "title": context.get("headline") or (section.title if section else ""),
        "about": Truncator(strip_tags(str(about))).chars(LONGEST_DESCRIPTION),
        "origin": origin,
    }
