"""Which sources were not looked at for a long time."""

from datetime import timedelta

from django.db.models import Q

from editorial.choices import Status

#: A page of the web that was read longer ago may say something else by now.
STALE_AFTER = timedelta(days=365)


def stale(sources, today):
    """Sources on the web whose last reading is more than 12 months before `today`, or not told; no withdrawn ones."""
    old = Q(accessed="") | Q(accessed_latest__lt=today - STALE_AFTER)
    return sources.exclude(Q(url="") | Q(status=Status.WITHDRAWN)).filter(old)
