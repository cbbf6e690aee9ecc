"""Every section of the public pages, in the order of the table of contents."""

from public.sections.bilateral import MISSION, RECOGNITION, RELATION
from public.sections.events import EVENT
from public.sections.people import APPOINTMENT, OFFICE, OFFICIAL, SIGNATURE
from public.sections.sources import SOURCE
from public.sections.states import COUNTRY, MEMBERSHIP, ORGANIZATION
from public.sections.treaties import TREATY, TREATY_ACTION

SECTIONS = (
    COUNTRY,
    RECOGNITION,
    RELATION,
    MISSION,
    TREATY,
    OFFICIAL,
    ORGANIZATION,
    EVENT,
    SOURCE,
    OFFICE,
    APPOINTMENT,
    MEMBERSHIP,
    TREATY_ACTION,
    SIGNATURE,
)

_by_model = {section.model: section for section in SECTIONS}


def section_of(model):
    """The section of one type of record."""
    return _by_model[model]


__all__ = ["SECTIONS", "section_of"]
