"""Treaties and what their parties did about them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from core.fields import LineField, NamesField, PartialDateField, ProseField
from core.text import parse_names
from editorial.indexes import listed_by, listed_by_date
from relations.choices import InstrumentType, TreatyActionType
from relations.models.countries import Country
from relations.models.organizations import Organization
from relations.models.rules import NAME, in_order
from relations.querysets import TreatyQuerySet
from relations.spells import IN_FORCE
from sources.models import CitedRecord


class Treaty(CitedRecord):
    """
    One row asserts that an instrument between States, or between their bodies, was concluded or drawn up.

    Evidence is its text or a source reporting its conclusion. Who is a party, and by which act, stands in its
    treaty actions.
    """

    title = LineField(max_length=300)
    short_title = LineField(max_length=150, blank=True)
    other_names = NamesField(blank=True)
    instrument_type = models.CharField("form", max_length=30, choices=InstrumentType.choices)
    subject = LineField(max_length=200, blank=True)
    signed = PartialDateField()
    signed_place = LineField("place of signature", max_length=100, blank=True)
    entered_into_force = PartialDateField("entry into force")
    ended = PartialDateField()
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amended_by")
    summary = ProseField(blank=True)

    objects = TreatyQuerySet.as_manager()
    spell = IN_FORCE
    search_weight = 60

    class Meta:
        ordering = ["signed_earliest", "title"]
        verbose_name_plural = "treaties"
        indexes = [
            listed_by_date("signed", name="treaty_by_signed"),
            listed_by("instrument_type", "title", name="treaty_by_form"),
            listed_by("title", name="treaty_by_title"),
        ]
        constraints = [
            in_order("signed", "entered_into_force", "A treaty cannot enter into force before it is signed."),
            in_order("entered_into_force", "ended", "A treaty cannot end before it enters into force."),
        ]

    def __str__(self):
        return self.short_title or self.title

    def search_details(self):
        return str(self.signed or "")

    def names(self):
        names = [self.short_title, self.title, *(name.name for name in parse_names(self.other_names))]
        return [name for name in names if name]


class TreatyAction(CitedRecord):
    """
    One row asserts that a party did one act about a treaty: signed it, had it approved, ratified or denounced it.

    Evidence is the instrument deposited or exchanged, the parliament's record, or a source reporting the act.
    """

    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="actions")
    party = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="treaty_actions")
    party_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="treaty_actions"
    )
    action = models.CharField(max_length=25, choices=TreatyActionType.choices)
    done = PartialDateField("date")
    body = LineField(
        max_length=200, blank=True, help_text="Who acted for the party: its president, parliament, ministry."
    )
    place = LineField(max_length=100, blank=True)
    summary = ProseField(blank=True)

    search_paths = ("search_text", "treaty__search_text", "party__search_text")

    class Meta:
        ordering = ["treaty", "done_earliest", "slug"]
        indexes = [
            listed_by_date("done", name="action_by_done"),
            listed_by("action", name="action_by_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, party_organization__isnull=True)
                | Q(party__isnull=True, party_organization__isnull=False),
                name=f"{NAME}one_party",
                violation_error_message="A party is a State or an organization: choose one of the two.",
            ),
            models.UniqueConstraint(
                "treaty",
                Coalesce("party", 0),
                Coalesce("party_organization", 0),
                "action",
                "body",
                "done",
                name=f"{NAME}unique_act",
                violation_error_message="This act is recorded already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} of {self.treaty} by {self.acting_party}"

    @property
    def acting_party(self):
        """The State or organization that acted."""
        return self.party or self.party_organization
