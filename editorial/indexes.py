"""Indexes behind the readers' lists, which show published records in some order and count them by some column."""

from django.db.models import Index
from django.db.models.functions import Coalesce


def listed_by(*columns: str, name: str) -> Index:
    """For an order, or a count, by columns of the record itself. `name`: at most 30 characters."""
    return Index(fields=["status", *columns, "id"], name=name)


def listed_by_date(field: str, *, name: str) -> Index:
    """For an order by a partial date: its earliest day, or its latest where that is open."""
    earliest, latest = f"{field}_earliest", f"{field}_latest"
    return Index("status", Coalesce(earliest, latest), Coalesce(latest, earliest), "id", name=name)
