"""Where sources differ: every reading of a field side by side, and which of them the register follows."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import capfirst

from core.dates import DateError, PartialDate, to_partial_date
from core.fields import NamesField, PartialDateField
from editorial.choices import Status
from sources.choices import WHOLE_RECORD, Stance
from sources.documents.words import compared
from sources.models import Citation, CitedRecord


@dataclass(frozen=True)
class Reading:
    """A value as a source prints it, blank where it was not noted, and the citation that holds it."""

    value: str
    stance: str
    citation: Citation

    @property
    def is_followed(self):
        """Whether the register goes with this reading."""
        return self.stance == Stance.SUPPORTS

    @property
    def why(self):
        """How the fact follows, or how this reading differs: the editor's note."""
        return self.citation.note


def readings(record: CitedRecord, *, public: bool = True) -> dict[str, list[Reading]]:
    """
    The readings of each field on which sources differ, by field name ("" for the record as a whole).

    A field is among them when a citation disputes it, or when two citations of a text print different values; of a
    date, when one printed excludes the register's ("September 2008" does not exclude the 17th). The readings that the
    register follows come first. One query; none when the record's citations are prefetched with their sources. With
    `public` only what readers can follow.
    """
    found = defaultdict(list)
    for citation in _citations(record):
        if not public or citation.source.status == Status.PUBLISHED:
            found[citation.field].append(Reading(citation.says, citation.stance, citation))
    return {
        field: sorted(told, key=lambda reading: (not reading.is_followed, reading.citation.pk))
        for field, told in found.items()
        if _differ(record, field, told)
    }


@dataclass(frozen=True)
class Difference:
    """A field on which sources differ, and what each of them says."""

    field: str
    label: str
    readings: list[Reading]

    @property
    def anchor(self):
        """The name of its place on the page."""
        return f"differ-{self.field or 'record'}"


def differing(record, *, public: bool = True) -> list[Difference]:
    """The fields on which `readings` finds the sources of a record to differ, in the order of its fields."""
    if not isinstance(record, CitedRecord):
        return []
    found = readings(record, public=public)
    labels = {"": WHOLE_RECORD, **dict(record.citable_fields())}
    return [Difference(name, capfirst(label), found[name]) for name, label in labels.items() if name in found]


def _citations(record):
    if "citations" in getattr(record, "_prefetched_objects_cache", {}):
        return record.citations.all()
    return record.citations.select_related("source", "passage__source")


def _differ(record, field, told):
    if any(not reading.is_followed for reading in told):
        return True
    model_field = record._meta.get_field(field) if field else None
    # What several sources say of a whole record, or of a field with several values, are parts and no rivals. A choice
    # and a reference are our own words, which the words printed never are.
    if model_field is None or model_field.is_relation or model_field.choices or isinstance(model_field, NamesField):
        return False
    values = [reading.value for reading in told if reading.value]
    if isinstance(model_field, PartialDateField):
        return any(_excludes(getattr(record, field), value) for value in values)
    return len({compared(value) for value in values}) > 1


def _excludes(kept, printed):
    """Whether a printed date and the register's cannot both be right; what is no whole date excludes nothing."""
    try:
        other = to_partial_date(printed)
    except DateError:
        return False
    if not isinstance(kept, PartialDate) or other is None:
        return False
    return _ends_before(kept, other) or _ends_before(other, kept)


def _ends_before(first, second):
    return first.latest is not None and second.earliest is not None and first.latest < second.earliest
