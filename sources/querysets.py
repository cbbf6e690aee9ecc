"""Questions put to citations."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from editorial.choices import Status
from sources.choices import Stance


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
