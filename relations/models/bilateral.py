"""What stands between two States: recognition and diplomatic relations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least

from core.fields import LineField, PartialDateField, ProseField
from editorial.choices import Status
from editorial.indexes import listed_by, listed_by_date
from relations.choices import RecognitionEnd, RecognitionMode
from relations.models.countries import Country
from relations.models.rules import NAME, in_order, not_itself
from relations.querysets import NO_END_KNOWN, DiplomaticRelationQuerySet, RecognitionQuerySet
from relations.spells import RECOGNITION, RELATIONS
from sources.models import CitedRecord


class Recognition(CitedRecord):
    """
    One row asserts that one State recognized another entity as a State for one spell of time.

    Mutual recognition is two rows. Evidence is the act itself or a source reporting it; a denial, a silence, a
    treaty or a mission is not recognition. A spell has ended when its end or the reason of its end is given.
    """

    recognizing_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="recognitions_granted")
    recognized_entity = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="recognitions_received")
    mode = models.CharField(max_length=12, choices=RecognitionMode.choices, default=RecognitionMode.NOT_STATED)
    granted = PartialDateField()
    ended = PartialDateField()
    end_reason = models.CharField("reason of the end", max_length=20, choices=RecognitionEnd.choices, blank=True)
    instrument = LineField(max_length=250, blank=True, help_text="The decree, note or law by which it was granted.")
    summary = ProseField(blank=True)

    objects = RecognitionQuerySet.as_manager()
    spell = RECOGNITION
    search_paths = ("search_text", "recognizing_state__search_text", "recognized_entity__search_text")

    class Meta:
        ordering = ["granted_earliest", "slug"]
        indexes = [
            listed_by_date("granted", name="recognition_by_granted"),
            listed_by("mode", name="recognition_by_mode"),
        ]
        constraints = [
            not_itself("recognizing_state", "recognized_entity", "A State does not recognize itself."),
            in_order("granted", "ended", "A recognition cannot end before it was granted."),
            models.UniqueConstraint(
                fields=["recognizing_state", "recognized_entity"],
                condition=NO_END_KNOWN & ~Q(status=Status.WITHDRAWN),
                name=f"{NAME}one_open_spell",
                violation_error_message="This State recognizes the entity already: end or edit that recognition.",
            ),
        ]

    def __str__(self):
        return f"{self.recognizing_state} recognizes {self.recognized_entity}"

    @property
    def has_ended(self):
        return bool(self.ended or self.end_reason)


class DiplomaticRelation(CitedRecord):
    """
    One row asserts that two States established diplomatic relations, by mutual consent (VCDR art. 2).

    The order of the two States means nothing. Evidence is the exchange of notes, the agreement or a source
    reporting it. A severance ends the row; relations resumed after it are noted here as `resumed`.
    """

    first_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="relations_as_first")
    second_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="relations_as_second")
    established = PartialDateField()
    established_by = LineField(
        max_length=250, blank=True, help_text="How: an exchange of notes, an agreement, a treaty."
    )
    place = LineField(max_length=100, blank=True)
    suspended = PartialDateField()
    severed = PartialDateField()
    severed_by = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="relations_severed"
    )
    resumed = PartialDateField()
    summary = ProseField(blank=True)

    objects = DiplomaticRelationQuerySet.as_manager()
    spell = RELATIONS
    search_paths = ("search_text", "first_state__search_text", "second_state__search_text")

    class Meta:
        ordering = ["established_earliest", "slug"]
        indexes = [listed_by_date("established", name="relation_by_established")]
        constraints = [
            not_itself("first_state", "second_state", "A State has no diplomatic relations with itself."),
            in_order("established", "severed", "Relations cannot be severed before they were established."),
            in_order("severed", "resumed", "Relations cannot be resumed before they were severed."),
            models.UniqueConstraint(
                Least("first_state", "second_state"),
                Greatest("first_state", "second_state"),
                condition=(Q(severed="") | ~Q(resumed="")) & ~Q(status=Status.WITHDRAWN),
                name=f"{NAME}one_open_spell",
                violation_error_message="These two States have open diplomatic relations already: edit that record.",
            ),
        ]

    def __str__(self):
        return f"Diplomatic relations between {self.first_state} and {self.second_state}"

    def clean(self):
        super().clean()
        if self.severed_by_id and self.severed_by_id not in (self.first_state_id, self.second_state_id):
            raise ValidationError(
                {"severed_by": "Relations are severed by one of the two States: choose one of them."}
            )
