"""Where facts come from."""

from django.db import models

from core.fields import LineField, PartialDateField, ProseField
from core.validators import validate_language_tag, validate_web_url
from editorial.choices import Status
from editorial.models import Record, TypedHistory, Versioned
from sources.choices import PassageKind, SourceType


class Source(Record):
    """
    One row asserts that a document was published, by whom, when and where it can be read.

    The evidence is the document itself; a source cites nothing but is what records cite.
    """

    title = LineField(max_length=300)
    source_type = models.CharField("type", max_length=30, choices=SourceType.choices)
    author = LineField(max_length=200, blank=True)
    publisher = LineField(max_length=200, blank=True)
    published = PartialDateField()
    accessed = PartialDateField()
    language = models.CharField(
        max_length=35, blank=True, validators=[validate_language_tag], help_text="A BCP 47 tag, such as en or ru."
    )
    licence = LineField(max_length=200, blank=True)
    url = LineField("URL", max_length=500, blank=True, validators=[validate_web_url])
    archive_url = LineField("archive URL", max_length=500, blank=True, validators=[validate_web_url])
    file_name = LineField(
        max_length=200, blank=True, help_text="The name of the file in which the register keeps the document."
    )
    summary = ProseField(blank=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def parts(self):
        return [*self.passages.all()]

    def published_dependants(self):
        owners = []
        for citation in self.citations.prefetch_related("record")[:50]:
            if citation.record is not None and citation.record.status == Status.PUBLISHED:
                owners.append(citation.record)
        return owners[:5]


class Passage(Versioned):
    """
    One row asserts that the numbered piece of a document says what the summary tells, in our own words.

    The evidence is the document: the fingerprint is the digest of the passage's own text, so that a machine can
    tell whether a copy of the document still holds it.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField(help_text="Counted from 1 over the headings, paragraphs, items and rows.")
    kind = models.CharField(max_length=20, choices=PassageKind.choices, default=PassageKind.PARAGRAPH)
    section = LineField(max_length=300, blank=True, help_text="The headings above it, joined by “ › ”.")
    summary = ProseField(help_text="What it says, in our own words.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of its text, with NFC and single spaces: made by machine."
    )
    nothing_to_record = LineField(
        max_length=300,
        blank=True,
        help_text="Why the register takes nothing from it; blank if it is cited or still open.",
    )

    history = TypedHistory()

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="%(app_label)s_%(class)s_unique_number"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="%(app_label)s_%(class)s_number_from_1",
                violation_error_message="Passages are counted from 1.",
            ),
        ]

    def __str__(self):
        return f"{self.source} ¶{self.number}"

    @property
    def key(self):
        """How spreadsheets name it: `source-slug#number`."""
        return f"{self.source.slug}#{self.number}"

    def get_absolute_url(self):
        return f"{self.source.get_absolute_url()}#passage-{self.number}"
