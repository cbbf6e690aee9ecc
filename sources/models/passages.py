"""The numbered pieces of a source's document."""

from django.db import models
from django.db.models import Q

from core.fields import LineField, ProseField
from editorial.models import TypedHistory, Versioned
from sources.choices import PassageKind
from sources.models.sources import Source
from sources.querysets import PassageQuerySet

FIRST_EDITION = 1


class Passage(Versioned):
    """
    One row asserts that the numbered piece of a document says what the summary tells, in our own words.

    The evidence is the document: the fingerprint is the digest of the passage's own text, so that a machine can
    tell whether a copy of the document still holds it. `text` and `headers` are read from the attached document and
    derived from it, as search text is from names; they are blank while there is none.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    edition = models.PositiveIntegerField(
        default=FIRST_EDITION, help_text="Which copy of the document: 1 for the first that the register took in."
    )
    number = models.PositiveIntegerField(help_text="Counted from 1 over the headings, paragraphs, items and rows.")
    kind = models.CharField(max_length=20, choices=PassageKind.choices, default=PassageKind.PARAGRAPH)
    section = LineField(max_length=300, blank=True, help_text="The headings above it, joined by “ › ”.")
    summary = ProseField(
        blank=True, help_text="What it says, in our own words. May be blank where the document itself is kept."
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of its text, with NFC and single spaces: made by machine."
    )
    nothing_to_record = LineField(
        max_length=300,
        blank=True,
        help_text="Why the register takes nothing from it; blank if it is cited or still open.",
    )
    text = models.TextField(blank=True, editable=False)
    headers = models.JSONField("column headers", blank=True, default=list, editable=False)

    history = TypedHistory(excluded_fields=["text", "headers"])
    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["source", "edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "edition", "number"], name="%(app_label)s_%(class)s_unique_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(app_label)s_%(class)s_number_from_1",
                violation_error_message="Passages are counted from 1.",
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1),
                name="%(app_label)s_%(class)s_edition_from_1",
                violation_error_message="Editions are counted from 1.",
            ),
            models.CheckConstraint(
                # A sheet brings no text, and so the digest alone has to do until the document is attached.
                condition=~Q(summary="") | ~Q(text="") | ~Q(fingerprint=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="Say what the passage tells, or attach the document.",
            ),
        ]

    def publication_owners(self):
        return [self.source]

    def __str__(self):
        edition = "" if self.edition == FIRST_EDITION else f", edition {self.edition}"
        return f"{self.source}{edition} ¶{self.number}"

    def prepare(self):
        if self.source_id and self.edition and self.edition > self.source.current_edition:
            self.source.reach_edition(self.edition)

    @property
    def place(self):
        """How spreadsheets name it beside its source: its number, or `@edition#number` in a later edition."""
        return str(self.number) if self.edition == FIRST_EDITION else f"@{self.edition}#{self.number}"

    @property
    def key(self):
        """
        How spreadsheets name it: `source-slug#number`, or `source-slug@edition#number` in a later edition.

        Never another passage's name, whatever is attached later: a sheet may come back after weeks.
        """
        edition = "" if self.edition == FIRST_EDITION else f"@{self.edition}"
        return f"{self.source.slug}{edition}#{self.number}"

    @property
    def is_current(self):
        """Whether it belongs to the copy that the source's page shows unless asked for another."""
        return self.edition == self.source.current_edition

    def get_absolute_url(self):
        edition = "" if self.is_current else f"?edition={self.edition}"
        return f"{self.source.get_absolute_url()}{edition}#passage-{self.number}"
