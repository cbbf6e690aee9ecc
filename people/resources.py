"""The sheets of persons, offices and events: the columns follow the models."""

from exchange.registry import sheet
from exchange.resource import columns_left_out
from people.models import Appointment, Event, Office, Official, Signature
from sources.cited_resource import CitedResource


@sheet
class AppointmentResource(CitedResource):
    class Meta:
        model = Appointment
        exclude = columns_left_out(Appointment)


@sheet
class EventResource(CitedResource):
    class Meta:
        model = Event
        exclude = columns_left_out(Event)


@sheet
class OfficeResource(CitedResource):
    class Meta:
        model = Office
        exclude = columns_left_out(Office)


@sheet
class OfficialResource(CitedResource):
    class Meta:
        model = Official
        exclude = columns_left_out(Official)


@sheet
class SignatureResource(CitedResource):
    class Meta:
        model = Signature
        exclude = columns_left_out(Signature)
