"""Organizations, and who belongs to them."""

from django.db import models
from django.db.models import Q

from core.fields import LineField, NamesField, PartialDateField, ProseField
from core.text import parse_names
from core.validators import validate_wikidata_id
from editorial.choices import Status
from editorial.indexes import listed_by
from relations.choices import MembershipType, OrganizationType
from relations.models.countries import Country
from relations.models.rules import NAME, in_order, unless_blank
from relations.querysets import LastingQuerySet
from relations.spells import MEMBERSHIP, ORGANIZATION
from sources.models import CitedRecord


class Organization(CitedRecord):
    """
    One row asserts that a body of this name exists or existed, of several States, of one State or of none.

    Evidence is its statute or a source that names it at work.
    """

    name = LineField(max_length=200, unique=True)
    other_names = NamesField(blank=True)
    organization_type = models.CharField("type", max_length=20, choices=OrganizationType.choices)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        help_text="For a body of one State: that State.",
    )
    existence = PartialDateField()
    wikidata = models.CharField("Wikidata item", max_length=20, blank=True, validators=[validate_wikidata_id])
    summary = ProseField(blank=True)

    objects = LastingQuerySet.as_manager()
    spell = ORGANIZATION
    search_weight = 60

    class Meta:
        ordering = ["name"]
        constraints = [unless_blank("wikidata")]

    def __str__(self):
        return self.name

    def names(self):
        return [self.name, *(name.name for name in parse_names(self.other_names))]


class Membership(CitedRecord):
    """
    One row asserts that a country, or one of its bodies, belonged to an organization in some capacity for one spell.

    Evidence is the admission or a source that counts it among the members; `as_of` is the day such a source speaks of.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="memberships")
    body = LineField(max_length=200, blank=True, help_text="The member's body that belongs, such as its parliament.")
    membership_type = models.CharField(
        "capacity", max_length=10, choices=MembershipType.choices, default=MembershipType.MEMBER
    )
    since = PartialDateField()
    until = PartialDateField()
    as_of = PartialDateField()
    summary = ProseField(blank=True)

    objects = LastingQuerySet.as_manager()
    spell = MEMBERSHIP
    search_paths = ("search_text", "organization__search_text", "member__search_text")

    class Meta:
        ordering = ["organization__name", "member__name", "slug"]
        indexes = [
            listed_by("organization", name="membership_by_organization"),
            listed_by("membership_type", name="membership_by_type"),
        ]
        constraints = [
            in_order("since", "until", "A membership cannot end before it began."),
            models.UniqueConstraint(
                fields=["organization", "member", "body"],
                condition=Q(until="") & ~Q(status=Status.WITHDRAWN),
                name=f"{NAME}one_open_spell",
                violation_error_message="This membership is open already: end or edit that one.",
            ),
        ]

    def __str__(self):
        member = f"{self.body} of {self.member}" if self.body else str(self.member)
        return f"{member} in {self.organization}"
