"""The editors' desk: the admin site with its own order of things."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed

from editorial.keeping import KeepingSite

LAST = 900
MAX_DIGITS = 18
VERBS = ("GET", "HEAD", "POST")
NO_SUCH_NUMBER = "No record has such a number."
SHOWN_NAMES = {"auth": "Accounts"}


class RecordAutocomplete(AutocompleteJsonView):
    """Suggestions in the words of the record type's own admin, which may add what its script needs."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        describe = getattr(self.model_admin, "describe_choice", None)
        return result | describe(obj, self.request) if describe else result


class DeskSite(KeepingSite, admin.AdminSite):
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
        The view behind the sign-in, for verbs that the desk has and numbers that a database can hold.

        The stock admin takes every other verb for GET. It puts any number to the database, and fails on those that
        SQLite or PostgreSQL cannot read.
        """

        def guarded(request, *args, **kwargs):
            if request.method not in VERBS:
                return HttpResponseNotAllowed(VERBS)
            demand_numbers(request.GET)
            if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest(NO_SUCH_NUMBER)
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(guarded, view), cacheable)

    def login(self, request, extra_context=None):
        return super().login(request, extra_context) if request.method in VERBS else HttpResponseNotAllowed(VERBS)

    def get_urls(self):
        # The stock way from the desk to the site names the address of any record to anybody on the staff; the desk's
        # own forms link to what is published themselves.
        return [route for route in super().get_urls() if getattr(route, "name", None) != "view_on_site"]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = SHOWN_NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=self._place)
        return sorted(apps, key=lambda app: self._place(app["models"][0]))

    def _place(self, entry):
        return getattr(self.get_model_admin(entry["model"]), "menu_order", LAST)

    def autocomplete_view(self, request):
        return RecordAutocomplete.as_view(admin_site=self)(request)


def demand_numbers(query):
    """Raises BadRequest when the filters in a query ask for numbers that no database can hold."""
    filters = [value for name, values in query.lists() if "__" in name for value in values]
    if any(_is_beyond(part) for value in filters for part in value.split(",")):
        raise BadRequest(NO_SUCH_NUMBER)


def _is_beyond(text):
    return len(text) > MAX_DIGITS and text.strip("-").isdecimal()


def _is_key(text):
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
