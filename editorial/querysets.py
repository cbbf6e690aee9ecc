"""Questions that can be put to any kind of curated record."""

from django.db import models
from django.db.models import Q

from core.text import fold
from editorial.choices import Status

MAX_SEARCH_WORDS = 8


class RecordQuerySet(models.QuerySet):
    """Records, by their standing and by their names."""

    def published(self):
        """What readers may see."""
        return self.filter(status=Status.PUBLISHED)

    def matching(self, text):
        """Records in which each word of `text` is found, without regard to case, accents or order."""
        found = self
        for word in fold(text).split()[:MAX_SEARCH_WORDS]:
            condition = Q()
            for path in self.model.search_paths:
                condition |= Q(**{f"{path}__contains": word})
            found = found.filter(condition)
        return found

    def named(self, name):
        """Records that bear exactly this name, main or other, in any script."""
        return self.filter(search_text__contains=f"\n{fold(name)}\n")

    def any_named(self, folded):
        """Records that bear one of these names, each folded (`core.text.fold`)."""
        condition = Q()
        for name in folded:
            condition |= Q(search_text__contains=f"\n{name}\n")
        return self.filter(condition) if folded else self.none()
