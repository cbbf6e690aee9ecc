"""Where facts come from."""

from django.db import models

from core.fields import LineField, PartialDateField, ProseField
from core.validators import validate_language_tag, validate_web_url
from editorial.choices import Status
from editorial.indexes import listed_by
from editorial.models import Record
from sources.choices import SourceType


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
    # Derived from the passages and documents, and here so that a passage's address costs no query.
    current_edition = models.PositiveIntegerField(default=1, editable=False)
    search_weight = 20

    class Meta:
        ordering = ["title", "pk"]
        indexes = [listed_by("title", name="source_by_title")]

    def __str__(self):
        return self.title

    def search_details(self):
        return self.publisher

    @classmethod
    def part_links(cls):
        found = (cls._meta.get_field(name).related_model for name in ("documents", "passages"))
        return [(model.objects.all(), "source_id") for model in found]

    def reach_edition(self, edition):
        """
        Note that a copy of this edition is there.

        A number that is too high, because the copy was taken away again, does no harm: addresses of passages then
        name an edition that they need not name.
        """
        type(self)._base_manager.filter(pk=self.pk, current_edition__lt=edition).update(current_edition=edition)
        self.current_edition = edition

    def published_dependants(self):
        owners = []
        for citation in self.citations.prefetch_related("record")[:50]:
            if citation.record is not None and citation.record.status == Status.PUBLISHED:
                owners.append(citation.record)
        return owners[:5]
