"""Questions put to passages, documents, citations and the records that are cited."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, Max, OuterRef, Subquery

from editorial.choices import Status
from editorial.querysets import RecordQuerySet
from sources.choices import Stance, Visibility


class PassageQuerySet(models.QuerySet):
    """Passages, by their edition and by what the register does with them."""

    def current(self):
        """Those of the newest edition of their source."""
        editions = self.model._base_manager.filter(source=OuterRef("source")).order_by().values("source")
        return self.filter(edition=Subquery(editions.annotate(newest=Max("edition")).values("newest")))

    def cited(self):
        """Those on which a citation rests, of whatever record."""
        return self.filter(self._is_cited())

    def open(self):
        """Those that nobody has used yet: neither cited nor marked as having nothing to record. A work queue."""
        return self.current().filter(~self._is_cited(), nothing_to_record="")

    def _is_cited(self):
        citations = self.model._meta.get_field("citations").related_model
        return Exists(citations._base_manager.filter(passage=OuterRef("pk")))


class DocumentQuerySet(models.QuerySet):
    """Documents, by who may read them."""

    def public(self):
        """Those whose full text readers see."""
        return self.filter(visibility=Visibility.PUBLIC, source__status=Status.PUBLISHED)


class CitationQuerySet(models.QuerySet):
    """Citations, by what they are about and what they say of it."""

    def about(self, model):
        """Citations of records of one type."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def supporting(self, model):
        """Citations of one type of record that a reader can follow to a published source bearing the fact out."""
        return self.about(model).filter(stance=Stance.SUPPORTS, source__status=Status.PUBLISHED)

    def disputing(self, model):
        """Citations of one type of record that speak against it."""
        return self.about(model).filter(stance=Stance.DISPUTES)


class CitedRecordQuerySet(RecordQuerySet):
    """Cited records, by what their sources say."""

    def disputed(self):
        """Those against which, or against one field of which, a published source speaks."""
        return self.filter(self._is_disputed())

    def with_disputes(self):
        """Each with `has_dispute`: whether it is among the disputed; for badges, in the same query."""
        return self.annotate(has_dispute=self._is_disputed())

    def _is_disputed(self):
        citations = self.model._meta.get_field("citations").related_model._base_manager
        content_type = ContentType.objects.get_for_model(self.model)
        against = citations.filter(stance=Stance.DISPUTES, source__status=Status.PUBLISHED)
        return Exists(against.filter(content_type=content_type, object_id=OuterRef("pk")))
