"""The first row of a sheet: names of columns, forgiving in form and strict in substance."""

from difflib import get_close_matches

from core.text import fold


class HeaderError(ValueError):
    """The columns are not those of the sheet; the message says which, and what to write."""


def nearest(name, known):
    """A hint that names the member of `known` closest to `name`, or all of them."""
    near = get_close_matches(name, known, n=1)
    return f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(known)}."


def checked_headers(resource, headers):
    """
    The sheet's own names of the columns that `headers` name, in the order of the file.

    Case, surrounding and no-break spaces, a byte-order mark and soft hyphens do not matter. Raises HeaderError for
    an unknown column (with the nearest right one) and for one that stands twice.
    """
    columns = {fold(name): name for name in resource.columns()}
    found = []
    for header in headers or []:
        plain = fold(str(header or "").replace("\ufeff", "").replace("\u00ad", "").replace(" ", "_").strip("_\u00a0 "))
        name = columns.get(plain)
        if name is None:
            raise HeaderError(f"There is no column “{header}”. {nearest(plain, columns)}")
        if name in found:
            raise HeaderError(f"The column “{name}” stands twice. Keep one.")
        found.append(name)
    if not found:
        raise HeaderError("There is nothing to import: the sheet has no header row.")
    return found
