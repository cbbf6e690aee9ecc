"""Open passages as a work queue: the filter, the mark “nothing to record”, and the numbers of every source."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path

from core.form_fields import LineFormField
from editorial.admin.seen import changed_since_listed, lock_as_seen, stamps
from editorial.choices import ChangesetKind
from editorial.units import changeset
from editorial.writing import ConflictError, GoneError, write
from sources.coverage import coverage_of, total
from sources.models import Passage, Source

SHOWN = 100
SOURCES_PER_PAGE = 100


class CoverageFilter(admin.SimpleListFilter):
    """Passages of the newest editions by what the register does with them."""

    title = "coverage"
    parameter_name = "coverage"

    def lookups(self, request, model_admin):
        return [("open", "Open"), ("cited", "Cited"), ("nothing", "Nothing to record")]

    def queryset(self, request, queryset):
        found = Passage.objects.current()
        chosen = {
            "open": found.open(),
            "cited": found.cited(),
            "nothing": found.exclude(pk__in=found.cited().order_by().values("pk")).exclude(nothing_to_record=""),
        }.get(self.value())
        return queryset if chosen is None else queryset.filter(pk__in=chosen.order_by().values("pk"))


class NothingForm(forms.Form):
    """Why the register takes nothing from the chosen passages."""

    reason = LineFormField(
        label="Why",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Shown beside each passage: “A heading”, “Scenery, nothing about relations”.",
    )


@admin.action(description="Mark the selected passages as having nothing to record", permissions=["change"])
def mark_nothing_to_record(model_admin, request, queryset):
    """The page that asks for the reason; None once the passages are marked."""
    confirmed = "confirmed" in request.POST
    form = NothingForm(request.POST if confirmed else None)
    passages = list(queryset.select_related("source"))
    problems = [] if confirmed else changed_since_listed(request, passages)
    if problems:
        model_admin.tell_refusal(request, ValidationError(problems))
        return None
    cited = set(queryset.cited().order_by().values_list("pk", flat=True))
    if confirmed and form.is_valid():
        problems = _problems_of_marking(model_admin, request, passages, cited, form.cleaned_data["reason"])
        if not problems:
            model_admin.message_user(
                request, f"Marked as having nothing to record: {_count(passages)}.", messages.SUCCESS
            )
            return None
        for problem in problems[:SHOWN]:
            form.add_error(None, problem)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Nothing to record in {_count(passages)}",
        "opts": model_admin.opts,
        "form": form,
        "passages": passages[:SHOWN],
        "left_out": max(0, len(passages) - SHOWN),
        "seen": stamps(passages),
        "across": request.POST.get("select_across", "0"),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "action": "mark_nothing_to_record",
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/sources/nothing_to_record.html", context)


def _count(passages):
    return str(passages[0]) if len(passages) == 1 else f"{len(passages)} passages"


def _problems_of_marking(model_admin, request, passages, cited, reason):
    problems = []
    for passage in passages:
        if passage.pk in cited:
            problems.append(f"{passage} is cited, so that there is something to record. Leave it out.")
        elif not model_admin.is_open_to(request.user, passage):
            problems.append(f"{passage} belongs to a source that readers see. Open it and mark it there.")
    if problems:
        return problems
    try:
        with changeset(author=request.user, kind=ChangesetKind.ACTION, reason=f"Nothing to record: {reason}"):
            for passage in lock_as_seen(Passage, passages, request.POST.get("seen", "")):
                passage.nothing_to_record = reason
                write(passage)
    except ValidationError as error:
        return error.messages
    except (ConflictError, GoneError) as error:
        return [str(error)]
    return []


class CoveragePages:
    """How much of each source the register uses."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.coverage_view)
        return [path("coverage/", view, name="sources_source_coverage"), *super().get_urls()]

    def coverage_view(self, request):
        """The numbers of every source, those with most open passages first, with the way to these."""
        if not self.has_view_permission(request) or not request.user.has_perm("sources.view_passage"):
            raise PermissionDenied
        found = sorted(coverage_of(Source.objects.all()), key=lambda each: (-each.open, each.source.title))
        page = Paginator(found, SOURCES_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Coverage of the sources",
            "opts": self.opts,
            "page": page,
            "total": total(found),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/sources/coverage.html", context)
