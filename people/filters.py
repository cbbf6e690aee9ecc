"""How readers narrow the lists of persons, their offices and what they take part in."""

from django.db.models import Q

from core.filters import PartialDateFilter
from people.choices import EndOfFunctions, EventType, OfficeType
from people.models import Appointment, Event, Office, Official, Signature
from relations.querysets import NO_END_KNOWN
from sources.filters import (
    ChosenRecordFilter,
    CitedRecordFilterSet,
    NamedRecordFilter,
    TextFilter,
    WordFilter,
    YesNoFilter,
    tallied,
)


class HeldOfficeFilter(WordFilter):
    """Officials who held an office of one kind."""

    def __init__(self, **kwargs):
        super().__init__(OfficeType.choices, **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        terms = Appointment.objects.published().filter(office__office_type=value).order_by()
        return qs.filter(pk__in=terms.values("official"))

    def tallies(self, rows):
        """(kind of office, number of officials who held one)."""
        terms = Appointment.objects.published().filter(official__in=rows.order_by().values("pk"))
        return [tallied(terms, "office__office_type", of="official")]


class OfficialFilterSet(CitedRecordFilterSet):
    country = ChosenRecordFilter(Official, "country")
    office_type = HeldOfficeFilter(label="Kind of office")

    class Meta:
        model = Official
        fields = []


class OfficeFilterSet(CitedRecordFilterSet):
    country = ChosenRecordFilter(Office, "country")
    organization = NamedRecordFilter(Office, "organization")
    type = WordFilter(OfficeType.choices, field_name="office_type", label="Type")

    class Meta:
        model = Office
        fields = []


class AppointmentFilterSet(CitedRecordFilterSet):
    official = NamedRecordFilter(Appointment, "official")
    office = NamedRecordFilter(Appointment, "office")
    appointed = PartialDateFilter("appointed", label="Appointed in")
    ended = YesNoFilter(~NO_END_KNOWN, label="Has ended")
    end_reason = WordFilter(EndOfFunctions.choices, label="Reason of the end")

    class Meta:
        model = Appointment
        fields = []


class SignatureFilterSet(CitedRecordFilterSet):
    official = NamedRecordFilter(Signature, "official")
    treaty = NamedRecordFilter(Signature, "treaty")
    party = ChosenRecordFilter(Signature, "party")
    signed = PartialDateFilter("signed", label="Signed in")

    class Meta:
        model = Signature
        fields = []


class EventFilterSet(CitedRecordFilterSet):
    type = WordFilter(EventType.choices, field_name="event_type", label="Type")
    country = ChosenRecordFilter(Event, "countries", label="Country")
    other_country = ChosenRecordFilter(Event, "countries", label="Other country")
    official = NamedRecordFilter(Event, "officials", label="Official")
    happened = PartialDateFilter("happened", label="Happened in")
    place = TextFilter("place", label="Place")
    claims = YesNoFilter(~Q(claimed_by=""), label="Only claimed")

    class Meta:
        model = Event
        fields = []
