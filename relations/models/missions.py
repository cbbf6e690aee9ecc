"""Missions: embassies, offices and sections that one State keeps with another or with an organization."""

from django.db import models
from django.db.models import Q

from core.fields import LineField, PartialDateField, ProseField
from editorial.indexes import listed_by, listed_by_date
from relations.choices import MissionStatus, MissionType
from relations.models.countries import Country
from relations.models.organizations import Organization
from relations.models.rules import NAME, in_order, not_itself
from relations.querysets import MissionQuerySet
from relations.spells import MISSION
from sources.models import CitedRecord

#: `get_mission_type_display` makes such a table anew for every record, and lists and imports name thousands.
TYPE_LABELS = dict(MissionType.choices)


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
    spell = MISSION
    search_paths = (
        "search_text",
        "sending_state__search_text",
        "receiving_state__search_text",
        "receiving_organization__search_text",
    )
    search_weight = 40

    class Meta:
        ordering = ["sending_state__name", "slug"]
        indexes = [
            listed_by("sending_state", "mission_type", name="mission_by_sender"),
            listed_by("receiving_state", name="mission_by_receiver"),
            listed_by("hosted_by", name="mission_by_host"),
            listed_by("mission_type", name="mission_by_type"),
            listed_by("mission_status", name="mission_by_status"),
            listed_by_date("opened", name="mission_by_opened"),
        ]
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
        return (
            f"{TYPE_LABELS.get(self.mission_type, self.mission_type)} of {self.sending_state} to {self.receiver}{seat}"
        )

    @property
    def receiver(self):
        """The State or organization that receives the mission."""
        return self.receiving_state or self.receiving_organization
