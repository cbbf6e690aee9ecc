"""Database rules that several kinds of relation share."""

from django.db import models
from django.db.models import F, Q

NAME = "%(app_label)s_%(class)s_"


def not_itself(first, second, message):
    """A State cannot stand in this relation to itself."""
    return models.CheckConstraint(
        condition=~Q(**{first: F(second)}), name=f"{NAME}not_itself", violation_error_message=message
    )


def in_order(start, end, message):
    """
    The end does not surely come before the start: its latest day is not before the start's earliest.

    Partial dates overlap more often than they contradict, so that only the impossible is refused.
    """
    return models.CheckConstraint(
        condition=Q(**{f"{end}_latest__isnull": True})
        | Q(**{f"{start}_earliest__isnull": True})
        | Q(**{f"{end}_latest__gte": F(f"{start}_earliest")}),
        name=f"{NAME}{end}_not_before_{start}",
        violation_error_message=message,
    )


def unless_blank(field):
    """A uniqueness rule for an identifier that most rows lack."""
    return models.UniqueConstraint(
        fields=[field],
        condition=~Q(**{field: ""}),
        name=f"{NAME}unique_{field}",
        violation_error_message="Another record has this identifier already: an identifier names one record.",
    )
