"""What the sources' room tells on the desk's front page, and the filters behind the numbers."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from editorial.admin import Column, Number, add_column, add_number
from editorial.choices import Status
from sources.freshness import stale
from sources.models import Citation, CitedRecord, Passage, Source


class FreshnessFilter(admin.SimpleListFilter):
    """Sources on the web that nobody has looked at for long."""

    title = "last reading"
    parameter_name = "freshness"

    def lookups(self, request, model_admin):
        return [("stale", "Over 12 months ago, or not told")]

    def queryset(self, request, queryset):
        return stale(queryset, timezone.localdate()) if self.value() == "stale" else queryset


def _uncited(model, user):
    if not issubclass(model, CitedRecord):
        return None
    # What readers see is cited: only the others need looking through.
    unseen = model.objects.exclude(status=Status.PUBLISHED)
    return unseen.filter(~Exists(Citation.objects.about(model).filter(object_id=OuterRef("pk")).order_by()))


def _disputed(model, user):
    if not issubclass(model, CitedRecord):
        return None
    return model.objects.filter(pk__in=Citation.objects.disputing(model).order_by().values("object_id"))


add_number(
    Number(
        "open-passages",
        "Open passages",
        Passage,
        rows=lambda request: [Passage.objects.open()],
        url=lambda request: f"{reverse('admin:sources_passage_changelist')}?coverage=open",
        hint="Passages that nobody has used yet.",
    )
)
add_number(
    Number(
        "stale-sources",
        "Stale sources",
        Source,
        rows=lambda request: [stale(Source.objects.all(), timezone.localdate())],
        url=lambda request: f"{reverse('admin:sources_source_changelist')}?freshness=stale",
        hint="On the web, and read over 12 months ago, or nobody told when.",
    )
)
add_column(
    Column("disputed", "Disputed", _disputed, {"cited": "disputed"}, hint="Records against which a source speaks.")
)
add_column(Column("uncited", "Uncited", _uncited, {"cited": "no"}, hint="Records without any citation."))
