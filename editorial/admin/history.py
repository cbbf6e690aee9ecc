"""The page that tells what became of a record: who changed what, when, why."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from editorial.admin.comparing import ComparingPages
from editorial.diffs import Entry, describe, with_predecessors

CHANGESETS_A_PAGE = 50
MAX_ROWS = 2000


class HistoryPage(ComparingPages):
    """The history view of a ModelAdmin."""

    history_template = "admin/editorial/history.html"

    def history_parts(self, object_id):
        """Further history rows that belong on the record's page, as querysets."""
        return []

    def history_view(self, request, object_id, extra_context=None):
        key = unquote(object_id)
        obj = self.get_object(request, key)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        rows = self._history_rows(obj.pk if obj is not None else key)
        if not rows:
            raise Http404(f"There is no {self.opts.verbose_name} with the number {key}.")
        page = Paginator(_by_changeset(rows), CHANGESETS_A_PAGE).get_page(request.GET.get("p"))
        entries = entries_of(page.object_list)
        self.link_entries(key, entries, page.number == 1)
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(obj) if obj is not None else "",
            "page": page,
            "entries": entries,
            "compare_url": self.history_url("compare", key) if page.paginator.count > 1 else "",
            "object": obj,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.history_template, context)

    def _history_rows(self, key):
        """The rows of the record and then of its parts, by changeset, newest first; of a deleted record too."""
        if not str(key).isdecimal() or int(key) > 2**63 - 1:
            return []
        rows = []
        for part in self.histories(int(key)):
            rows += reversed(part.select_related("changeset").order_by("-history_id")[:MAX_ROWS])
        return sorted(rows, key=lambda row: -row.changeset_id)


def _by_changeset(rows):
    """The rows in one list for each changeset, in the order they come."""
    groups = {}
    for row in rows:
        groups.setdefault(row.changeset_id, []).append(row)
    return list(groups.values())


def entries_of(groups):
    """An Entry for each group of history rows of one changeset."""
    changes = {(type(change.row), change.row.pk): change for change in describe(with_predecessors(sum(groups, [])))}
    entries = []
    for rows in groups:
        entries.append(Entry(rows[0].changeset, [changes[type(row), row.pk] for row in rows]))
    return entries
