"""Missions: embassies, offices and sections that one State keeps with another or with an organization."""

from django.db import models
from django.db.models import Q

from core.fields import LineField, PartialDateField, ProseField
from relations.choices import MissionStatus, MissionType
from relations.models.countries import Country
from relations.models.organizations import Organization
from relations.models.rules import NAME, in_order, not_itself
from relations.querysets import MissionQuerySet
from sources.models import CitedRecord


class Mission(CitedRecord):
    """
    One row asserts that a State keeps, kept or decided to set up a mission with another State or an organization.

    Evidence is the decision, the opening, or a source that shows the mission at work. An ambassador's appointment
    alone does not prove a mission's building; say what is known in the status.
    """

    sending_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="missions_sent")
    receiving_state = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="missions_received"
    )
    receiving_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="missions"
    )
    mission_type = models.CharField("type", max_length=25, choices=MissionType.choices)
    seat = LineField(max_length=100, blank=True, help_text="The city.")
    opened = PartialDateField()
    closed = PartialDateField()
    mission_status = models.CharField("state of work", max_length=10, choices=MissionStatus.choices, blank=True)
    hosted_by = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="missions_hosted",
        help_text="The protecting power, for an interests section in another State's embassy.",
    )
    summary = ProseField(blank=True)

    objects = MissionQuerySet.as_manager()
    search_paths = (
        "search_text",
        "sending_state__search_text",
        "receiving_state__search_text",
        "receiving_organization__search_text",
    )

    class Meta:
        ordering = ["sending_state__name", "slug"]
        constraints = [
            not_itself("sending_state", "receiving_state", "A State keeps no mission with itself."),
            in_order("opened", "closed", "A mission cannot close before it opened."),
            models.CheckConstraint(
                condition=Q(receiving_state__isnull=False, receiving_organization__isnull=True)
                | Q(receiving_state__isnull=True, receiving_organization__isnull=False),
                name=f"{NAME}one_receiver",
                violation_error_message="A mission is sent to a State or to an organization: choose one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(closed="") | Q(mission_status__in=["", MissionStatus.CLOSED]),
                name=f"{NAME}closed_is_closed",
                violation_error_message="A mission with a closing date is closed: correct one of the two.",
            ),
        ]

    def __str__(self):
        seat = f" ({self.seat})" if self.seat else ""
        return f"{self.get_mission_type_display()} of {self.sending_state} to {self.receiver}{seat}"

    @property
    def receiver(self):
        """The State or organization that receives the mission."""
        return self.receiving_state or self.receiving_organization
