"""The way in and out for one record type's rows, on django-import-export's buttons, forms and permissions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from import_export.admin import ImportExportModelAdmin

from editorial.roles import may_import
from exchange.admin.runs import start_run
from exchange.formats import FORMATS
from exchange.forms import SheetExportForm, SheetImportForm
from exchange.policies import may_import_into
from exchange.registry import sheet_for


class SheetAdmin(ImportExportModelAdmin):
    """A record type whose rows move in and out as spreadsheets. What is uploaded becomes an import run."""

    formats = list(FORMATS.values())
    import_form_class = SheetImportForm
    export_form_class = SheetExportForm
    import_template_name = "admin/exchange/import.html"
    export_template_name = "admin/exchange/export.html"

    def get_resource_classes(self, request):
        return [sheet_for(self.model)]

    def has_import_permission(self, request):
        return may_import(request.user) and self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def import_action(self, request, **kwargs):
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        response = start_run(request, form, sheet=sheet_for(self.model).sheet_name())
        if response is not None:
            return response
        context = {
            **self.admin_site.each_context(request),
            "title": "Import",
            "subtitle": str(self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form,
            "columns": sheet_for(self.model)().columns(),
            "may_import_all": may_import_into(request.user),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.import_template_name, context, status=400 if form.errors else 200)

    def process_import(self, request, **kwargs):
        """The library's second step: an import is confirmed on the page of its run, so this leads to the first."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect("../import/")

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        resource = sheet_for(self.model)()
        chosen = self.model.objects.filter(pk__in=queryset.values("pk")).order_by(*resource.sheet_order)
        return file_format.export_data(resource.table(chosen))
