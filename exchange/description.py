"""What each column of each sheet holds, told from the models, so that the documentation cannot drift from them."""

import re

from exchange.cells import (
    SEPARATOR,
    ChoiceCell,
    DecimalCell,
    IntegerCell,
    PartialDateCell,
    ReferenceCell,
    ReferencesCell,
)
from exchange.registry import sheet_for, sheets

LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
COMMON = {
    "slug": "The last part of the record's address, and its key. Blank in a new row: made from the name.",
    "version": "The version the row was exported at. Leave it as it is; blank in a new row.",
    "citations": f"The passages the row rests on, as `source-slug#number`, separated by `{SEPARATOR}`.",
}


def described_sheets():
    """Markdown: a heading and a table of columns for every sheet, in the order in which sheets are imported."""
    return "\n\n".join(_sheet(resource()) for resource in sheets())


def told_of_sheet(resource):
    """What one row of a sheet asserts, and (column, what it holds) pairs, in words for a cell of a workbook."""
    columns = [
        (column, LINK.sub(r"\1", told).replace("`", "").replace("\\|", "|")) for column, told in _columns(resource)
    ]
    return _asserts(resource), columns


def _sheet(resource):
    lines = [f"### {resource.sheet_name()}", "", _asserts(resource), "", "| Column | Holds |", "| --- | --- |"]
    lines += [f"| `{column}` | {told} |" for column, told in _columns(resource)]
    return "\n".join(lines)


def _asserts(resource):
    return " ".join(resource._meta.model.__doc__.strip().split("\n\n")[0].split())


def _columns(resource):
    fields = [(name, resource.fields[name]) for name in resource.get_export_order()]
    return [(field.column_name, _column(resource._meta.model, name, field.widget)) for name, field in fields]


def _column(model, name, cell):
    if name in COMMON:
        return COMMON[name]
    names = {field.name for field in model._meta.get_fields()}
    field = model._meta.get_field(name) if name in names else None
    told = [_kind(cell)]
    if field is not None and not field.many_to_many and not field.blank and not field.has_default():
        told.insert(0, "Required.")
    if getattr(field, "help_text", ""):
        told.append(str(field.help_text))
    return " ".join(part for part in told if part).replace("|", "\\|")


def _kind(cell):
    if isinstance(cell, ReferencesCell):
        return f"Slugs or names of {_sheet_of(cell.model)}, separated by `{SEPARATOR}`."
    if isinstance(cell, ReferenceCell):
        return f"The slug or any name of one of the {_sheet_of(cell.model)}."
    if isinstance(cell, PartialDateCell):
        return "A date, as the source prints it."
    if isinstance(cell, ChoiceCell):
        return "One of " + ", ".join(f"`{value}`" for value in dict.fromkeys(cell.values.values()) if value) + "."
    if isinstance(cell, IntegerCell):
        return "A whole number."
    if isinstance(cell, DecimalCell):
        return "A number with a decimal point."
    return "Text."


def _sheet_of(model):
    return f"[{sheet_for(model).sheet_name()}](#{sheet_for(model).sheet_name()})"
