"""The desk of one record type: a versioned row that has a status and an address."""

from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse

from editorial.admin.base import VersionedAdmin
from editorial.admin.findings import Findings
from editorial.admin.in_turn import InTurn
from editorial.admin.mine import MineFilter
from editorial.admin.moves import MOVES, Moves
from editorial.admin.panels import panels_of
from editorial.admin.reviewing import RecordReview
from editorial.choices import Status

SAVE_AND = ("submit", "publish")


class RecordAdmin(Moves, RecordReview, InTurn, Findings, VersionedAdmin):
    """The base of every record type's admin."""

    list_filter = ["status"]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), MineFilter]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.status == Status.DRAFT)

    def view_on_site(self, obj):
        try:
            return obj.get_absolute_url() if obj.is_published else None
        except NoReverseMatch:
            return None  # the address that was just typed is none

    def takes_step(self, request):
        return any(f"_{name}" in request.POST for name in SAVE_AND)

    def after_save(self, request, obj):
        for name in SAVE_AND:
            if f"_{name}" in request.POST:
                if not self.may_move(request, MOVES[name]):
                    raise PermissionDenied
                MOVES[name].act([obj], author=request.user)

    def get_deleted_objects(self, objs, request):
        """Only drafts are deleted; a record that was handed on or shown keeps its place."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [record for record in objs if record.status != Status.DRAFT]
        told = [f"{record} is {record.get_status_display().lower()}: only drafts are deleted." for record in kept]
        return found, counts, lacking, [*told, *protected]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["save_and"] = self._buttons(request, obj)
        if obj is not None:
            context["status"] = Status(obj.status)
            context["panels"] = panels_of(obj, self.admin_site, request)
            context["steps"] = self._steps(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _buttons(self, request, obj):
        """The steps that can be taken together with saving."""
        offered = (
            self.moves_from(request, obj)
            if obj is not None
            else [m for m in MOVES.values() if self.may_move(request, m)]
        )
        return [move for move in offered if move.name in SAVE_AND]

    def _steps(self, request, obj):
        """The steps that ask for a reason on a page of their own."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_move"
        return [
            {"label": f"{move.button}…", "url": reverse(name, args=[obj.pk, move.name])}
            for move in self.moves_from(request, obj)
            if move.asks_reason
        ]
