"""The desk of one type of versioned row: every write of its pages goes through the one write path."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst, get_text_list

from editorial.admin.deleting import deletion_of
from editorial.admin.fields import FieldChoices
from editorial.admin.forms import RecordForm, Refused, told_author
from editorial.admin.history import HistoryPage
from editorial.choices import ChangesetKind, Status
from editorial.roles import may_publish
from editorial.units import changeset, current_unit
from editorial.writing import ConflictError, GoneError, remove, write

OPEN_TO_EDITORS = frozenset({Status.DRAFT, Status.IN_REVIEW})


class VersionedAdmin(HistoryPage, FieldChoices, admin.ModelAdmin):
    """
    The base of every curated type's admin.

    A form is validated and written in one transaction and one changeset. What the write path refuses after the form
    has passed comes back as an error of the form, with all that was typed.
    """

    form = RecordForm
    change_form_template = "admin/editorial/change_form.html"
    search_fields = ["search_text"]
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 500
    follow = ()

    # What may be done with a row depends on the record it belongs to.

    def guarded_record(self, obj):
        """The record whose status decides who may change `obj`."""
        return obj

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_open_to(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_open_to(request.user, obj)

    def is_open_to(self, user, obj):
        """Whether the row's standing lets `user` change it: what readers see, or saw, is for reviewers only."""
        record = obj and self.guarded_record(obj)
        return record is None or record.status in OPEN_TO_EDITORS or may_publish(user)

    # Reading

    def get_queryset(self, request):
        single = [field.name for field in self.opts.concrete_fields if field.is_relation]
        return super().get_queryset(request).select_related(*single, *self.follow)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["locked"] = not self.is_open_to(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, title | (extra_context or {}))

    # Writing

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Reading a form takes no transaction: on SQLite, that would keep all others from writing.
        if request.method != "POST":
            return self._changeform_view(request, object_id, form_url, extra_context)
        deletion = object_id and self._deletion_of(request, object_id)
        if deletion:
            return self._show_gone(request, deletion, extra_context)
        try:
            with self._changeset(request):
                return self._changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refusal = Refused(error)
        except (ConflictError, GoneError) as error:
            request.refusal = Refused(ValidationError(str(error)))
        except Refused as refusal:
            request.refusal = refusal
        return self._show_refusal(request, object_id, form_url, extra_context)

    def _changeset(self, request):
        return changeset(author=request.user, kind=ChangesetKind.FORM)

    def _show_refusal(self, request, object_id, form_url, extra_context):
        """The form again, as it was posted: it finds `request.refusal`, shows it, and so writes nothing."""
        with self._changeset(request):
            return self._changeform_view(request, object_id, form_url, extra_context)

    def _deletion_of(self, request, object_id):
        """The history row of the deletion of a row that somebody is still editing."""
        if self.get_object(request, unquote(object_id)) is not None or not object_id.isdecimal():
            return None
        rows = self.model.history_model.objects.filter(id=object_id, history_type="-")
        return rows.select_related("changeset").order_by("history_id").last()

    def _show_gone(self, request, deletion, extra_context):
        """What was typed about a deleted row, as the form of a new one."""
        told = (
            f"{told_author(deletion)} deleted this {self.opts.verbose_name} while you were editing. What you typed is "
            "below: save it to add it as a new one."
        )
        request.refusal = Refused(ValidationError(told))
        posted = request.POST.copy()
        for key in posted:
            if key.endswith("-INITIAL_FORMS"):
                posted[key] = "0"
            elif key.endswith(("-id", "seen_version")):
                posted[key] = ""
        request.POST = posted
        form_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return self._show_refusal(request, None, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not self.is_open_to(request.user, obj):
            owner = self.guarded_record(obj)
            state = owner.get_status_display().lower()
            told = f"{owner} is {state}, so that only reviewers change what belongs to it. Ask a reviewer."
            raise Refused(ValidationError(told))
        current_unit().explain(form.cleaned_data["change_reason"])
        self._write(form)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for row in formset.deleted_forms:
            if row.instance.pk is not None:
                remove(row.instance)
        for row in formset.forms:
            if row.has_changed() and row not in formset.deleted_forms:
                self._write(row)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        self.after_save(request, form.instance)
        # Asked here and not only when the changeset closes, so that no message of success is told before.
        problems = current_unit().check()
        if problems:
            raise ValidationError([sentence for _record, sentence in problems])
        for each in [form, *(row for formset in formsets for row in formset.forms)]:
            self._tell_merge(request, each)

    def after_save(self, request, obj):
        """Whatever else the pressed button asks for, in the same changeset."""

    def _write(self, form):
        try:
            write(form.instance, seen=form.current_version, related=form.related)
        except ValidationError as error:
            raise Refused(error, form.prefix) from error

    def _tell_merge(self, request, form):
        if form.merged:
            labels = [capfirst(str(form.instance._meta.get_field(name).verbose_name)) for name in form.merged]
            authors = sorted({change.after.changeset.author_name for change in form.merged.values()})
            self.message_user(
                request,
                f"While you were editing, {get_text_list(authors, 'and')} changed {get_text_list(labels, 'and')} of "
                f"{form.instance}. Both your changes and theirs are saved.",
                messages.INFO,
            )

    # Deleting

    def get_deleted_objects(self, objs, request):
        return deletion_of(objs, self.admin_site)

    def delete_model(self, request, obj):
        with self._changeset(request):
            remove(obj)

    def delete_queryset(self, request, queryset):
        with self._changeset(request):
            for obj in queryset:
                remove(obj)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, ProtectedError) as error:
            self.tell_refusal(request, error)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return HttpResponseRedirect(address)

    def response_action(self, request, queryset):
        try:
            return super().response_action(request, queryset)
        except (ValidationError, ProtectedError) as error:
            self.tell_refusal(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def tell_refusal(self, request, error):
        """Say why nothing was changed."""
        told = error.messages if isinstance(error, ValidationError) else [str(error.args[0])]
        for sentence in told:
            self.message_user(request, sentence, messages.ERROR)

    # The register keeps its own history, of more than the admin does; a second, thinner one would only mislead.

    def construct_change_message(self, request, form, formsets, add=False):
        return ""

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def log_deletions(self, request, queryset):
        return None
