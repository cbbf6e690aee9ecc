"""The pages of import runs: their list, the upload of a workbook, and what one would write, writes or has written."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import formset_factory
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from editorial.models import Changeset
from editorial.roles import may_import, may_publish
from exchange import runs
from exchange.admin.showing import (
    NAMES_TOLD,
    RowFilter,
    models_by_sheet,
    open_names,
    shown_rows,
    told_names,
)
from exchange.dataset import export_dataset
from exchange.forms import ConfirmForm, FileFields, NameForm
from exchange.marking import marked_workbook
from exchange.models import ImportRun, RunState
from exchange.models.runs import PROBLEM_KINDS
from exchange.policies import may_import_into
from exchange.readers import FileError
from exchange.registry import sheets
from exchange.working import wake_worker

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_FORMS = formset_factory(NameForm, extra=0, max_num=NAMES_TOLD, absolute_max=NAMES_TOLD)


def start_run(request, form, sheet=""):
    """Make a run of an uploaded file and lead to its page; None when there is no file or it cannot be read."""
    if request.method != "POST" or not form.is_valid():
        return None
    file = form.cleaned_data["import_file"]
    try:
        run = runs.start(
            file.read(),
            author=request.user,
            sheet=sheet,
            file_name=file.name[:255],
            reason=form.cleaned_data["reason"],
        )
    except FileError as error:
        form.add_error("import_file", str(error))
        return None
    return HttpResponseRedirect(_address(run))


def _address(run):
    return reverse("admin:exchange_importrun_change", args=[run.pk])


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
    """Imports are seen by those who started them and by publishers, and taken further by who started them."""

    menu_order = 410
    list_display = ["shown_file", "shown_sheet", "shown_state", "shown_rows", "uploaded_by", "created"]
    list_display_links = ["shown_file"]
    list_filter = ["state"]
    date_hierarchy = "created"
    list_select_related = ["uploaded_by"]
    search_fields = ["file_name", "reason"]
    show_full_result_count = False
    list_per_page = 50
    actions = None
    change_list_template = "admin/exchange/runs.html"
    change_template = "admin/exchange/run.html"
    add_template = "admin/exchange/workbook.html"

    # Who may

    def has_module_permission(self, request):
        return may_import(request.user)

    def has_view_permission(self, request, obj=None):
        return may_import(request.user) and (obj is None or _is_open_to(request.user, obj))

    def has_add_permission(self, request):
        return may_import_into(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found if may_publish(request.user) else found.filter(uploaded_by=request.user)

    # The list

    @admin.display(description="file")
    def shown_file(self, run):
        return run.file_name or f"Import {run.pk}"

    @admin.display(description="rows of")
    def shown_sheet(self, run):
        return run.sheet or ", ".join(run.counts) or "the whole register"

    @admin.display(description="state", ordering="state")
    def shown_state(self, run):
        wrote_nothing = run.state == RunState.DONE and run.changeset_id is None
        if wrote_nothing or (run.state == RunState.CHECKED and run.writes_nothing):
            return "Nothing to write"
        return run.get_state_display()

    @admin.display(description="what it does")
    def shown_rows(self, run):
        told = [
            f"{number} {what}"
            for number, what in (
                (run.created_rows, "created"),
                (run.changed_rows, "changed"),
                (run.problem_rows, "with problems"),
            )
            if number
        ]
        return ", ".join(told) or "–"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Imports"} | (extra_context or {}))

    # A workbook comes in, and the whole register goes out

    def add_view(self, request, form_url="", extra_context=None):
        """The upload of a workbook whose sheets are named."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FileFields(request.POST or None, request.FILES or None)
        response = start_run(request, form)
        if response is not None:
            return response
        context = {
            **self.admin_site.each_context(request),
            "title": "Import a workbook",
            "opts": self.opts,
            "form": form,
            "sheets": [resource.sheet_name() for resource in sheets()],
        }
        return TemplateResponse(request, self.add_template, context, status=400 if form.errors else 200)

    def export_view(self, request):
        """One workbook of all there is, drafts among it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        name = f"register-{timezone.localdate().isoformat()}.xlsx"
        with TemporaryDirectory() as folder:
            file = Path(folder) / name
            export_dataset(file)
            workbook = BytesIO(file.read_bytes())
        return FileResponse(workbook, as_attachment=True, filename=name, content_type=XLSX_TYPE)

    # One run

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export_view), name="exchange_importrun_export"),
            path("<int:number>/progress/", wrap(self.progress_view), name="exchange_importrun_progress"),
            path("<int:number>/marked/", wrap(self.marked_view), name="exchange_importrun_marked"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        raise Http404("An import is history itself.")

    def _run(self, request, key):
        run = self.get_object(request, str(key)) if str(key).isdecimal() and int(key) < 2**63 else None
        if run is None or not self.has_view_permission(request, run):
            # Whoever may not see a run does not learn that it is there.
            if not may_import(request.user):
                raise PermissionDenied
            raise Http404("There is no such import, or it is another person's.")
        return run

    def progress_view(self, request, number):
        """How far a run is, for the script that asks while it waits."""
        run = self._run(request, number)
        if run.is_waiting:
            wake_worker()
        told = {"waiting": run.is_waiting, "state": run.state, "phase": phase_of(run)}
        told |= {"done": run.done, "total": run.total}
        return JsonResponse(told, headers={"Cache-Control": "no-store"})

    def marked_view(self, request, number):
        """The uploaded file as a workbook in which the problems are marked."""
        run = self._run(request, number)
        try:
            workbook = marked_workbook(run)
        except (FileError, FileNotFoundError):
            messages.error(request, "The uploaded file is no longer there, or cannot be read. Upload it again.")
            return HttpResponseRedirect(_address(run))
        stem = (run.file_name.rpartition(".")[0] or run.file_name or "import")[:120]
        return FileResponse(workbook, as_attachment=True, filename=f"{stem}-problems.xlsx", content_type=XLSX_TYPE)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        run = self._run(request, unquote(object_id))
        if request.method != "POST":
            return self._page(request, run)
        verb = next((verb for verb in self.VERBS if f"do-{verb}" in request.POST), None)
        if verb is None or not (run.uploaded_by_id == request.user.pk or verb == "cancel"):
            raise PermissionDenied
        if verb != "cancel" and not may_import_into(request.user, [run.sheet] if run.sheet else run.counts):
            raise PermissionDenied
        try:
            return self.VERBS[verb](self, request, run) or HttpResponseRedirect(_address(run))
        except runs.OutOfTurnError as error:
            return self._page(request, run, status=409, refusal=str(error))
        except FileError as error:
            return self._page(request, run, status=400, refusal=str(error))

    def _confirm(self, request, run):
        form = ConfirmForm(request.POST, required=True)
        if not form.is_valid():
            return self._page(request, run, status=400, confirm_form=form)
        before = run.state_token
        ImportRun.objects.filter(pk=run.pk, state=RunState.CHECKED).update(reason=form.cleaned_data["change_reason"])
        try:
            runs.confirm(run, form.cleaned_data["seen"])
        except runs.OutOfTurnError:
            if run.state in (RunState.APPLYING, RunState.DONE):
                return None
            raise
        if run.state in (RunState.DONE, RunState.APPLYING):
            return None
        return self._page(
            request, run, status=409, refusal=run.told, meanwhile=_written_since(before, run.state_token)
        )

    def _say_names(self, request, run):
        names = open_names(run)
        forms = NAME_FORMS(request.POST, prefix="names", form_kwargs=_name_options(names))
        if not forms.is_valid():
            return self._page(request, run, status=400, name_forms=forms)
        said = {}
        for form in forms:
            if "slug" in form.cleaned_data:
                said.setdefault(form.cleaned_data["sheet"], {})[form.cleaned_data["name"]] = form.cleaned_data["slug"]
        if not said:
            return self._page(request, run, status=400, refusal="Choose what at least one of the names means.")
        runs.remap(run, said)
        return None

    def _forget_name(self, request, run):
        sheet, name = request.POST.get("sheet", ""), request.POST.get("name", "")
        if name in run.mappings.get(sheet, {}):
            runs.remap(run, {sheet: {name: ""}})

    def _check_again(self, request, run):
        runs.again(run)

    def _cancel(self, request, run):
        runs.cancel(run)

    VERBS = {
        "confirm": _confirm,
        "names": _say_names,
        "forget-name": _forget_name,
        "again": _check_again,
        "cancel": _cancel,
    }

    def _page(self, request, run, status=200, confirm_form=None, name_forms=None, **further):
        if run.is_waiting:
            wake_worker()
        rows = RowFilter(run, request.GET)
        is_mine = run.uploaded_by_id == request.user.pk
        has_rows = not run.is_waiting and run.state != RunState.CANCELLED and rows.count("all")
        page = rows.page(request.GET.get("p")) if has_rows else None
        if is_mine and name_forms is None and run.state == RunState.REFUSED and run.count(*PROBLEM_KINDS):
            names = open_names(run)
            initial = [{"sheet": sheet, "name": name} for sheet, name in names]
            name_forms = NAME_FORMS(initial=initial, prefix="names", form_kwargs=_name_options(names))
        if is_mine and run.state == RunState.CHECKED and not run.writes_nothing:
            initial = {"seen": run.plan_digest, "change_reason": run.reason}
            confirm_form = confirm_form or ConfirmForm(initial=initial, required=True)
        context = {
            **self.admin_site.each_context(request),
            "title": run.file_name or f"Import {run.pk}",
            "subtitle": self.shown_state(run),
            "opts": self.opts,
            "run": run,
            "is_mine": is_mine,
            "phase": phase_of(run),
            "rows": rows,
            "page": page,
            "shown": shown_rows(run, page.object_list) if page else [],
            "has_problems": bool(run.problems or run.problem_rows),
            "confirm_form": confirm_form if run.state == RunState.CHECKED else None,
            "name_forms": name_forms,
            "told_names": told_names(run),
            "before": runs.applied_before(run) if run.state == RunState.DONE and run.changeset_id is None else None,
            "may_cancel": (is_mine or may_publish(request.user))
            and run.state not in (RunState.DONE, RunState.CANCELLED),
            **further,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.change_template, context, status=status)


def phase_of(run):
    """What happens to a run that waits, in two or three words."""
    if not run.worker:
        return "Waiting for its turn"
    return "Reading and checking" if run.state == RunState.READING else "Writing"


def _is_open_to(user, run):
    return run.uploaded_by_id == user.pk or may_publish(user)


def _name_options(names):
    return {"models": models_by_sheet(), "choices": names}


def _written_since(before, after):
    """The newest changeset of each type of record that was written between two states of the register."""
    newest = {number for label, number in after.items() if number and number != before.get(label)}
    return Changeset.objects.filter(pk__in=newest).order_by("pk")
