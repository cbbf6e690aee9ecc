"""Three-way merging of a row, field by field."""

from dataclasses import dataclass

NOT_MERGED = frozenset({"version", "search_text"})


def merged_fields(model):
    """The fields that carry what an editor says: not keys, versions or columns derived from others."""
    columns = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in NOT_MERGED and (field.editable or field.name == "status")
    ]
    return [*columns, *model._meta.many_to_many]


def snapshot(row, fields, related=None):
    """
    The values of `row` for comparison, by field name.

    `related` overrides many-to-many values by field name, for a row whose sets are not saved yet. `row` may be a
    history row: its sets then are the ones it had.
    """
    values = {}
    for field in fields:
        if not field.many_to_many:
            values[field.name] = field.get_prep_value(getattr(row, field.attname))
        elif related is not None and field.name in related:
            values[field.name] = frozenset(item.pk for item in related[field.name])
        elif row.pk is None:
            values[field.name] = frozenset()
        elif hasattr(row, "history_type"):
            target = field.m2m_reverse_field_name()
            values[field.name] = frozenset(getattr(row, field.name).values_list(f"{target}_id", flat=True))
        else:
            values[field.name] = frozenset(getattr(row, field.name).values_list("pk", flat=True))
    return values


@dataclass(frozen=True)
class Clash:
    """One field that two writers changed differently."""

    field: str
    base: object
    theirs: object
    mine: object


def three_way(base, theirs, mine):
    """
    Merge two sets of edits of the same base, each a dict by field name.

    Returns (merged, clashes): `merged` holds mine where I changed a field and theirs elsewhere; `clashes` are the
    fields that both changed to different values.
    """
    merged, clashes = {}, []
    for name, my_value in mine.items():
        changed_by_me = my_value != base[name]
        changed_by_them = theirs[name] != base[name]
        if changed_by_me and changed_by_them and my_value != theirs[name]:
            clashes.append(Clash(name, base[name], theirs[name], my_value))
        merged[name] = my_value if changed_by_me else theirs[name]
    return merged, clashes
