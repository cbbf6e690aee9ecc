"""Addresses of pages that belong to no single record."""

from django.urls import reverse

from public.values import Piece


def pair_url(first, second):
    """The page of everything between two countries: the one whose slug comes first stands first."""
    return reverse("public:pair", args=sorted((first.slug, second.slug)))


def pair_link(first, second):
    """A link to the page of everything between two countries, where readers may see both."""
    if first is None or second is None or not (first.is_published and second.is_published):
        return None
    first, second = sorted((first, second), key=lambda country: country.slug)
    return Piece(f"{first.name} and {second.name}", url=pair_url(first, second))
