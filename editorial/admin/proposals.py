"""The page of a proposal: what it would change, what it rests on, what was said about it, and the verbs."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from core.form_fields import ProseFormField
from editorial.admin import showing
from editorial.admin.looked_at import LookedAt
from editorial.admin.overlay import PARAMETER
from editorial.admin.queue import QueuePages
from editorial.choices import ProposalState
from editorial.conflicts import CHOICE_PREFIX, Choice
from editorial.models import Proposal
from editorial.proposals import compare, told_changes
from editorial.reviewing import (
    StaleProposalError,
    UndecidedError,
    approve,
    comment,
    reject,
    send_again,
    send_back,
    take_back,
)
from editorial.roles import may_publish
from editorial.writing import ConflictError, GoneError

DECIDE_FIRST = "Others changed the same fields since. Choose for each of them what is to stand, then approve again."


class TextForm(forms.Form):
    """What a verb is taken with: a question, a reason, an answer."""

    text = ProseFormField(
        label="Comment",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "class": "change-reason"}),
        help_text="Asked for when you return or reject; kept with your name.",
    )


@admin.register(Proposal)
class ProposalAdmin(LookedAt, QueuePages, admin.ModelAdmin):
    """Proposals are made by saving a form and decided on their own page."""

    menu_order = 390
    page_template = "admin/editorial/proposal.html"

    def has_view_permission(self, request, obj=None):
        """Who may see records of a type sees what is proposed of them."""
        return self.may_see(request, obj.model) if obj is not None else bool(self.types_for(request))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404("A proposal tells its story on its own page.")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            raise PermissionDenied
        is_key = object_id.isascii() and object_id.isdecimal() and len(object_id) < 19
        proposal = Proposal.objects.filter(pk=object_id).first() if is_key else None
        if proposal is None:
            raise Http404("There is no such proposal.")
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if request.method == "POST":
            return self._act(request, proposal)
        return self._show(request, proposal, TextForm())

    def verbs_for(self, request, proposal):
        """The verbs that this person may take now."""
        if not proposal.is_undecided:
            return set()
        verbs = set()
        if may_publish(request.user) and self.may_change(request, proposal.model):
            verbs |= {"approve", "reject", "comment", "edit"}
            verbs |= {"return"} if proposal.state == ProposalState.OPEN else set()
        if proposal.author_id == request.user.pk and self.may_change(request, proposal.model):
            verbs |= {"take-back", "comment", "edit"}
            verbs |= {"send-again"} if proposal.state == ProposalState.RETURNED else set()
        return verbs

    def _act(self, request, proposal):
        form, verb = TextForm(request.POST), request.POST.get("verb", "")
        if proposal.is_undecided and verb not in self.verbs_for(request, proposal):
            raise PermissionDenied
        if not form.is_valid():
            return self._show(request, proposal, form, status=400)
        try:
            told = self._take(request, proposal, verb, form.cleaned_data["text"])
        except (StaleProposalError, ConflictError, GoneError):
            return self._show(request, Proposal.objects.get(pk=proposal.pk), form, status=409, is_stale=True)
        except UndecidedError:
            form.add_error(None, DECIDE_FIRST)
            return self._show(request, proposal, form, status=409)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self._show(request, proposal, form, status=400)
        except ProtectedError as error:
            form.add_error(None, str(error.args[0]))
            return self._show(request, proposal, form, status=409)
        messages.success(request, told)
        return HttpResponseRedirect(request.get_full_path())

    def _take(self, request, proposal, verb, text):
        """Take a verb, and return the sentence that tells it."""
        if verb == "comment":
            comment(proposal, author=request.user, text=text)
            return "Your comment is added."
        if not proposal.is_undecided:
            raise StaleProposalError
        if verb == "approve":
            token, choices = request.POST.get("token", ""), _choices(request.POST, proposal)
            approve(proposal, reviewer=request.user, token=token, choices=choices, text=text)
            return "Approved. The record stands as proposed."
        version = int(request.POST["token"].partition(",")[0]) if _begins_with_number(request.POST) else 0
        if verb == "return":
            send_back(proposal, reviewer=request.user, version=version, text=text)
            return f"Returned to {proposal.author_name}."
        if verb == "reject":
            reject(proposal, reviewer=request.user, version=version, text=text)
            return "Rejected."
        if verb == "send-again":
            send_again(proposal, author=request.user, version=version, text=text)
            return "Sent to the reviewers again."
        take_back(proposal, author=request.user, version=version, text=text)
        return "Taken back."

    def _show(self, request, proposal, form, *, status=200, is_stale=False):
        comparison = compare(proposal)
        record_admin = self.admin_site.get_model_admin(proposal.model)
        parts = record_admin.history_parts(proposal.object_id)
        data = request.POST if request.method == "POST" else {}
        is_open = proposal.is_undecided
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            **self.place_in_queue(request, True, Proposal, proposal.pk),
            "title": f"Proposal {proposal.pk}",
            "subtitle": proposal.title,
            "opts": self.opts,
            "proposal": proposal,
            "record": comparison.record,
            "record_url": _change_address(proposal.model, proposal.object_id) if comparison.record else "",
            "edit_url": _edit_address(proposal),
            "rows": (showing.shown_rows if is_open else showing.rows_as_proposed)(comparison, self.admin_site),
            "fallen_away": showing.fallen_away(comparison) if is_open else [],
            "news": comparison.news() if is_open else [],
            "conflicts": showing.shown_conflicts(comparison, parts, data) if is_open else [],
            "deletions": showing.disputed_deletions(comparison, data) if is_open else [],
            "evidence": showing.shown_evidence(comparison) if is_open else [],
            "comments": proposal.comments.all(),
            "token": comparison.token,
            "verbs": self.verbs_for(request, proposal),
            "form": form,
            "what_changed": _what_changed(data.get("token", ""), comparison) if is_stale else [],
        }
        return TemplateResponse(request, self.page_template, context, status=status)


def _choices(data, proposal):
    """The posted choices about clashes, by key: True for the proposal's value, False for the one that stands."""
    found = {}
    for name in data:
        number, dash, _field = name.removeprefix(CHOICE_PREFIX).partition("-")
        is_row = (
            number.isascii() and number.isdecimal() and len(number) < 6 and int(number) < len(proposal.payload["rows"])
        )
        if name.startswith(CHOICE_PREFIX) and dash and is_row and data[name] in (Choice.MINE, Choice.THEIRS):
            found[name.removeprefix(CHOICE_PREFIX)] = data[name] == Choice.MINE
    return found


