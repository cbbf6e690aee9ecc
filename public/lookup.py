"""From the last part of an address to a record: the present one, the one that moved, or the one that was withdrawn."""

from django.db.models import Max, Q
from django.http import Http404

from editorial.choices import Status


class WithdrawnError(Exception):
    """Readers saw this record once; it has been withdrawn, at the time `when` if history tells it."""

    def __init__(self, when=None):
        self.when = when
        super().__init__(when)


def find(section, slug):
    """
    The published record with this slug, or the one that had it once.

    A record found by an old slug has another one now: compare, and redirect. Raises WithdrawnError or Http404.
    """
    published = section.published()
    record = next(iter(published.filter(slug=slug).order_by()[:1]), None)
    if record is not None:
        return record
    model = section.model
    # The ids of all that readers ever knew by the slug, the last one first: a draft's was known to nobody.
    known = model.history_model.objects.filter(slug=slug, status=Status.PUBLISHED).order_by().values("id")
    known = known.annotate(last=Max("history_id")).order_by("-last")
    former = list(known.values_list("id", flat=True)[:50])
    present = {record.pk: record for record in published.filter(pk__in=former)}
    for pk in former:
        if pk in present:
            return present[pk]
    withdrawn = model.objects.filter(status=Status.WITHDRAWN).filter(Q(pk__in=former) | Q(slug=slug)).first()
    if withdrawn is not None:
        raise WithdrawnError(_withdrawn_on(withdrawn))
    raise Http404(f"There is no {model._meta.verbose_name} of this name.")


def _withdrawn_on(record):
    """When readers lost sight of a withdrawn record: the first change after the last that they saw."""
    rows = record.history_model.objects.filter(id=record.pk)
    seen = rows.filter(status=Status.PUBLISHED).aggregate(last=Max("history_id"))["last"] or 0
    change = rows.filter(history_id__gt=seen).order_by("history_id").select_related("changeset").first()
    return change.changeset.created if change else None
