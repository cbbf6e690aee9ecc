"""Two records of the same spell: rows about the same that surely overlap in time."""

from collections import defaultdict
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from core.dates import surely_before
from editorial.choices import Status


def overlapping(scope, same, key, start, end, is_open):
    """
    (newer, older) of each pair of records that are about the same and surely overlap, with one query.

    `same` is the condition on OuterRefs that finds the others in the database, `key` what must be equal of two
    records, `start` and `end` name their dates, and `is_open` says whether a record surely goes on.
    """
    model = scope.records.model
    alive = model.objects.exclude(status=Status.WITHDRAWN)
    others = alive.filter(same).exclude(pk=OuterRef("pk"))
    suspects = alive.filter(Exists(others))
    if scope.pks is not None:
        suspects = suspects.filter(Q(pk__in=scope.pks) | Exists(model.objects.filter(same, pk__in=scope.pks)))
    groups = defaultdict(list)
    for record in suspects.order_by(F(f"{start}_earliest").asc(nulls_first=True), "pk"):
        groups[key(record)].append(record)
    asked = None if scope.pks is None else set(scope.pks)
    for group in groups.values():
        for first, second in _neighbours(group, end):
            if asked is not None and asked.isdisjoint((first.pk, second.pk)):
                continue
            if surely_overlap(first, second, start, end, is_open):
                yield (first, second) if first.pk > second.pk else (second, first)


def _neighbours(group, end):
    """Each row of a group in the order of their starts with the one before it that lasts longest."""
    longest = group[0]
    for record in group[1:]:
        yield longest, record
        if _last_day(record, end) >= _last_day(longest, end):
            longest = record


def _last_day(record, end):
    return getattr(record, f"{end}_latest") or date.max


def surely_overlap(first, second, start, end, is_open):
    """Whether two spells have a time in common, whatever days their dates mean."""
    if is_open(first) and is_open(second):
        return True
    return all(
        is_open(one) or surely_before(getattr(other, start), getattr(one, end))
        for one, other in ((first, second), (second, first))
    )
