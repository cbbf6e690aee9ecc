"""From draft to published and back: list actions, buttons, and the page that asks for the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.form_fields import ProseFormField
from editorial import actions
from editorial.admin.seen import changed_since_listed, lock_as_seen, stamps
from editorial.choices import ChangesetKind, Status
from editorial.roles import may_publish
from editorial.units import changeset
from editorial.writing import ConflictError, GoneError

RECORDS_SHOWN = 100


@dataclass(frozen=True)
class Move:
    """One step between states, as the desk offers it."""

    name: str
    act: Callable
    button: str
    done: str
    starts: frozenset
    asks_reason: bool = False
    for_reviewers: bool = True

    @property
    def permission(self):
        """The permission that the list action asks for: `has_<permission>_permission`."""
        return "publish" if self.for_reviewers else "change"


MOVES = {
    move.name: move
    for move in (
        Move(
            "submit", actions.submit, "Submit for review", "Submitted for review", frozenset({Status.DRAFT}),
            for_reviewers=False,
        ),
        Move(
            "publish", actions.publish, "Publish", "Published",
            frozenset({Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN}),
        ),
        Move(
            "send-back", actions.send_back, "Send back", "Sent back", frozenset({Status.IN_REVIEW}), asks_reason=True
        ),
        Move("withdraw", actions.withdraw, "Withdraw", "Withdrawn", frozenset({Status.PUBLISHED}), asks_reason=True),
    )
}  # fmt: skip


class ReasonForm(forms.Form):
    """Why a step is taken, and which versions of the records its author looked at."""

    change_reason = ProseFormField(
        label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "class": "change-reason"})
    )

    def __init__(self, *args, required, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_reason"].required = required
        self.fields["change_reason"].help_text = (
            "Shown in the history." if required else "Optional; shown in the history."
        )


def _list_action(move):
    def run(model_admin, request, queryset):
        return model_admin.ask_about(request, queryset, move)

    run.__name__ = f"{move.name.replace('-', '_')}_selected"
    run.short_description = f"{move.button} the selected %(verbose_name_plural)s"
    run.allowed_permissions = (move.permission,)
    return run


LIST_ACTIONS = [_list_action(move) for move in MOVES.values()]


class Moves:
    """The steps of a ModelAdmin for records."""

    actions = LIST_ACTIONS
    move_template = "admin/editorial/move.html"

    def has_publish_permission(self, request):
        """Whether the actions for reviewers are offered."""
        return may_publish(request.user) and self.has_change_permission(request)

    def may_move(self, request, move):
        """Whether this person may take this step with records of this type."""
        return self.has_publish_permission(request) if move.for_reviewers else self.has_change_permission(request)

    def moves_from(self, request, obj):
        """The steps that this person may take with this record now."""
        return [move for move in MOVES.values() if obj.status in move.starts and self.may_move(request, move)]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        address = "<path:object_id>/move/<slug:name>/"
        return [path(address, self.admin_site.admin_view(self.move_view), name=name), *super().get_urls()]

    def move_view(self, request, object_id, name):
        """One step of one record, from its form."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or name not in MOVES:
            raise Http404("There is no such record or step.")
        if not self.may_move(request, MOVES[name]):
            raise PermissionDenied
        response = self.ask_about(request, self.get_queryset(request).filter(pk=obj.pk), MOVES[name])
        if response is not None:
            return response
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )

    def ask_about(self, request, queryset, move):
        """The page that lists the records and asks for the reason; None once the step is taken."""
        confirmed = "confirmed" in request.POST
        form = ReasonForm(request.POST if confirmed else None, required=move.asks_reason)
        records = list(queryset)
        problems = [] if confirmed else changed_since_listed(request, records)
        if problems:
            self.tell_refusal(request, ValidationError(problems))
            return None
        if confirmed and form.is_valid():
            problems = self._problems_of_taking(request, move, records, form.cleaned_data["change_reason"])
            if not problems:
                self.message_user(request, f"{move.done}: {self._told(records)}.", messages.SUCCESS)
                return None
            for problem in problems:
                form.add_error(None, problem)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{move.button}: {self._told(records)}",
            "move": move,
            "form": form,
            "records": records[:RECORDS_SHOWN],
            "left_out": max(0, len(records) - RECORDS_SHOWN),
            "seen": stamps(records),
            "action": request.POST.get("action", ""),
            "across": request.POST.get("select_across", "0"),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.move_template, context)

    def _told(self, records):
        if len(records) == 1:
            return str(records[0])
        return f"{len(records)} {self.opts.verbose_name_plural}"

    def _problems_of_taking(self, request, move, records, reason):
        try:
            with changeset(author=request.user, kind=ChangesetKind.ACTION, reason=reason):
                locked = lock_as_seen(self.model, records, request.POST.get("seen", ""))
                move.act(locked, author=request.user, reason=reason)
        except ValidationError as error:
            return error.messages
        except (ConflictError, GoneError) as error:
            return [str(error)]
        return []
