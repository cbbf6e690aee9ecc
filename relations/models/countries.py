"""States, and entities treated as such."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.fields import LineField, NamesField, PartialDateField, ProseField
from core.text import parse_names
from core.validators import validate_wikidata_id
from relations.choices import CountryStatus
from relations.models.rules import NAME, unless_blank
from relations.querysets import LastingQuerySet
from relations.spells import COUNTRY
from sources.models import CitedRecord


class Country(CitedRecord):
    """
    One row asserts that a State, or an entity treated as one, exists or existed under these names.

    It is a polity and not a place: a region and the republic on it are two rows. Evidence is a source that names it
    and says how it stands; whether others recognize it is told by recognitions, not here.
    """

    name = LineField(max_length=150, unique=True)
    official_name = LineField(max_length=250, blank=True)
    other_names = NamesField(blank=True)
    country_status = models.CharField("standing", max_length=30, choices=CountryStatus.choices)
    claimed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="constituents")
    existence = PartialDateField(help_text="From its foundation to its end; an open end is written “since 1991”.")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    capital = LineField(max_length=100, blank=True)
    latitude = models.DecimalField("latitude of the capital", max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField("longitude of the capital", max_digits=7, decimal_places=4, null=True, blank=True)
    iso_alpha2 = models.CharField(
        "ISO 3166-1 alpha-2",
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "Two capital letters.")],
    )
    iso_alpha3 = models.CharField(
        "ISO 3166-1 alpha-3",
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Three capital letters.")],
    )
    wikidata = models.CharField("Wikidata item", max_length=20, blank=True, validators=[validate_wikidata_id])
    summary = ProseField(blank=True)

    objects = LastingQuerySet.as_manager()
    spell = COUNTRY
    search_weight = 90

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "countries"
        constraints = [
            unless_blank("iso_alpha2"),
            unless_blank("iso_alpha3"),
            unless_blank("wikidata"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name=f"{NAME}latitude_in_range",
                violation_error_message="A latitude lies between -90 and 90 degrees.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name=f"{NAME}longitude_in_range",
                violation_error_message="A longitude lies between -180 and 180 degrees.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name=f"{NAME}both_coordinates",
                violation_error_message="Give both coordinates, or neither.",
            ),
        ]

    def __str__(self):
        return self.name

    def search_names(self):
        return [*self.names(), self.capital]

    def search_details(self):
        return self.capital

    def names(self):
        names = [self.name, self.official_name, *(name.name for name in parse_names(self.other_names))]
        return [name for name in names if name]
