"""Questions put to appointments and events."""

from django.db.models import Q

from sources.querysets import CitedRecordQuerySet


class AppointmentQuerySet(CitedRecordQuerySet):
    """Appointments, by whose office they are to."""

    def of_country(self, country):
        """Terms in the offices of a country and of its missions."""
        return self.filter(Q(office__country=country) | Q(office__mission__sending_state=country))

    def current(self):
        """Terms of which no end is known."""
        return self.filter(ended="", end_reason="")


class EventQuerySet(CitedRecordQuerySet):
    """Events, by the countries taking part."""

    def between(self, first, second):
        """Events in which both countries take part."""
        return self.filter(countries=first).filter(countries=second)
