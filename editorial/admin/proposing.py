"""The change form in the hands of those who may not publish: of what readers see, a save becomes a proposal."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.urls import reverse

from editorial.admin.forms import Refused
from editorial.admin.overlay import Overlay, named_proposal
from editorial.models import Proposal
from editorial.proposals import compare, rehearsed
from editorial.reviewing import StaleProposalError, approve_as_edited, propose, revise
from editorial.roles import may_publish

CHANGED_MEANWHILE = (
    "The proposal was changed since you opened it: see its page. What you typed stands here; to put it in the place "
    "of the other, save again."
)
NOTHING_TO_APPROVE = "This leaves the record as it stands, so that nothing is approved. Reject the proposal instead."
OPEN_SHOWN = 10


class NeedsReviewError(Exception):
    """What was just validated belongs to a record that readers see: it is to be proposed."""


class Proposing:
    """The part of a versioned type's admin that turns saves and deletions into proposals."""

    delete_confirmation_template = "admin/editorial/delete_confirmation.html"

    def proposes(self, request, obj):
        """Whether what this person does with the row becomes a proposal."""
        return obj is not None and not self.is_open_to(request.user, obj)

    def write_or_propose(self, request, object_id, view):
        """
        Take a posted form: `view` validates and writes it, at once or for a rehearsal whose outcome is proposed.

        Raises what `view` raises.
        """
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if self.proposes(request, obj):
            return self._propose(request, self.guarded_record(obj), (self.opts.label_lower, obj.pk), view)
        try:
            with self._changeset(request) as unit:
                response = view()
                return self._settle(request, unit, response)
        except NeedsReviewError:
            form = (self.opts.label_lower, obj.pk if obj is not None else None)
            return self._propose(request, None, form, view)

    def demand_review(self, request, obj):
        """Called when a row is about to be written. Raises NeedsReviewError where that asks for a proposal."""
        if self.is_open_to(request.user, obj):
            return
        if not getattr(request, "is_rehearsal", False):
            raise NeedsReviewError
        request.rehearsed_owner = self.guarded_record(obj)

    def _propose(self, request, owner, form, view):
        request.is_rehearsal = True
        try:
            with rehearsed(request.user) as rehearsal:
                response = view()
        finally:
            request.is_rehearsal = False
        if response.status_code != HttpResponseRedirect.status_code:
            return response
        if not rehearsal.rows:
            self.message_user(request, "You changed nothing, so that there is nothing to propose.", messages.INFO)
            return HttpResponseRedirect(request.get_full_path())
        owner = owner or request.rehearsed_owner
        # As it stands, and not as it was typed.
        owner = type(owner)._base_manager.get(pk=owner.pk)
        proposal = self._keep(request, rehearsal, owner, form)
        return HttpResponseRedirect(reverse("admin:editorial_proposal_change", args=[proposal.pk]))

    def _keep(self, request, rehearsal, owner, form):
        named = named_proposal(request)
        if named is not None and named.is_undecided and named.author_id == request.user.pk:
            try:
                proposal = revise(
                    named, rehearsal, owner, author=request.user, version=_version(request.POST, "proposal_version")
                )
            except StaleProposalError:
                del request.named_proposal
                raise Refused(ValidationError(CHANGED_MEANWHILE)) from None
            self.message_user(request, "The proposal is changed. It waits for a reviewer.", messages.SUCCESS)
            return proposal
        proposal, is_new = propose(owner, rehearsal, form, author=request.user)
        told = "Proposed. Readers see the record as it was until a reviewer approves this."
        if named is not None:
            told = f"“{named}” is {named.get_state_display().lower()}, so that this is a new proposal. {told}"
        self.message_user(request, told if is_new else "You have proposed this already: here it is.", messages.SUCCESS)
        return proposal

    def _settle(self, request, unit, response):
        """After a reviewer saved a form with a proposal laid over it: that is how the proposal was approved."""
        named = named_proposal(request)
        if named is None or response.status_code != HttpResponseRedirect.status_code:
            return response
        if not named.is_undecided:
            self.message_user(request, f"“{named}” was {named.get_state_display().lower()} before.", messages.WARNING)
            return response
        if unit.changeset is None:
            raise Refused(ValidationError(NOTHING_TO_APPROVE))
        try:
            approve_as_edited(
                named, unit.changeset, reviewer=request.user, version=_version(request.POST, "proposal_version")
            )
        except StaleProposalError:
            del request.named_proposal
            raise Refused(ValidationError(CHANGED_MEANWHILE)) from None
        self.message_user(request, f"Proposal {named.pk} is approved as you left it.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:editorial_proposal_change", args=[named.pk]))

    def message_user(self, request, *args, **kwargs):
        # What a rehearsal would tell did not happen.
        if not getattr(request, "is_rehearsal", False):
            super().message_user(request, *args, **kwargs)

    # The form

    def _overlay(self, request, obj):
        """The overlay of a form that is opened with a proposal in its address, or None."""
        named = named_proposal(request) if request.method == "GET" else None
        if named is None or named.payload["form"] != [self.opts.label_lower, obj.pk if obj is not None else None]:
            return None
        return Overlay(named)

    def get_formsets_with_inlines(self, request, obj=None):
        overlay = self._overlay(request, obj)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if overlay is not None:
                formset.extra = len(overlay.new_rows(inline.model))
            yield formset, inline

    def get_formset_kwargs(self, request, obj, inline, prefix):
        overlay = self._overlay(request, obj if obj.pk else None)
        initial = {"initial": overlay.new_rows(inline.model)} if overlay is not None else {}
        return super().get_formset_kwargs(request, obj, inline, prefix) | initial

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["proposing"] = self.proposes(request, obj) and self.has_change_permission(request, obj)
        if obj is not None:
            found = Proposal.objects.about(self.guarded_record(obj)).waiting().order_by("pk")
            context["open_proposals"] = found.defer("payload")[:OPEN_SHOWN]
        overlay = self._overlay(request, obj)
        if overlay is not None:
            form = context["adminform"].form
            if obj is None:
                form.initial |= {n: v for n, v in overlay.new_rows(self.model)[0].items() if n in form.fields}
            form.initial["change_reason"] = named_proposal(request).reason
            overlay.lay_over(form, [each.formset for each in context["inline_admin_formsets"]])
        named = named_proposal(request)
        if named is not None and named.is_undecided:
            context["overlaid"] = named
            context["overlaid_news"] = compare(named).news()
            context["may_approve"] = may_publish(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        context["proposing"] = self.proposes(request, context["object"])
        return super().render_delete_form(request, context)

    def closed_problems(self, request, objs):
        """A sentence for each row that this person may only propose to delete."""
        if not self.guarded_by:
            return []
        prefetch_related_objects(objs, self.guarded_by)
        closed = [obj for obj in objs if self.proposes(request, obj)]
        return [f"{obj} belongs to a record that readers see. Open it and delete it there." for obj in closed]


def _version(data, name):
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
