"""EDTF as a reader reads it, in forms that ``core.dates.parse`` reads back as the same EDTF."""

from core.date_refusals import MONTH_NAMES

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


def describe(edtf: str) -> str:
    """Canonical EDTF in English: ``[..2005-09-19]`` as "19 September 2005 or before"."""
    if edtf[0] == "[":
        low, _, high = edtf[1:-1].partition("..")
        if not low:
            return f"{_point(high)} or before"
        if not high:
            return f"{_point(low)} or later"
        return f"between {_point(low)} and {_point(high)}"
    if "/" not in edtf:
        return _point(edtf)
    low, _, high = edtf.partition("/")
    if low in ("", ".."):
        return f"{'always ' if low else ''}until {_point(high)}"
    if high == "..":
        return f"since {_point(low)}"
    return f"{_point(low)}–{_point(high)}" if high else f"from {_point(low)}, end unknown"


def _point(edtf: str) -> str:
    qualifier = edtf[-1] if edtf[-1] in "~?%" else ""
    text = _unqualified(edtf.rstrip("~?%"))
    return f"{'c. ' if qualifier in ('~', '%') else ''}{text}{' (uncertain)' if qualifier in ('?', '%') else ''}"


def _unqualified(edtf: str) -> str:
    year, _, rest = edtf.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return _years(year)
    if month == "XX":
        return f"{year}, month and day unknown" if day else f"{year}, month unknown"
    if month in _SEASONS:
        return f"{_SEASONS[month]} {year}"
    name = f"{MONTH_NAMES[int(month) - 1]} {year}"
    if day == "XX":
        return f"{name}, day unknown"
    return f"{int(day)} {name}" if day else name


def _years(mask: str) -> str:
    """A year, a decade or a century. "2000s" alone could be ten years or a hundred, so the word is added."""
    if not mask.endswith("X"):
        return mask
    if mask.endswith("XX"):
        return f"{mask[:2]}00s century"
    return f"{mask[:3]}0s decade" if mask[2] == "0" else f"{mask[:3]}0s"
