"""The page on which a new record is reviewed: what it says, what it rests on, and the two answers."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst

from editorial import actions
from editorial.admin.evidence import evidence_for
from editorial.admin.moves import MOVES, ReasonForm
from editorial.choices import ChangesetKind, Status
from editorial.diffs import describe
from editorial.models import Proposal
from editorial.units import changeset
from editorial.writing import ConflictError, GoneError, locked

CHANGED = "The record or its citations were changed since this page was opened. Nothing was done. Look again."
ANSWERS = {"publish": actions.publish, "send-back": actions.send_back}


class StaleRecordError(Exception):
    """The record is no longer what was looked at."""


class RecordReview:
    """The part of a record type's admin in which its new records are reviewed."""

    review_template = "admin/editorial/review.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_review"
        view = self.admin_site.admin_view(self.review_view)
        return [path("<path:object_id>/review/", view, name=name), *super().get_urls()]

    def review_view(self, request, object_id):
        """A record in review; posted, it is published or sent back."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(f"There is no such {self.opts.verbose_name}.")
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        form = ReasonForm(request.POST or None, required=request.POST.get("answer") == "send-back")
        if request.method != "POST":
            return self._show_review(request, record, form)
        answer = request.POST.get("answer", "")
        if answer not in ANSWERS or not self.may_move(request, MOVES[answer]):
            raise PermissionDenied
        if not form.is_valid():
            return self._show_review(request, record, form, status=400)
        try:
            self._answer(request, record, answer, form.cleaned_data["change_reason"])
        except (StaleRecordError, ConflictError, GoneError):
            record = self.get_object(request, unquote(object_id))
            return self._show_review(request, record, form, status=409, is_stale=True)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            record.refresh_from_db()
            return self._show_review(request, record, form, status=400)
        self.message_user(request, f"{MOVES[answer].done}: {record}.", messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _answer(self, request, record, answer, reason):
        with changeset(author=request.user, kind=ChangesetKind.ACTION, reason=reason):
            current = locked(self.model._base_manager.filter(pk=record.pk)).first()
            if current is None or self._token(current) != request.POST.get("token"):
                raise StaleRecordError
            ANSWERS[answer]([current], author=request.user, reason=reason)

    def _token(self, record):
        """What exactly a reviewer looks at: the last changeset of the record, and of each kind of row beside it."""
        own = self.model.history_model.objects.filter(id=record.pk)
        newest = [part.aggregate(newest=Max("changeset"))["newest"] for part in [own, *self.history_parts(record.pk)]]
        return ".".join(str(each or 0) for each in newest)

    def _show_review(self, request, record, form, *, status=200, is_stale=False):
        told = self.model.history_model.objects.select_related("changeset").filter(
            id=record.pk, version=record.version
        )
        row = told.latest("history_id")
        queue = self.admin_site.get_model_admin(Proposal)
        is_waiting = record.status == Status.IN_REVIEW
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            **queue.place_in_queue(request, False, self.model, record.pk),
            "title": f"Review: {record}",
            "opts": self.opts,
            "record": record,
            "is_waiting": is_waiting,
            "change": describe([(row, None)])[0],
            "last": row.changeset,
            "evidence": evidence_for(record),
            "answers": [
                move for name, move in MOVES.items() if is_waiting and name in ANSWERS and self.may_move(request, move)
            ],
            "may_edit": self.has_change_permission(request, record),
            "form": form,
            "token": self._token(record),
            "changed": CHANGED if is_stale else "",
            "kind": capfirst(self.opts.verbose_name),
        }
        return TemplateResponse(request, self.review_template, context, status=status)
