"""The import and export screens of one record type, on django-import-export's views."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from import_export.admin import ImportExportModelAdmin

from editorial.roles import may_import
from exchange.formats import FORMATS
from exchange.forms import SheetConfirmForm, SheetExportForm, SheetImportForm
from exchange.readers import FileError
from exchange.registry import sheet_for
from exchange.uploads import UploadStorage

ROWS_SHOWN = 200


class SheetAdmin(ImportExportModelAdmin):
    """A record type whose rows move in and out as spreadsheets."""

    formats = list(FORMATS.values())
    import_form_class = SheetImportForm
    confirm_form_class = SheetConfirmForm
    export_form_class = SheetExportForm
    tmp_storage_class = UploadStorage
    skip_admin_log = True
    import_template_name = "admin/exchange/import.html"
    export_template_name = "admin/exchange/export.html"

    def get_resource_classes(self, request):
        return [sheet_for(self.model)]

    def has_import_permission(self, request):
        return may_import(request.user) and self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def add_data_read_fail_error_to_form(self, form, e):
        if not isinstance(e, FileError):
            raise e
        form.add_error("import_file", str(e))

    def get_import_data_kwargs(self, **kwargs):
        form = kwargs.pop("form", None)
        if form is None:
            return kwargs
        digest = form.cleaned_data.get("import_file_name", "")
        return kwargs | {"reason": form.cleaned_data["reason"], "file_digest": digest}

    def get_confirm_form_initial(self, request, import_form):
        initial = super().get_confirm_form_initial(request, import_form)
        return initial | ({"reason": import_form.cleaned_data["reason"]} if import_form else {})

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        return self._with_preview(response)

    def process_import(self, request, **kwargs):
        """Write what was previewed; when it no longer fits the register, show the problems."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            if request.method != "POST" or self.create_confirm_form(request).is_valid():
                return super().process_import(request, **kwargs)
        except FileNotFoundError:
            pass
        messages.error(request, "The uploaded file is no longer there. Choose it again.")
        return self._import_screen(request, status=400)

    def process_result(self, result, request):
        if not result.has_errors():
            return super().process_result(result, request)
        return self._import_screen(request, status=409, result=result)

    def _import_screen(self, request, status, **further):
        context = self.admin_site.each_context(request) | further
        form = self.import_form_class(self.get_import_formats(), self.get_import_resource_classes(request))
        context |= {"title": "Import", "opts": self.model._meta, "form": form}
        return self._with_preview(TemplateResponse(request, [self.import_template_name], context, status=status))

    def _with_preview(self, response):
        """Add to the page's context what the library's does not have: the report, cut to what a page can show."""
        context = getattr(response, "context_data", None)
        if context is None:
            return response
        result = context.get("result")
        if result is not None:
            rows = [row for row in result.rows if row.is_new() or row.is_update()]
            problems = result.report.problems
            context |= {
                "report": result.report,
                "problems": problems[:ROWS_SHOWN],
                "problems_left_out": max(0, len(problems) - ROWS_SHOWN),
                "changed_rows": rows[:ROWS_SHOWN],
                "rows_left_out": max(0, len(rows) - ROWS_SHOWN),
            }
            if problems:
                response.status_code = 409 if response.status_code == 409 else 400
        elif context.get("form") is not None and context["form"].errors:
            response.status_code = 400
        context["columns"] = sheet_for(self.model)().columns()
        return response

    def add_success_message(self, result, request):
        report = result.report
        told = f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged."
        if not report.created + report.changed:
            told += " Nothing was written."
        messages.success(request, f"Import finished: {told}")

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        return file_format.export_data(sheet_for(self.model)().export(self._in_sheet_form(queryset)))

    def _in_sheet_form(self, queryset):
        """The chosen rows, fetched the way the sheet reads them: without a query per row."""
        return sheet_for(self.model)().get_queryset().filter(pk__in=queryset.values("pk"))
