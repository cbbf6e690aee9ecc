"""The editors' desk: the admin site with its own order of things."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest

LAST = 900
MAX_DIGITS = 18
HIDDEN_APPS = frozenset({"axes"})
SHOWN_NAMES = {"auth": "Accounts"}


class RecordAutocomplete(AutocompleteJsonView):
    """Suggestions in the words of the record type's own admin, which may add what its script needs."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        describe = getattr(self.model_admin, "describe_choice", None)
        return result | describe(obj, self.request) if describe else result


class DeskSite(admin.AdminSite):
    """
    The admin under the register's name.

    Record types stand in the order that their admins give as `menu_order`, apps in the order of their first type.
    """

    site_title = "Chancery"
    site_header = "Chancery"
    index_title = "The desk"
    empty_value_display = "—"

    def admin_view(self, view, cacheable=False):
        """
        The view behind the sign-in, for requests whose numbers a database can hold.

        The stock admin puts any number to the database, and fails on those that SQLite or PostgreSQL cannot read.
        """

        def guarded(request, *args, **kwargs):
            filters = [value for name, values in request.GET.lists() if "__" in name for value in values]
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(map(_is_key, chosen)) or any(
                _is_beyond(part) for value in filters for part in value.split(",")
            ):
                raise BadRequest("No record has such a number.")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(guarded, view), cacheable)

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


def _is_beyond(text):
    return len(text) > MAX_DIGITS and text.strip("-").isdecimal()


def _is_key(text):
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
