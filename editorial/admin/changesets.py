"""The desk's diary: every changeset with all it wrote, to read and not to touch."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Value
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from editorial.admin.history import entries_of
from editorial.admin.looked_at import LookedAt
from editorial.admin.undo_page import undo_page
from editorial.aims import aims_of
from editorial.models import Changeset, Versioned

ROWS_A_PAGE = 100


class RowsOfChangeset:
    """The history rows of one changeset, of every type one after the other, as a Paginator wants them."""

    def __init__(self, changeset):
        models = [model for model in apps.get_models() if issubclass(model, Versioned)]
        found = [model.history_model.objects.filter(changeset=changeset) for model in models]
        self.querysets = [queryset.select_related("changeset").order_by("history_id") for queryset in found]
        # One query for the counts of all types.
        counts = [
            queryset.order_by()
            .values("changeset")
            .annotate(place=Value(place), rows=Count("pk"))
            .values_list("place", "rows")
            for place, queryset in enumerate(found)
        ]
        counted = dict(counts[0].union(*counts[1:], all=True))
        self.counts = [counted.get(place, 0) for place in range(len(models))]

    def __len__(self):
        return sum(self.counts)

    def __getitem__(self, wanted):
        rows, start, stop = [], wanted.start, wanted.stop
        for queryset, count in zip(self.querysets, self.counts, strict=True):
            if start < count and stop > 0:
                rows += queryset[max(0, start) : stop]
            start, stop = start - count, stop - count
        return rows


def _address(changeset):
    return reverse("admin:editorial_changeset_change", args=[changeset.pk])


@admin.register(Changeset)
class ChangesetAdmin(LookedAt, admin.ModelAdmin):
    """Changesets are written by the write path alone."""

    menu_order = 400
    list_display = ["created", "author_name", "kind", "shown_reason", "file_name"]
    list_display_links = ["created"]
    list_filter = ["kind", "created"]
    search_fields = ["author_name", "reason", "file_name"]
    date_hierarchy = "created"
    show_full_result_count = False
    list_per_page = 50
    actions = None
    change_template = "admin/editorial/changeset.html"

    @admin.display(description="reason", empty_value="—")
    def shown_reason(self, changeset):
        return changeset.reason[:200] or None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None or request.method == "POST":
            raise PermissionDenied
        changeset = self.get_object(request, unquote(object_id))
        if changeset is None:
            raise Http404("There is no such changeset.")
        if not self.has_view_permission(request, changeset):
            raise PermissionDenied
        page = Paginator(RowsOfChangeset(changeset), ROWS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Changeset",
            "subtitle": str(changeset),
            "entries": entries_of([page.object_list] if page.object_list else []),
            "page": page,
            "changeset": changeset,
            "undone_by": changeset.undone_by.order_by("pk"),
            "opts": self.opts,
            "has_view_permission": True,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.change_template, context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:number>/undo/", view, name="editorial_changeset_undo"), *super().get_urls()]

    def undo_view(self, request, number):
        """What undoing a changeset as a whole would do; and, once that is confirmed, the undoing."""
        changeset = self.get_object(request, str(number)) if number < 2**63 else None
        if changeset is None:
            raise Http404("There is no such changeset.")
        if not self.has_view_permission(request, changeset):
            raise PermissionDenied
        here = reverse("admin:editorial_changeset_undo", args=[changeset.pk])
        back = reverse("admin:editorial_changeset_change", args=[changeset.pk])
        crumbs = [
            (reverse("admin:app_list", args=[self.opts.app_label]), self.opts.app_config.verbose_name),
            (reverse("admin:editorial_changeset_changelist"), capfirst(str(self.opts.verbose_name_plural))),
            (back, str(changeset)),
        ]
        return undo_page(
            request,
            self.admin_site,
            aims=aims_of(changeset),
            title=f"Undo changeset {changeset.pk}",
            reason=f"Undid changeset {changeset.pk}"
            + (
                f": {changeset.reason or changeset.file_name}"[:400]
                if changeset.reason or changeset.file_name
                else "."
            ),
            context={
                "subtitle": str(changeset),
                "opts": self.opts,
                "crumbs": crumbs,
                "here": "Undo",
                "back_url": back,
                "undone_by": changeset.undone_by.order_by("pk"),
            },
            done_url=lambda outcome: here if outcome.kept else _address(outcome.changeset),
            changeset=changeset,
        )

    def history_view(self, request, object_id, extra_context=None):
        raise Http404("A changeset is history itself.")
