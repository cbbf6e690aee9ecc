"""One record after the other: “Save and next”, and the way to the next record of the list one came from."""

from copy import copy

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse

from editorial.admin_site import demand_numbers

#: Of a longer list the first part is gone through.
LONGEST_LIST = 1000
FILTERS = "_changelist_filters"
LAST_ONE = "That was the last record of the list."


class InTurn:
    """The part of a record type's admin that leads from one record of a list to the next."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_next"
        return [
            path("<path:object_id>/next/", self.admin_site.admin_view(self.next_view), name=name),
            *super().get_urls(),
        ]

    def next_view(self, request, object_id):
        """Go to the record after this one."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        if not (key.isascii() and key.isdecimal() and len(key) < 19):
            raise Http404("There is no such record.")
        return self._go_to(request, self._next_after(request, int(key)))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and "_next" in request.POST and object_id and object_id.isdecimal():
            # Before saving, which may take the record out of the list.
            request.next_record = self._next_after(request, int(object_id))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        if "_next" in request.POST and isinstance(response, HttpResponseRedirect):
            return self._go_to(request, getattr(request, "next_record", None))
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_next"
            context["next_url"] = self._with_filters(request, reverse(name, args=[obj.pk]))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _go_to(self, request, pk):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if pk is not None:
            return HttpResponseRedirect(self._with_filters(request, reverse(f"{name}_change", args=[quote(pk)])))
        self.message_user(request, LAST_ONE, messages.INFO)
        filters = request.GET.get(FILTERS, "")
        return HttpResponseRedirect(f"{reverse(f'{name}_changelist')}{f'?{filters}' if filters else ''}")

    def _with_filters(self, request, address):
        query = QueryDict(mutable=True)
        if FILTERS in request.GET:
            query[FILTERS] = request.GET[FILTERS]
        return f"{address}?{query.urlencode()}" if query else address

    def _next_after(self, request, pk):
        """The key of the record after this one in its list; of the first one where this is not in it; or None."""
        keys = self._listed(request)
        if pk not in keys:
            return keys[0] if keys else None
        following = keys[keys.index(pk) + 1 :]
        return following[0] if following else None

    def _listed(self, request):
        """The keys of the records in the list that the address names, in its order."""
        asked = copy(request)
        asked.method = "GET"
        asked.GET = QueryDict(request.GET.get(FILTERS, ""), mutable=True)
        for name in ("p", "all"):
            asked.GET.pop(name, None)
        try:
            demand_numbers(asked.GET)
            changelist = self.get_changelist_instance(asked)
        except (IncorrectLookupParameters, SuspiciousOperation, ValidationError):
            return []
        return list(changelist.queryset.values_list("pk", flat=True)[:LONGEST_LIST])
