"""Dated happenings that are none of the other record types."""

from django.db import models
from django.db.models import Q

from core.fields import LineField, PartialDateField, ProseField
from editorial.indexes import listed_by, listed_by_date
from people.choices import EventType
from people.models.officials import Official
from people.querysets import EventQuerySet
from relations.models import Country, Organization
from relations.models.rules import NAME
from sources.models import CitedRecord


class Event(CitedRecord):
    """
    One row asserts that something happened, or that somebody claims it did.

    Evidence is a source that reports it. Where the source only passes on what a party says, `claimed_by` names the
    party and the row asserts no more than the claim.
    """

    title = LineField(max_length=250)
    event_type = models.CharField("type", max_length=15, choices=EventType.choices)
    happened = PartialDateField("date")
    place = LineField(max_length=150, blank=True)
    countries = models.ManyToManyField(Country, blank=True, related_name="events")
    organizations = models.ManyToManyField(Organization, blank=True, related_name="events")
    officials = models.ManyToManyField(Official, blank=True, related_name="events")
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = LineField(
        max_length=50, blank=True, help_text="What the amount counts: Russian roubles, soldiers, per cent."
    )
    claimed_by = LineField(max_length=200, blank=True, help_text="Who says so, where the source only reports a claim.")
    summary = ProseField(blank=True)

    objects = EventQuerySet.as_manager()
    _history_m2m_fields = ["countries", "organizations", "officials"]
    search_weight = 30

    class Meta:
        ordering = ["happened_earliest", "title", "slug"]
        indexes = [
            listed_by_date("happened", name="event_by_happened"),
            listed_by("event_type", "title", name="event_by_type"),
            listed_by("title", name="event_by_title"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True, unit="") | Q(amount__isnull=False) & ~Q(unit=""),
                name=f"{NAME}amount_with_unit",
                violation_error_message="An amount needs its unit, and a unit its amount.",
            )
        ]

    def __str__(self):
        return self.title

    def search_details(self):
        return str(self.happened or "")
