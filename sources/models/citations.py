"""Why the register says what it says."""

from hashlib import sha256

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import Exists, OuterRef

from core.fields import LineField, ProseField
from editorial.models import Record, TypedHistory, Versioned
from sources.choices import Stance
from sources.documents.quoting import locate
from sources.models.passages import FIRST_EDITION, Passage
from sources.models.sources import Source
from sources.querysets import CitationQuerySet, CitedRecordQuerySet

KEY_LENGTH = 16


class Citation(Versioned):
    """
    One row asserts that a source, at a passage or locator, supports or disputes a record or one field of it.

    The evidence is the passage. `says` keeps the source's own value as printed where it differs in form or
    content from the register's. The words quoted are a W3C Web Annotation TextQuoteSelector: `exact` between
    `prefix` and `suffix`, and `position`, their first character in the passage's text, counted from 0.
    """

    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    field = models.CharField(max_length=60, blank=True, help_text="Blank: the record as a whole.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="citations", null=True, blank=True)
    locator = LineField(max_length=200, blank=True, help_text="Page, article or timestamp, where there is no passage.")
    says = LineField(max_length=300, blank=True, help_text="The source's own value, as printed.")
    exact = LineField("words quoted", max_length=2000, blank=True, help_text="Words of the passage, as they stand.")
    prefix = LineField(
        "words before", max_length=200, blank=True, help_text="What stands right before the words quoted."
    )
    suffix = LineField("words after", max_length=200, blank=True, help_text="What stands right after them.")
    position = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the words start in the passage, counted from 0: found by machine."
    )
    stance = models.CharField(max_length=10, choices=Stance.choices, default=Stance.SUPPORTS)
    note = ProseField(blank=True, help_text="How the fact follows from the passage, and how sure that is.")

    about_field = "field"

    history = TypedHistory()
    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["content_type", "object_id", "field", "source", "passage", "pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="citation_of_record"),
            models.Index(fields=["content_type", "stance", "object_id"], name="citation_by_stance"),
        ]

    def __str__(self):
        if self.passage:
            edition = f", edition {self.passage.edition}" if self.passage.edition != FIRST_EDITION else ""
            return f"{self.source}{edition} ¶{self.passage.number}"
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)

    def get_absolute_url(self):
        return (self.passage or self.source).get_absolute_url()

    @property
    def field_label(self):
        """The verbose name of the cited field, or a blank for the whole record."""
        if not self.field:
            return ""
        # The manager keeps content types in memory; the foreign key would ask the database for each citation.
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        return model._meta.get_field(self.field).verbose_name

    def publication_owners(self):
        return [self.record]

    def span(self):
        """Where the words quoted stand in the passage's text, or None: no words, no text, or not there."""
        if not (self.exact and self.passage and self.passage.text):
            return None
        return locate(self.passage.text, self.exact, prefix=self.prefix, suffix=self.suffix, near=self.position)

    def prepare(self):
        span = self.span()
        if span is not None:
            self.position = span.start
        elif not self.exact:
            self.position = None
        if not self.key:
            self.key = self.key_about(self.record)

    def key_about(self, record):
        """The key that follows from what it says of `record`, the record cited."""
        passage = self.passage
        told = [self.content_type.model, getattr(record, "slug", ""), self.field, self.source.slug]
        told += [passage.place if passage else "", self.locator, self.says, self.stance]
        told += [self.exact] if self.exact else []
        return sha256("\x1f".join(told).encode()).hexdigest()[:KEY_LENGTH]

    def clean(self):
        super().clean()
        self._demand_record()
        self.clean_known()

    def clean_known(self):
        """Ask all but whether the record is there; an import has just found it."""
        if self.field and self.content_type_id:
            model = self.content_type.model_class()
            if self.field not in dict(model.citable_fields()):
                raise ValidationError({"field": f"A {model._meta.verbose_name} has no field “{self.field}” to cite."})
        if self.passage and self.source_id != self.passage.source_id:
            raise ValidationError(
                {"passage": f"This passage belongs to “{self.passage.source}”. Choose one of the cited source."}
            )
        self._clean_quotation()

    def _clean_quotation(self):
        if not self.exact:
            if self.prefix or self.suffix:
                raise ValidationError({"exact": "Give the words quoted, or leave what stands around them blank too."})
        elif self.passage and self.passage.text and self.span() is None:
            raise ValidationError({"exact": "These words do not stand in the passage. Copy them as they are printed."})

    def unique_error_message(self, model_class, unique_check):
        if unique_check == ("key",):
            return ValidationError("This citation is recorded already: edit that one.", code="unique")
        return super().unique_error_message(model_class, unique_check)

    def _demand_record(self):
        """A generic link has no foreign key in the database, so that its target is verified here."""
        if self.content_type_id is None or self.object_id is None:
            return  # the fields themselves refuse that; a form leaves them out until the record has its number
        model = self.content_type.model_class()
        if model is None or not issubclass(model, CitedRecord):
            raise ValidationError("Only curated records are cited: choose a record.")
        try:
            model._base_manager.only("pk").get(pk=self.object_id)
        except ObjectDoesNotExist:
            raise ValidationError(
                f"There is no {model._meta.verbose_name} with the number {self.object_id}."
            ) from None


class CitedRecord(Record):
    """A record that rests on citations, and may be published only when a published source supports it."""

    citations = GenericRelation(Citation)
    objects = CitedRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def part_links(cls):
        return [(Citation.objects.about(cls), "object_id")]

    @classmethod
    def citable_fields(cls):
        """(name, label) of each field that a citation can be about."""
        fields = [*cls._meta.concrete_fields, *cls._meta.many_to_many]
        return [
            (field.name, str(field.verbose_name))
            for field in fields
            if field.editable and not field.primary_key and field.name != "slug"
        ]

    @classmethod
    def publication_problems(cls, pks):
        problems = super().publication_problems(pks)
        supporting = Citation.objects.supporting(cls).filter(object_id=OuterRef("pk"))
        for record in cls.objects.published().filter(~Exists(supporting), pk__in=pks):
            sentence = f"{record} needs a citation to be published: add one that supports it, from a published source."
            problems.append((record, sentence))
        return problems
