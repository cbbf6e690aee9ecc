"""The editors' desk: the admin site with its own order of things."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

LAST = 900
HIDDEN_APPS = frozenset({"axes"})
SHOWN_NAMES = {"auth": "Accounts"}


class RecordAutocomplete(AutocompleteJsonView):
    """Suggestions in the words of the record type's own admin, which may add what its script needs."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        describe = getattr(self.model_admin, "describe_choice", None)
        return result | describe(obj) if describe else result


class DeskSite(admin.AdminSite):
    """
    The admin under the register's name.

    Record types stand in the order that their admins give as `menu_order`, apps in the order of their first type.
    """

    site_title = "Chancery"
    site_header = "Chancery"
    index_title = "The desk"
    empty_value_display = "—"

    def get_app_list(self, request, app_label=None):
        apps = [app for app in super().get_app_list(request, app_label) if app["app_label"] not in HIDDEN_APPS]
        for app in apps:
            app["name"] = SHOWN_NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=self._place)
        return sorted(apps, key=lambda app: self._place(app["models"][0]))

    def _place(self, entry):
        return getattr(self.get_model_admin(entry["model"]), "menu_order", LAST)

    def autocomplete_view(self, request):
        return RecordAutocomplete.as_view(admin_site=self)(request)
