"""A record then and now: any two moments of its history compared, and the ways back."""

from copy import copy

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateformat import format as date_format
from django.utils.text import capfirst

from editorial.admin.undo_page import undo_page
from editorial.aims import Aims, aims_of, aims_to, as_at
from editorial.diffs import RowChange, describe
from editorial.merging import merged_fields
from editorial.models import Changeset

MAX_DIGITS = 18


class ComparingPages:
    """The pages of a ModelAdmin that compare two moments of a record, and that take it, or a change of it, back."""

    compare_template = "admin/editorial/compare.html"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/history/compare/", wrap(self.compare_view), name=self._route("compare")),
            path(
                "<path:object_id>/history/<int:changeset>/take-back/", wrap(self.back_view), name=self._route("back")
            ),
            path(
                "<path:object_id>/history/<int:changeset>/restore/",
                wrap(self.restore_view),
                name=self._route("restore"),
            ),
            *super().get_urls(),
        ]

    def _route(self, page):
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def history_url(self, page, *args):
        """The address of one of these pages."""
        return reverse(f"admin:{self._route(page)}", args=args)

    def histories(self, key):
        """The history rows of a record, and of its parts, as querysets."""
        return [self.model.history_model.objects.filter(id=key), *self.history_parts(key)]

    def _subject(self, request, object_id):
        """(record or None once deleted, its number) of what an address names."""
        key = unquote(object_id)
        if not (key.isascii() and key.isdecimal() and len(key) <= MAX_DIGITS):
            raise Http404(f"There is no {self.opts.verbose_name} with the number {key}.")
        obj = self.get_object(request, key)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return obj, int(key)

    def _change_of(self, histories, asked):
        """A changeset that wrote something of the record."""
        asked = str(asked)
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= MAX_DIGITS else 0
        if not any(rows.filter(changeset=number).exists() for rows in histories):
            raise Http404("This record has no such change. Choose one from its history.")
        return Changeset.objects.get(pk=number)

    def compare_view(self, request, object_id):
        """What differs between two moments of a record's history, citations included."""
        obj, key = self._subject(request, object_id)
        histories = self.histories(key)
        asked = [request.GET.get("from", ""), request.GET.get("to", "")]
        older, newer = sorted((self._change_of(histories, each) for each in asked), key=lambda each: each.pk)
        told = [row for rows in histories for row in _differences(rows, older, newer)]
        context = {
            **self._context(request, obj, key, "Compare"),
            "title": f"Compare: {obj or self.opts.verbose_name}",
            "older": older,
            "newer": newer,
            "rows": [row for row, _same in told if row.fields],
            "same": sum(same for row, same in told),
            "restore_url": self.history_url("restore", key, older.pk) if obj is not None else "",
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.compare_template, context)

    def back_view(self, request, object_id, changeset):
        """Take back what one change did to a record and its parts, or to one row or field of them."""
        obj, key = self._subject(request, object_id)
        histories = self.histories(key)
        change = self._change_of(histories, changeset)
        only = {rows.model.instance_type: set(_ids(rows, change)) for rows in histories}
        model, name = self._narrowed(request, only)
        when = date_format(change.created, "j F Y")
        label = f" to {model._meta.get_field(name).verbose_name}" if name else ""
        title = f"Take back the change of {when}{label}"
        reason = f"Took back what changeset {change.pk} did{label}."
        return self._undo(request, obj, key, aims_of(change, only=only, name=name), title, reason)

    def _narrowed(self, request, only):
        """(type, field) that the address asks for; leaves in `only` the row that it asks for."""
        kind, _, pk = request.GET.get("row", "").partition("-")
        name = request.GET.get("field", "")
        if not kind:
            return None, ""
        model = next((each for each in only if each._meta.model_name == kind), None)
        if model is None or not pk.isdecimal() or int(pk) not in only[model]:
            raise Http404("This change did nothing to such a row. Choose one from the history.")
        if name and name not in {each.name for each in merged_fields(model)}:
            raise Http404("There is no such field. Choose one from the history.")
        for each in only:
            only[each] = {int(pk)} if each is model else set()
        return model, name

    def restore_view(self, request, object_id, changeset):
        """Have the whole record say again what it said once, citations included."""
        obj, key = self._subject(request, object_id)
        if obj is None:
            raise Http404(f"This {self.opts.verbose_name} was deleted: take its deletion back first.")
        histories = self.histories(key)
        change = self._change_of(histories, changeset)
        title = f"Back to how it stood on {date_format(change.created, 'j F Y, H:i')}"
        reason = f"Put back to how it stood at changeset {change.pk}."
        return self._undo(request, obj, key, aims_to(change, histories), title, reason)

    def _undo(self, request, obj, key, aims: Aims, title, reason):
        context = self._context(request, obj, key, "Take back")
        return undo_page(
            request,
            self.admin_site,
            aims=aims,
            title=title,
            reason=reason,
            context=context,
            done_url=lambda outcome: context["back_url"],
        )

    def _context(self, request, obj, key, page):
        back = self.history_url("history", key)
        crumbs = [
            (reverse("admin:app_list", args=[self.opts.app_label]), self.opts.app_config.verbose_name),
            (self.history_url("changelist"), capfirst(str(self.opts.verbose_name_plural))),
            *([(self.history_url("change", key), str(obj))] if obj is not None else []),
            (back, "History"),
        ]
        return {
            **self.admin_site.each_context(request),
            "subtitle": str(obj) if obj is not None else f"This {self.opts.verbose_name} was deleted.",
            "opts": self.opts,
            "object": obj,
            "crumbs": crumbs,
            "here": page,
            "back_url": back,
        }

    def link_entries(self, key, entries, is_newest_first):
        """Give the entries of the history page the ways back."""
        for place, entry in enumerate(entries):
            entry.back_url = self.history_url("back", key, entry.changeset.pk)
            if place or not is_newest_first:
                entry.restore_url = self.history_url("restore", key, entry.changeset.pk)
            for change in entry.rows:
                if change.row.history_type == "~":
                    row = f"{change.row.instance_type._meta.model_name}-{change.row.id}"
                    for field in change.fields:
                        field.url = f"{entry.back_url}?row={row}&field={field.name}"


def _ids(rows, changeset):
    return rows.filter(changeset=changeset).order_by().values_list("id", flat=True)


def _differences(rows, older, newer) -> list[tuple[RowChange, int]]:
    """(what differs, number of fields that do not) of each row that was there at either of two moments."""
    before, after = as_at(rows, older), as_at(rows, newer)
    pairs = []
    for key in {**before, **after}:
        row = copy(after.get(key) or before[key])
        row.history_type = "~" if key in before and key in after else "+" if key in after else "-"
        pairs.append((row, before.get(key)))
    fields = len(merged_fields(rows.model.instance_type))
    return [(change, fields - len(change.fields)) for change in describe(pairs)]
