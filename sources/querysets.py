"""Questions put to passages, documents, citations and the records that are cited."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef

from editorial.choices import Status
from editorial.querysets import RecordQuerySet
from sources.choices import Stance, Visibility


class PassageQuerySet(models.QuerySet):
    """Passages, by their edition and by what the register does with them."""

    def current(self):
        """Those of the newest edition of their source."""
        newer = self.model._base_manager.filter(source=OuterRef("source"), edition__gt=OuterRef("edition"))
        return self.filter(~Exists(newer.order_by()))

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
        # From the few citations that dispute to their records: not once for each record.
        return self.filter(pk__in=self._against().values("object_id"))

    def undisputed(self):
        """Those against which no published source speaks."""
        return self.exclude(pk__in=self._against().values("object_id"))

    def _against(self):
        citations = self.model._meta.get_field("citations").related_model._base_manager
        content_type = ContentType.objects.get_for_model(self.model)
        against = citations.filter(stance=Stance.DISPUTES, source__status=Status.PUBLISHED)
        return against.filter(content_type=content_type).order_by()
