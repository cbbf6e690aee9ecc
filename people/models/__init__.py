from people.models.events import Event
from people.models.officials import Appointment, Office, Official, Signature

__all__ = ["Appointment", "Event", "Office", "Official", "Signature"]
