"""Where the sources of a record differ, for its page."""

from dataclasses import dataclass

from sources.models import CitedRecord
from sources.readings import Reading, readings

WHOLE = "The record as a whole"


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


def differing(record) -> list[Difference]:
    """The fields of a record on which its sources differ, in the order of the record's fields. One query."""
    if not isinstance(record, CitedRecord):
        return []
    found = readings(record)
    labels = {"": WHOLE, **dict(record.citable_fields())}
    return [Difference(name, _capital(label), found[name]) for name, label in labels.items() if name in found]


def _capital(label):
    return label[:1].upper() + label[1:]
