"""From the last part of an address to a record: the present one, the one that moved, or the one that was withdrawn."""

from django.http import Http404

from editorial.choices import Status


class WithdrawnError(Exception):
    """Readers saw this record once; it has been withdrawn."""


def find(section, slug):
    """
    The published record with this slug, or the one that had it once.

    A record found by an old slug has another one now: compare, and redirect. Raises WithdrawnError or Http404.
    """
    published = section.published()
    record = published.filter(slug=slug).first()
    if record is not None:
        return record
    model = section.model
    # The ids of all that ever had the slug, the last one first.
    former = list(
        model.history_model.objects.filter(slug=slug).order_by("-history_id").values_list("id", flat=True)[:50]
    )
    present = {record.pk: record for record in published.filter(pk__in=former)}
    for pk in former:
        if pk in present:
            return present[pk]
    if model.objects.filter(status=Status.WITHDRAWN, pk__in=former).exists():
        raise WithdrawnError
    raise Http404(f"There is no {model._meta.verbose_name} of this name.")
