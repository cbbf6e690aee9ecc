"""The addresses of the pages that say why a value is what it is."""

from sources.models import CitedRecord

NAMING = ("name", "title")


def why_url(record, field):
    """The address of the page that explains a record's value."""
    return f"{record.get_absolute_url()}why/{field}/"


def why_of(record, fact):
    """
    The address that explains a fact; blank where nothing is cited for its kind.

    A fact made of several fields is explained by the first of them that has a value.
    """
    if not isinstance(record, CitedRecord):
        return ""
    citable = dict(record.citable_fields())
    fields = [name for name in fact.cites if name in citable]
    stated = [name for name in fields if _is_stated(record, name)]
    return why_url(record, (stated or fields)[0]) if fields else ""


def why_named(record):
    """The address that explains a record's own name; blank for records that are named after others."""
    if not isinstance(record, CitedRecord):
        return ""
    name = next((name for name in NAMING if name in dict(record.citable_fields())), "")
    return why_url(record, name) if name else ""


def _is_stated(record, name):
    field = record._meta.get_field(name)
    return field.many_to_many or getattr(record, field.attname) not in (None, "")
