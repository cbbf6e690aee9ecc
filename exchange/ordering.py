"""Rows that name other rows of their own sheet come after them."""

from django.utils.text import slugify

from exchange.cells import ReferenceCell

MAIN_NAMES = ("slug", "name", "title")


def _keys(row):
    """What other rows may call this one: its address, given or yet to be made from its name."""
    return [slugify(str(row[column])) for column in MAIN_NAMES if row.get(column)]


def own_references(resource):
    """The columns that refer to records of the sheet's own type."""
    model = resource._meta.model
    return [
        field.column_name
        for _name, field in resource.fields.items()
        if isinstance(field.widget, ReferenceCell) and field.widget.model is model
    ]


def in_reference_order(resource, rows):
    """
    The (number, row) pairs of a sheet, each after the rows that it refers to.

    A record type may refer to itself (a country is part of another), and a sheet lists its rows in any order. Rows
    that refer to each other in a circle keep their order; the reference that finds nothing is then refused.
    """
    own = own_references(resource)
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


def batches_in_reference_order(resource, rows, size):
    """
    Lists of up to `size` (number, row) pairs, in which no row refers to another one of its own list.

    Rows go by as they come. Only those that refer to records of their own type wait for the end of the sheet.
    """
    own = own_references(resource)
    batch, waiting = [], []
    for pair in rows:
        if any(str(pair[1].get(column) or "").strip() for column in own):
            waiting.append(pair)
            continue
        batch.append(pair)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
    batch, keys = [], set()
    for pair in in_reference_order(resource, waiting):
        needed = {slugify(str(pair[1].get(column) or "")) for column in own}
        if len(batch) == size or needed & keys:
            yield batch
            batch, keys = [], set()
        batch.append(pair)
        keys.update(_keys(pair[1]))
    if batch:
        yield batch
