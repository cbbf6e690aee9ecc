"""What the soft checks found: beside the record, as a filter of its list, and as a list of its own."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Value
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from core.form_fields import ProseFormField
from editorial.accepting import SAY_WHY, accept, reopen
from editorial.admin.looked_at import LookedAt
from editorial.checks import all_checks, checks_of, titles
from editorial.choices import FindingState
from editorial.models import Finding

SHOWN_BESIDE_A_RECORD = 20


class FindingFilter(admin.SimpleListFilter):
    """Records by what the soft checks found: anything open, anything accepted, or one check's open findings."""

    title = "check"
    parameter_name = "check"

    def lookups(self, request, model_admin):
        own = [(check.key, check.title) for check in checks_of(model_admin.model)]
        return [("open", "Worth a look"), ("accepted", "Accepted"), *own] if own else []

    def queryset(self, request, queryset):
        asked = self.value()
        if asked is None:
            return queryset
        return queryset.filter(pk__in=found_about(queryset.model, asked).values("object_id"))


def found_about(model, asked="open"):
    """Findings about records of one type: open ones, accepted ones, or the open ones of one check."""
    found = Finding.objects.about(model).order_by()
    if asked == "accepted":
        return found.filter(state=FindingState.ACCEPTED)
    return found.open() if asked == "open" else found.open().filter(check_key=asked)


class Findings:
    """The part of a record type's admin that shows what is worth a look."""

    def get_list_filter(self, request):
        own = [FindingFilter] if checks_of(self.model) else []
        return [*super().get_list_filter(request), *own]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_view_permission(request, obj):
            found = Finding.objects.on(obj).standing().order_by("-state", "pk")[:SHOWN_BESIDE_A_RECORD]
            context["findings"] = [(titles().get(each.check_key, ""), each, self._beside(each, obj)) for each in found]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _beside(self, finding, obj):
        """The address of the record that the finding is about, where that is not this one."""
        kind = ContentType.objects.get_for_model(obj)
        is_own = (finding.content_type_id, finding.object_id) == (kind.pk, obj.pk)
        return "" if is_own else change_address(finding.model, finding.object_id)


def change_address(model, pk):
    """The address of a record's form."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


class CheckFilter(admin.SimpleListFilter):
    title = "check"
    parameter_name = "check"

    def lookups(self, request, model_admin):
        return [*titles().items()]

    def queryset(self, request, queryset):
        return queryset.filter(check_key=self.value()) if self.value() else queryset


class TypeFilter(admin.SimpleListFilter):
    title = "record type"
    parameter_name = "type"

    def lookups(self, request, model_admin):
        models = dict.fromkeys(check.model for check in all_checks())
        return sorted((model._meta.label_lower, capfirst(model._meta.verbose_name_plural)) for model in models)

    def queryset(self, request, queryset):
        model = next((check.model for check in all_checks() if check.model._meta.label_lower == self.value()), None)
        return queryset.about(model) if model else queryset


class FindingList(ChangeList):
    """A page of findings, with the addresses of their records fetched in one query whatever types they are of."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        slugs = slugs_of(self.result_list)
        for finding in self.result_list:
            finding.slug = slugs.get((finding.content_type_id, finding.object_id), "")


def slugs_of(findings):
    """The slug of each finding's record by (content type, primary key), in one query."""
    keys = {}
    for finding in findings:
        keys.setdefault(finding.content_type_id, set()).add(finding.object_id)
    found = [
        ContentType.objects.get_for_id(kind)
        .model_class()
        ._base_manager.filter(pk__in=pks)
        .order_by()
        .annotate(kind=Value(kind))
        .values_list("kind", "pk", "slug")
        for kind, pks in keys.items()
    ]
    rows = found[0].union(*found[1:], all=True) if found else ()
    return {(kind, pk): slug for kind, pk, slug in rows}


class CommentForm(forms.Form):
    """Why a finding may stand."""

    comment = ProseFormField(
        label="Comment",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "class": "change-reason"}),
        help_text="Why this is as it should be: “The source itself says so.” Shown beside the finding.",
    )


@admin.register(Finding)
class FindingAdmin(LookedAt, admin.ModelAdmin):
    """Checks write findings; people accept them with a comment."""

    menu_order = 395
    list_display = ["shown_check", "shown_record", "reason", "state", "found", "accepted_by_name"]
    list_display_links = ["reason"]
    list_filter = [CheckFilter, "state", TypeFilter]
    search_fields = ["reason", "comment"]
    show_full_result_count = False
    list_per_page = 50
    actions = None
    page_template = "admin/editorial/finding.html"

    def get_changelist(self, request, **kwargs):
        return FindingList

    @admin.display(description="check", ordering="check_key")
    def shown_check(self, finding):
        return titles().get(finding.check_key, finding.check_key)

    @admin.display(description="record")
    def shown_record(self, finding):
        kind = capfirst(finding.model._meta.verbose_name)
        address = change_address(finding.model, finding.object_id)
        return format_html('{}: <a href="{}">{}</a>', kind, address, finding.slug)

    def may_settle(self, request, finding):
        """Whether this person may accept the finding: who may change its record at once."""
        model_admin, record = self.admin_site.get_model_admin(finding.model), finding.record
        return (
            record is not None
            and model_admin.has_change_permission(request, record)
            and model_admin.is_open_to(request.user, record)
        )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            raise PermissionDenied
        finding = self.get_object(request, unquote(object_id))
        if finding is None:
            raise Http404("There is no such finding: what it doubted may have been put right.")
        if not self.has_view_permission(request, finding):
            raise PermissionDenied
        form = CommentForm(request.POST or None)
        if request.method == "POST":
            if not self.may_settle(request, finding):
                raise PermissionDenied
            if form.is_valid() and self._settle(request, finding, form):
                back = change_address(finding.model, finding.object_id)
                return HttpResponseRedirect(back)
        return self._page(request, finding, form, status=400 if form.errors else 200)

    def _settle(self, request, finding, form):
        """Do what the pressed button says; False where the form has to be shown again."""
        act, told = (reopen, "It is open again.") if "reopen" in request.POST else (accept, "Accepted.")
        comment, seen = form.cleaned_data["comment"], request.POST.get("fingerprint", "")
        try:
            act(finding, author=request.user, comment=comment, fingerprint=seen)
        except ValidationError as error:
            form.add_error("comment" if error.messages == [SAY_WHY] else None, error)
            return False
        self.message_user(request, told, messages.SUCCESS)
        return True

    def _page(self, request, finding, form, status):
        finding = self.get_object(request, str(finding.pk)) or finding
        other = finding.other
        context = {
            **self.admin_site.each_context(request),
            "title": titles().get(finding.check_key, finding.check_key),
            "finding": finding,
            "record": finding.record,
            "record_url": change_address(finding.model, finding.object_id),
            "other": other,
            "other_url": change_address(type(other), other.pk) if other is not None else "",
            "remarks": finding.remarks.all(),
            "may_settle": self.may_settle(request, finding),
            "form": form,
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.page_template, context, status=status)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404("What was said about a finding stands on its own page.")
