"""What the passages of a page tell besides: records that rest on them and that the page has no table for."""

from dataclasses import dataclass

from public.sections import section_of
from public.sections.base import Section
from public.values import Piece
from sources.models import Citation

#: How many records of one type are named.
MAX_RECORDS = 60


@dataclass
class Neighbours:
    """Records of one type, as links."""

    section: Section
    links: list[Piece]


def told_besides(references, models):
    """
    Links to published records of these types that rest on the passages of `references` and are not among its records.

    A page of two countries is made of what both take part in; its sources' passages also tell what led to it.
    """
    passages = {reference.passage.pk for reference in references if reference.passage}
    groups = [Neighbours(section_of(model), _links(model, passages, references)) for model in models]
    return [group for group in groups if group.links]


def _links(model, passages, references):
    section = section_of(model)
    resting = Citation.objects.about(model).filter(passage__in=passages).order_by().values("object_id")
    shown = [pk for owner, pk in references.owners if owner is model]
    records = model.objects.published().select_related(*section.related).filter(pk__in=resting).exclude(pk__in=shown)
    return [
        Piece(section.headline(record), url=record.get_absolute_url(), detail=str(section.dating(record) or ""))
        for record in section.ordered(records)[:MAX_RECORDS]
    ]
