"""Rows that name other rows of their own sheet come after them."""

from django.utils.text import slugify

from exchange.cells import ReferenceCell

MAIN_NAMES = ("slug", "name", "title")


def _keys(row):
    """What other rows may call this one: its address, given or yet to be made from its name."""
    return [slugify(str(row[column])) for column in MAIN_NAMES if row.get(column)]


def in_reference_order(resource, rows):
    """
    The (number, row) pairs of a sheet, each after the rows that it refers to.

    A record type may refer to itself (a country is part of another), and a sheet lists its rows in any order. Rows
    that refer to each other in a circle keep their order; the reference that finds nothing is then refused.
    """
    model = resource._meta.model
    own = [
        field.column_name
        for _name, field in resource.fields.items()
        if isinstance(field.widget, ReferenceCell) and field.widget.model is model
    ]
    by_key = {key: (number, row) for number, row in rows for key in _keys(row)}
    done, ordered = set(), []
    for start in rows:
        stack = [start]
        while stack:
            number, row = stack[-1]
            needed = [by_key.get(slugify(str(row.get(column) or ""))) for column in own]
            waiting = [pair for pair in needed if pair and pair[0] not in done and pair not in stack]
            if number in done:
                stack.pop()
            elif waiting:
                stack.append(waiting[0])
            else:
                done.add(number)
                ordered.append(stack.pop())
    return ordered
