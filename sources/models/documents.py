"""The copies of sources that the register keeps."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.fields import LineField
from editorial.models import TypedHistory, Versioned
from sources.choices import Visibility
from sources.models.passages import FIRST_EDITION
from sources.models.sources import Source
from sources.querysets import DocumentQuerySet


class Document(Versioned):
    """
    One row asserts that the bytes with this SHA-256 are an edition of a source, and who may read them here.

    The evidence is the bytes themselves, stored under their digest. They never change: a newer copy is another row
    with the next edition, and the older one stays citable.
    """

    IMMUTABLE = ("source", "edition", "sha256", "media_type", "file_name", "size")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="documents")
    edition = models.PositiveIntegerField(default=FIRST_EDITION)
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"\A[0-9a-f]{64}\Z", "A SHA-256 is 64 hexadecimal digits.")],
        error_messages={"unique": "These bytes are attached to a source already."},
    )
    media_type = models.CharField(max_length=100)
    file_name = LineField(max_length=200)
    size = models.PositiveIntegerField("size in bytes")
    visibility = models.CharField(
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.EDITORS,
        help_text="Whether readers see the full text, or only the place and the words quoted.",
    )
    rights = LineField(max_length=300, blank=True, help_text="Who holds the rights, and what they allow.")

    history = TypedHistory()
    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["source", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["source", "edition"], name="%(app_label)s_%(class)s_unique_edition"),
            models.CheckConstraint(
                condition=Q(edition__gte=1),
                name="%(app_label)s_%(class)s_edition_from_1",
                violation_error_message="Editions are counted from 1.",
            ),
        ]

    def __str__(self):
        return f"{self.source}, edition {self.edition} ({self.file_name})"

    def prepare(self):
        if self.source_id and self.edition > self.source.current_edition:
            self.source.reach_edition(self.edition)

    @property
    def is_public(self):
        """Whether readers see the full text."""
        return self.visibility == Visibility.PUBLIC

    def clean(self):
        super().clean()
        if self._state.adding:
            return
        kept = type(self)._base_manager.filter(pk=self.pk).values(*self.IMMUTABLE).first() or {}
        changed = [name for name in kept if kept[name] != getattr(self, self._meta.get_field(name).attname)]
        if changed:
            raise ValidationError(
                dict.fromkeys(changed, "A document never changes. Attach the other copy as a new edition.")
            )
