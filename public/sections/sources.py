"""The documents that the register rests on."""

from django.utils.translation import get_language_info

from public import answers
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import Section
from public.values import Piece
from sources.filters import SourceFilterSet
from sources.models import Source


def web_address(name):
    """Reads an address as a link to it."""

    def read(source):
        address = getattr(source, name)
        return Piece(address, url=address) if address else None

    return read


def language(source):
    """The language's English name where it is known here, else its tag."""
    try:
        return get_language_info(source.language.lower())["name"] if source.language else ""
    except KeyError:
        return source.language


SOURCE = Section(
    model=Source,
    path="sources",
    title="Sources",
    about="The documents that the register rests on, passage by passage.",
    filters=SourceFilterSet,
    facts=[
        *field_facts(Source, "source_type", "author", "publisher", "published", "accessed"),
        fact("language", "Language", language),
        field_fact(Source, "licence"),
        fact("url", "Address", web_address("url")),
        fact("archive_url", "Archived at", web_address("archive_url")),
        field_fact(Source, "file_name", "File"),
    ],
    columns=[
        field_fact(Source, "title", opens=True),
        *field_facts(Source, "source_type", "publisher", "published"),
        fact("language", "Language", language),
    ],
    sorts={
        "title": ("title",),
        "source_type": ("source_type", "title"),
        "publisher": ("publisher", "title"),
        "published": (by_date("published"),),
    },
    default_sort="title",
    facets=("type", "published"),
    answer=answers.of_source,
)
