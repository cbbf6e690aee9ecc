"""Questions put to events."""

from sources.querysets import CitedRecordQuerySet


class EventQuerySet(CitedRecordQuerySet):
    """Events, by the countries taking part."""

    def between(self, first, second):
        """Events in which both countries take part."""
        return self.filter(countries=first).filter(countries=second)
