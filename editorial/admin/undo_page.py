"""The page between “take this back” and its being done: what would change, what stays, and why it is done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from editorial.admin.moves import ReasonForm
from editorial.aims import Aims
from editorial.choices import ChangesetKind
from editorial.models import Changeset
from editorial.roles import may_import, may_publish
from editorial.taking_back import ChangedMeanwhileError, Outcome, preview, take_back
from editorial.telling import told_kept, told_plan

ROWS_A_PAGE = 100
KEPT_SHOWN = 500
CHANGED = "What would be taken back has changed since this page was opened. Look at it again, then confirm."


def refusal_of(user, outcome: Outcome, changeset: Changeset | None = None) -> str:
    """Why this person may not take this back, in a sentence that says what to do; blank where it is allowed."""
    done = outcome.done
    wanted = [("change", (model for model, _pk in done.changes)), ("add", (model for model, _pk in done.returns))]
    wanted += [("delete", done.deletes), ("change", done.withdraws)]
    for verb, models in wanted:
        for opts in {model._meta for model in models}:
            if not user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}"):
                return f"You may not {verb} {opts.verbose_name_plural}, and this would. Ask an administrator."
    if changeset is not None and changeset.kind == ChangesetKind.IMPORT and not may_import(user):
        return "Imports are taken back by those who import. Ask a data editor or a reviewer."
    if (outcome.for_readers or any(done.withdraws.values())) and not may_publish(user):
        return "This changes what readers see or saw, so that only reviewers take it back. Ask a reviewer."
    return ""


def undo_page(
    request, site, *, aims: Aims, title: str, reason: str, context: dict, done_url, changeset: Changeset | None = None
):
    """
    Show what taking a change back would do and, once that is confirmed, do it.

    `changeset` is the one that is undone as a whole; `done_url` gives the address to go to for an Outcome. The
    template shows `context` too, with `crumbs` as (address, name) pairs and `back_url` for who changes his mind.
    """
    form = ReasonForm(request.POST or None, required=True, initial={"change_reason": reason})
    if request.method == "POST" and form.is_valid():
        outcome = _take_back(request, form, aims, changeset)
        if outcome is not None:
            messages.success(request, told_outcome(outcome))
            return HttpResponseRedirect(done_url(outcome))
    try:
        outcome = preview(aims)
    except ValidationError as error:
        form.is_valid()
        for sentence in error.messages:
            form.add_error(None, sentence)
        outcome = None
    page = Paginator(outcome.done.keys() if outcome else [], ROWS_A_PAGE).get_page(request.GET.get("p"))
    kept = outcome.kept if outcome else []
    context = {
        **site.each_context(request),
        "title": title,
        "form": form,
        "outcome": outcome,
        "page": page,
        "rows": told_plan(outcome.done, page.object_list) if outcome else [],
        "counts": _counts(outcome.done) if outcome else [],
        "kept": [{**each, "url": _url(*each["key"])} for each in told_kept(kept[:KEPT_SHOWN])],
        "kept_left_out": max(0, len(kept) - KEPT_SHOWN),
        "seen": outcome.done.digest() if outcome else "",
        "refusal": refusal_of(request.user, outcome, changeset) if outcome else "",
        "changeset": changeset,
        "media": form.media,
        **context,
    }
    request.current_app = site.name
    return TemplateResponse(request, "admin/editorial/undo.html", context)


def _take_back(request, form, aims, changeset):
    """The outcome, or None with the reason in the form."""

    def may(outcome):
        refusal = refusal_of(request.user, outcome, changeset)
        if refusal:
            raise PermissionDenied(refusal)

    try:
        outcome = take_back(
            aims,
            author=request.user,
            reason=form.cleaned_data["change_reason"],
            expected=request.POST.get("seen", ""),
            may=may,
            undoes=changeset,
        )
    except ChangedMeanwhileError:
        form.add_error(None, CHANGED)
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
    else:
        if outcome.changeset is not None:
            return outcome
        form.add_error(None, "Nothing is left to take back: nothing was written.")
    return None


def told_outcome(outcome: Outcome) -> str:
    """“982 reverted, 6 kept because edited since.”"""
    told = f"{outcome.done.reverted} reverted"
    if outcome.kept:
        told += f", {len(outcome.kept)} kept because edited or needed since"
    return f"{told}."


def _counts(plan):
    """(number, what happens) of everything that would be done."""
    counts = [
        (len(plan.changes), "get former values back"),
        (len(plan.returns), "come back"),
        (sum(map(len, plan.withdraws.values())), "are withdrawn"),
        (sum(map(len, plan.deletes.values())), "are deleted"),
    ]
    return [(number, what) for number, what in counts if number]


def _url(model, pk):
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[pk])
    except NoReverseMatch:
        return ""
