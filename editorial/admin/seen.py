"""
Which versions the author of a step looked at: pages of steps carry a stamp for each row they show.

A stamp is “<number>:<version>”; that of a part deleted with its record has the type before it. Rows are locked before
their stamps are compared, in the transaction that takes the step.
"""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.html import format_html

from editorial.writing import locked

LISTED = "listed"
SHOWN = 20


def stamps(records) -> str:
    """The stamps of some records, for a hidden input."""
    return ",".join(_stamp(record) for record in records)


def stamps_with_parts(records) -> str:
    """The stamps of some records and of all that is deleted with them."""
    return ",".join(_all_stamps(records))


def listed_input(record):
    """A hidden input by which a list says which version of a row it shows."""
    return format_html('<input type="hidden" name="{}" value="{}">', LISTED, _stamp(record))


def changed_since_listed(request, records) -> list[str]:
    """A sentence about each record that is not the one that the list showed; the list shows one page of them."""
    listed = dict(stamp.split(":", 1) for stamp in request.POST.getlist(LISTED) if ":" in stamp)
    moved = [each for each in records if str(each.pk) in listed and listed[str(each.pk)] != str(each.version)]
    return _told(moved, "the list")


def lock_as_seen(model, rows, seen: str) -> list:
    """
    Lock rows of one type and return them as they now stand.

    Raises ValidationError when one is not the one that the page with the stamps `seen` showed.
    """
    records = list(locked(model._base_manager.filter(pk__in=[row.pk for row in rows])))
    shown = set(seen.split(","))
    _refuse([record for record in records if _stamp(record) not in shown])
    return records


def lock_for_deletion(model, rows, seen: str) -> list:
    """As `lock_as_seen`, with all that is deleted with the rows: what was added to them meanwhile counts too."""
    records = list(locked(model._base_manager.filter(pk__in=[row.pk for row in rows])))
    shown = set(seen.split(","))
    _refuse([record for record in records if not shown.issuperset(_all_stamps([record], lock=True))])
    return records


def _stamp(row):
    return f"{row.pk}:{row.version}"


def _all_stamps(records, *, lock=False):
    found = [_stamp(record) for record in records]
    for record in records:
        parts = record.parts()
        if lock:
            for part_model, some in groupby(parts, type):
                list(locked(part_model._base_manager.filter(pk__in=[part.pk for part in some])))
            parts = record.parts()
        found += [f"{part._meta.label_lower}:{_stamp(part)}" for part in parts]
    return found


def _refuse(moved):
    if moved:
        raise ValidationError(_told(moved, "this page"))


def _told(moved, page):
    told = [f"{each} has changed since {page} was opened. Look at it, then confirm again." for each in moved[:SHOWN]]
    return [*told, f"And {len(moved) - SHOWN} more."] if len(moved) > SHOWN else told
