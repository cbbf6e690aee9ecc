"""The desk of one type of versioned row: every write of its pages goes through the one write path."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst, get_text_list

from editorial.admin.clashing import ConflictScreen
from editorial.admin.deleting import deletion_of
from editorial.admin.fields import FieldChoices
from editorial.admin.forms import RecordForm, Refused, told_author
from editorial.admin.history import HistoryPage
from editorial.admin.once import PostedOnce
from editorial.admin.proposing import Proposing
from editorial.admin.seen import changed_since_listed, listed_input, lock_for_deletion, stamps_with_parts
from editorial.choices import ChangesetKind, Status
from editorial.roles import may_publish
from editorial.units import changeset, current_unit
from editorial.writing import ConflictError, GoneError, remove, write

OPEN_TO_EDITORS = frozenset({Status.DRAFT, Status.IN_REVIEW})
LOOK_FIRST = (
    "Somebody else changed this record while you were editing. It stands here as both of you would have it, and "
    "nothing was saved yet: look it over, then press the button again."
)


class VersionedAdmin(Proposing, PostedOnce, ConflictScreen, HistoryPage, FieldChoices, admin.ModelAdmin):
    """
    The base of every curated type's admin.

    A form is validated and written in one transaction and one changeset. What the write path refuses after the form
    has passed comes back as an error of the form, with all that was typed.
    """

    form = RecordForm
    change_form_template = "admin/editorial/change_form.html"
    delete_selected_confirmation_template = "admin/editorial/delete_selected.html"
    search_fields = ["search_text"]
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 500
    view_on_site = False
    follow = ()

    # What may be done with a row depends on the record it belongs to.

    #: What leads from a row to the record it belongs to; blank for records themselves.
    guarded_by = ""

    def guarded_record(self, obj):
        """The record whose status decides who may change `obj`."""
        return getattr(obj, self.guarded_by) if self.guarded_by else obj

    def is_open_to(self, user, obj):
        """Whether what `user` does with the row is done at once: of what readers see, or saw, others only propose."""
        record = obj and self.guarded_record(obj)
        return record is None or record.status in OPEN_TO_EDITORS or may_publish(user)

    # Reading

    def get_queryset(self, request):
        single = [field.name for field in self.opts.concrete_fields if field.is_relation]
        return super().get_queryset(request).select_related(*single, *self.follow)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if request.method == "POST":
            screen = self.conflict_screen(request, context, obj)
            if screen is not None:
                return screen
        elif obj is not None:
            context["just_edited"] = self.just_edited(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def action_checkbox(self, obj):
        """The stock box, and the version of the row that the list shows beside it."""
        return super().action_checkbox(obj) + listed_input(obj)

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
        is_late = self.fill_in_late(request)
        if request.method != "POST":
            return self._changeform_view(request, object_id, form_url, extra_context)
        deletion = object_id and self._deletion_of(request, object_id)
        if deletion:
            return self._show_gone(request, deletion, extra_context)
        if is_late:
            return self._show_refusal(request, object_id, form_url, extra_context)

        def view():
            return self._changeform_view(request, object_id, form_url, extra_context)

        try:
            return self.write_once(request, object_id, view)
        except ValidationError as error:
            request.refusal = Refused(error)
        except (ConflictError, GoneError) as error:
            request.refusal = Refused(ValidationError(str(error)))
        except Refused as refusal:
            request.refusal = refusal
        return self._show_refusal(request, object_id, form_url, extra_context)

    def _changeset(self, request):
        return changeset(author=request.user, kind=ChangesetKind.FORM, **self.form_key_details(request))

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
        self.demand_review(request, obj)
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

    def takes_step(self, request):
        """Whether the pressed button asks for a step that is taken only with a record one has looked at."""
        return False

    def save_related(self, request, form, formsets, change):
        if form.moved_on and self.takes_step(request):
            raise Refused(ValidationError(LOOK_FIRST), renew=True)
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
        objs = list(objs)
        found, counts, lacking, obstacles = deletion_of(objs, self.admin_site)
        is_list = request.resolver_match.url_name.endswith("_changelist")
        if is_list:
            obstacles = [*self.closed_problems(request, objs), *changed_since_listed(request, objs), *obstacles]
        # For the page that asks whether this is meant, which comes next.
        request.seen = stamps_with_parts(objs)
        return found, counts, lacking, obstacles

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        with self._changeset(request):
            for obj in lock_for_deletion(self.model, queryset, request.POST.get("seen", "")):
                remove(obj)

    def delete_view(self, request, object_id, extra_context=None):
        view = super().delete_view
        try:
            if request.method == "POST":
                return self.write_or_propose(request, object_id, lambda: view(request, object_id, extra_context))
            # The stock view reads in a transaction, which on SQLite keeps all others from writing.
            return self._delete_view(request, object_id, extra_context)
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