def _begins_with_number(data):
    first = data.get("token", "").partition(",")[0]
    return first.isascii() and first.isdecimal() and len(first) < 10


def _change_address(model, key):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"{name}_change", args=[key]) if key else reverse(f"{name}_add")


def _edit_address(proposal):
    """The form that the proposal was typed on, with the proposal laid over it."""
    label, key = proposal.payload["form"]
    return f"{_change_address(apps.get_model(label), key)}?{urlencode({PARAMETER: proposal.pk})}"


def _what_changed(seen, comparison) -> list[str]:
    """Sentences about what became of a proposal and its rows since a page with the token `seen` was opened."""
    version, *places = seen.split(",")
    told = []
    proposal = comparison.proposal
    done = proposal.version - int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    if done > 0:
        steps = reversed(proposal.comments.order_by("-pk")[: min(done, 20)])
        told += [f"{step.author_name} {step.did}." for step in steps]
    rows = {(row.model._meta.label_lower, row.pk): row.live for row in comparison.rows if row.pk is not None}
    if comparison.record is not None:
        rows[comparison.proposal.model._meta.label_lower, comparison.record.pk] = comparison.record
    for place in places:
        label, _, rest = place.partition(":")
        key, _, number = rest.partition(":")
        if not (key.isdecimal() and number.isdecimal() and len(key) < 19 and len(number) < 10):
            continue
        live = rows.get((label, int(key)))
        if live is None and int(number):
            told.append(
                f"{apps.get_model(label)._meta.verbose_name} no. {key} was deleted."
                if (label, int(key)) in rows
                else ""
            )
        elif live is not None and 0 < int(number) < live.version:
            for field, author, was, now in told_changes(live, int(number)).fields:
                told.append(f"{author} changed {field} of {live}, from “{was}” to “{now}”.")
    return [each for each in told if each]
