"""What waits for a reviewer: open proposals, and new records in review, oldest first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from editorial.choices import Status
from editorial.models import Proposal, Record

#: A longer queue shows its oldest part.
MAX_ITEMS = 1000
COLUMNS = ("queue_kind", "queue_type", "queue_key", "queue_since", "queue_author")


@dataclass(frozen=True)
class Item:
    """One thing to review: a proposal about a record of `model`, or a record of it that was submitted."""

    is_proposal: bool
    model: type
    pk: int
    since: datetime
    author_id: int | None


def record_types():
    """Every type of record."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def waiting_items(models) -> list[Item]:
    """What waits for review among records of these types, in one query."""
    if not models:
        return []
    proposals = Proposal.objects.waiting().on(models).order_by()
    found = [
        proposals.annotate(
            # Names that no record type has for a field of its own.
            queue_kind=Value(1, IntegerField()),
            queue_type=_whole("content_type_id"),
            queue_key=_whole("pk"),
            queue_since=F("created"),
            queue_author=F("author_id"),
        ).values_list(*COLUMNS)
    ]
    for model in models:
        type_id = ContentType.objects.get_for_model(model).pk
        found.append(
            _in_review(model)
            .annotate(
                queue_kind=Value(0, IntegerField()),
                queue_type=Value(type_id, BigIntegerField()),
                queue_key=_whole("pk"),
            )
            .values_list(*COLUMNS)
        )
    rows = found[0].union(*found[1:], all=True).order_by("queue_since", *COLUMNS[:3])[:MAX_ITEMS]
    return [
        Item(bool(is_proposal), ContentType.objects.get_for_id(type_id).model_class(), key, since, who)
        for is_proposal, type_id, key, since, who in rows
    ]


def _whole(name):
    return Coalesce(F(name), Value(0), output_field=BigIntegerField())


def _in_review(model):
    """Records in review, each with when it was submitted and by whom."""
    history = model.history_model.objects.order_by()
    others = history.filter(id=OuterRef(OuterRef("pk"))).exclude(status=Status.IN_REVIEW).order_by("-version")
    last_other = Coalesce(Subquery(others.values("version")[:1]), Value(0))
    submitted = history.filter(id=OuterRef("pk"), status=Status.IN_REVIEW, version__gt=last_other).order_by("version")
    return (
        model.objects.filter(status=Status.IN_REVIEW)
        .order_by()
        .annotate(
            queue_since=Subquery(submitted.values("changeset__created")[:1]),
            queue_author=Subquery(submitted.values("changeset__author_id")[:1]),
        )
    )


def titles_of(items) -> dict[Item, str]:
    """What each item is about, with one query for each type."""
    keys = defaultdict(set)
    for item in items:
        keys[None if item.is_proposal else item.model].add(item.pk)
    titles = {}
    for model, wanted in keys.items():
        if model is None:
            titles |= {
                (None, pk): title for pk, title in Proposal.objects.filter(pk__in=wanted).values_list("pk", "title")
            }
            continue
        links = [field.name for field in model._meta.concrete_fields if field.is_relation]
        found = model._base_manager.select_related(*links).in_bulk(wanted)
        titles |= {(model, pk): str(record) for pk, record in found.items()}
    return {item: titles.get((None if item.is_proposal else item.model, item.pk), "") for item in items}


def authors_of(items) -> dict[int | None, str]:
    """The names of those who made the items."""
    users = get_user_model()._base_manager.in_bulk({item.author_id for item in items} - {None})
    return {key: user.get_username() for key, user in users.items()} | {None: "Chancery"}


def next_after(items, is_proposal, model, pk) -> Item | None:
    """The item that follows this one in the queue; the first one where this one is no longer in it."""
    for place, item in enumerate(items):
        if (item.is_proposal, item.pk) == (is_proposal, pk) and (is_proposal or item.model is model):
            others = [*items[place + 1 :], *items[:place]]
            return others[0] if others else None
    return items[0] if items else None
