"""Persons, the offices of States and organizations, and who held which."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.fields import LineField, NamesField, PartialDateField, ProseField
from core.text import parse_names
from core.validators import validate_wikidata_id
from editorial.indexes import listed_by, listed_by_date
from people.choices import EndOfFunctions, OfficeType
from relations.models import Country, Mission, Organization, Treaty
from relations.models.rules import NAME, in_order, unless_blank
from relations.querysets import LastingQuerySet
from relations.spells import Spell
from sources.models import CitedRecord


class Official(CitedRecord):
    """
    One row asserts that a person of this name took part in public life.

    Two persons of one surname are two rows. Evidence is a source that names the person; the offices held stand in
    appointments.
    """

    name = LineField(max_length=150)
    other_names = NamesField(blank=True)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="officials",
        help_text="The country the person acts for, or belongs to where the person holds no office.",
    )
    born = PartialDateField()
    died = PartialDateField()
    wikidata = models.CharField("Wikidata item", max_length=20, blank=True, validators=[validate_wikidata_id])
    summary = ProseField(blank=True)
    search_weight = 80

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            listed_by("name", name="official_by_name"),
            listed_by("country", "name", name="official_by_country"),
        ]
        constraints = [unless_blank("wikidata"), in_order("born", "died", "Nobody dies before being born.")]

    def __str__(self):
        return self.name

    def search_details(self):
        return str(self.country or "")

    def names(self):
        return [self.name, *(name.name for name in parse_names(self.other_names))]


class Office(CitedRecord):
    """
    One row asserts that a country, an organization or a mission has a post of this title.

    Evidence is a source that names the post or shows somebody in it.
    """

    title = LineField(max_length=250)
    office_type = models.CharField("type", max_length=30, choices=OfficeType.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    other_names = NamesField(blank=True)
    summary = ProseField(blank=True)

    search_paths = ("search_text", "country__search_text", "organization__search_text")
    search_weight = 50

    class Meta:
        ordering = ["title", "slug"]
        indexes = [
            listed_by("title", name="office_by_title"),
            listed_by("office_type", "title", name="office_by_type"),
            models.Index(fields=["title"], name="office_title"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=False) | Q(organization__isnull=False) | Q(mission__isnull=False),
                name=f"{NAME}of_someone",
                violation_error_message="Say whose office it is: a country's, an organization's or a mission's.",
            )
        ]

    def __str__(self):
        return self.title

    def search_details(self):
        return str(self.country or self.organization or "")

    def names(self):
        return [self.title, *(name.name for name in parse_names(self.other_names))]


#: A term of which no date is known may long be over, so that it never counts as the present one.
TERM = Spell(
    "appointed",
    "ended",
    seen=("credentials_presented", "attested"),
    over={"end_reason": EndOfFunctions.values},
    lasts=False,
)


class Appointment(CitedRecord):
    """
    One row asserts that an official held an office for one term, with the steps that led into and out of it.

    Evidence is the act of appointment, the presentation of credentials, or a source that shows the official in
    office on some day (`attested`). The steps are those of VCDR art. 4, 10, 13 and 43. A predecessor is not stored:
    it follows from the order of the terms.
    """

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="appointments")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="appointments")
    agrement = PartialDateField("agrément")
    appointed = PartialDateField()
    appointed_by = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments_made"
    )
    credentials_received = PartialDateField(help_text="When the sending State handed over the letters of credence.")
    copy_presented = PartialDateField("true copy of credentials presented")
    copy_presented_to = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="copies_accepted"
    )
    credentials_presented = PartialDateField()
    credentials_presented_to = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials_accepted"
    )
    credentials_place = LineField(max_length=100, blank=True)
    attested = PartialDateField("attested in office", help_text="When a source shows the official in this office.")
    ended = PartialDateField()
    ended_by = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments_ended"
    )
    end_reason = models.CharField("reason of the end", max_length=20, choices=EndOfFunctions.choices, blank=True)
    summary = ProseField(blank=True)

    objects = LastingQuerySet.as_manager()
    spell = TERM
    search_paths = ("search_text", "official__search_text", "office__search_text")

    class Meta:
        ordering = ["office__title", "appointed_earliest", "attested_earliest", "slug"]
        indexes = [
            listed_by("office", name="appointment_by_office"),
            listed_by_date("appointed", name="appointment_by_appointed"),
        ]
        constraints = [
            in_order("appointed", "ended", "A term cannot end before the appointment."),
            in_order("appointed", "credentials_presented", "Credentials cannot be presented before the appointment."),
            in_order("credentials_presented", "ended", "A term cannot end before the credentials were presented."),
        ]

    def __str__(self):
        return f"{self.official}, {self.office}"

    def clean(self):
        super().clean()
        for role in ("appointed_by", "ended_by"):
            if self.official_id and getattr(self, f"{role}_id") == self.official_id:
                raise ValidationError({role: "Officials do not appoint or dismiss themselves here: leave it blank."})


class Signature(CitedRecord):
    """
    One row asserts that an official signed a treaty in person for a party.

    Evidence is the instrument or a source that names the signatory. What the party did stands in the treaty action.
    """

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="signatures")
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    signed = PartialDateField()
    place = LineField(max_length=100, blank=True)
    summary = ProseField(blank=True)

    search_paths = ("search_text", "official__search_text", "treaty__search_text")

    class Meta:
        ordering = ["signed_earliest", "treaty", "slug"]
        indexes = [listed_by_date("signed", name="signature_by_signed")]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "treaty"],
                name=f"{NAME}once_a_treaty",
                violation_error_message="This signature is recorded already.",
            )
        ]

    def __str__(self):
        return f"{self.official} signed {self.treaty}"
