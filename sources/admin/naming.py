"""What citations are about, told without a query for each."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Value
from django.urls import reverse
from django.utils.text import capfirst

from sources.choices import WHOLE_RECORD


@dataclass(frozen=True)
class Subject:
    """The record that a citation is about, as lists name it."""

    kind: str
    slug: str
    status: str
    url: str


def subjects_of(citations) -> dict[int, Subject]:
    """The subject of each citation by the citation's primary key, in one query whatever types they are of."""
    keys = defaultdict(set)
    for citation in citations:
        keys[citation.content_type_id].add(citation.object_id)
    found = [
        _model(type_id)
        .objects.filter(pk__in=some)
        .order_by()
        .annotate(content_type=Value(type_id))
        .values_list("content_type", "pk", "slug", "status")
        for type_id, some in keys.items()
    ]
    rows = found[0].union(*found[1:], all=True) if found else ()
    records = {(type_id, pk): (slug, status) for type_id, pk, slug, status in rows}
    return {
        citation.pk: _subject(citation, *records[citation.content_type_id, citation.object_id])
        for citation in citations
        if (citation.content_type_id, citation.object_id) in records
    }


def _subject(citation, slug, status):
    opts = _model(citation.content_type_id)._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[citation.object_id])
    return Subject(capfirst(opts.verbose_name), slug, status, url)


def _model(type_id):
    # The manager keeps content types in memory.
    return ContentType.objects.get_for_id(type_id).model_class()


def told_field(citation) -> str:
    """What of the record a citation is about."""
    return capfirst(citation.field_label) or WHOLE_RECORD
