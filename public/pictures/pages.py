"""Which pictures stand on which page."""

from dataclasses import replace

from django.urls import reverse

from people.models import Appointment, Office
from public.pictures.timeline import Timeline, overview, timeline
from public.sections import section_of
from relations.models import Country, Recognition

#: The tables that have a timeline of their own, by the model of the page.
TIMELINES_OF = {Country: Recognition, Office: Appointment}


def picture_of(panel, record, rows, day=None) -> Timeline | None:
    """The timeline of one table on a record's page; None where that table has none."""
    if record is None or TIMELINES_OF.get(type(record)) is not panel.model:
        return None
    found = timeline(f"{panel.title}: {record}", rows, record, day)
    return replace(found, file_url=timeline_url(record, day)) if found else None


def timeline_url(record, day=None) -> str:
    """The address of a record's timelines as a file."""
    return reverse(f"public:{record._meta.model_name}_timeline", args=[record.slug]) + on(day)


def on(day) -> str:
    """The part of an address that marks a day; "" for none."""
    return f"?on={day.isoformat()}" if day else ""


def everything(panels, title: str, subject=None, day=None, file_url="") -> Timeline | None:
    """Everything on a page in time: a lane for each of its tables."""
    lanes = [(panel.key, panel.title, panel.number, panel.records) for panel in panels]
    found = overview(title, lanes, subject, day)
    return replace(found, file_url=file_url) if found else None


def timelines(panels, title: str, record=None, day=None) -> list[Timeline]:
    """The timelines of a page without the page; `panels` are (panel, record) pairs."""
    drawn = []
    for panel, owner in panels:
        rows = list(section_of(panel.model).dressed(panel.rows(owner))[: panel.limit])
        if rows:
            drawn.append((panel, rows))
    lanes = [(panel.key, panel.title, str(len(rows)), rows) for panel, rows in drawn]
    found = [] if isinstance(record, Office) else [overview(title, lanes, record, day)]
    found += [picture_of(panel, record, rows, day) for panel, rows in drawn]
    return [each for each in found if each]
