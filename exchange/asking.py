"""Asking the database about thousands of values at once."""

from django.db import connection
from django.db.models.expressions import RawSQL

from exchange.as_json import encode


def among(values):
    """
    The right side of an `__in` lookup for many texts or whole numbers, all of one kind.

    They go to the database as one parameter: a parameter each is slow to build, and their number is limited.
    """
    values = list(values)
    if not values:
        return []
    if connection.vendor == "postgresql":
        kind = "bigint" if isinstance(values[0], int) else "text"
        sql = f"SELECT value::{kind} FROM jsonb_array_elements_text(%s::jsonb)"  # noqa: S608 -- one of two words
    else:
        sql = "SELECT value FROM json_each(%s)"
    return RawSQL(sql, [encode(values)])  # noqa: S611 -- the values are its parameter
