"""The list of a section's records, and the same list as a file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from exchange.formats import FORMATS
from exchange.registry import sheet_for
from public.listing import NO_PLACE, Listing, MovedPageError, UnknownParameterError
from public.tables import counted_table
from public.views.base import PublicView, refusal

#: The formats that every list is offered in, as (extension, name).
DOWNLOADS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"))


class RecordListView(PublicView):
    """A page of the list: filters, sort, search, rows, downloads."""

    section = None

    def get(self, request):
        if any(not value for value in request.GET.values()):
            return self._without_blanks(request)
        try:
            listing = Listing(self.section, request.GET, request=request)
            if "page" in request.GET:  # an address from when pages had numbers
                return redirect(listing.moment.url(listing.url()), permanent=True)
            page = listing.page
        except UnknownParameterError as error:
            return refusal(request, str(error))
        except MovedPageError as moved:
            return redirect(request.moment.url(moved.url))
        context = {
            "section": self.section,
            "listing": listing,
            "form": listing.filters.form,
            "active": listing.active,
            "page": page,
            "moment": listing.moment if listing.has_moment else None,
            "all_times": not listing.moment.is_asked,
            "eyes": listing.eyes,
            "carried": listing.carried,
            "table": counted_table(
                self.section, self.section.title, page.rows, listing, further=listing.further_columns(page.rows)
            ),
            "suggestions": [] if page.rows else listing.suggestions(),
            "downloads": self._downloads(listing) if page.rows else [],
        }
        templates = [f"public/{self.section.name}_list.html", "public/record_list.html"]
        return render(request, templates, context, status=200 if listing.is_valid else 400)

    def _without_blanks(self, request):
        """A form sends its empty boxes too; the address that people copy should name only what was asked."""
        query = request.GET.copy()
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return redirect(f"{self.section.list_url()}{f'?{query.urlencode()}' if query else ''}")

    def _downloads(self, listing):
        """(name, address) of the files; links to files keep the day and the eyes only where they are written."""
        files = [(label, reverse(f"public:{self.section.name}_{extension}")) for extension, label in DOWNLOADS]
        return [(label, listing.moment.url(listing.url(path, **NO_PLACE))) for label, path in files]


class RecordDownloadView(PublicView):
    """All rows of the list as it is filtered and sorted, in the columns of the register's own sheets."""

    section = None

    def get(self, request, extension):
        try:
            listing = Listing(self.section, request.GET, request=request)
        except UnknownParameterError as error:
            return refusal(request, str(error))
        if not listing.is_valid:
            problems = [
                f"{listing.filters.form[name].label}: {' '.join(told)}"
                for name, told in listing.filters.errors.items()
            ]
            return refusal(request, " ".join(problems))
        file_format = FORMATS[extension]()
        dataset = sheet_for(self.section.model)().table(listing.records(), public=True)
        response = HttpResponse(file_format.export_data(dataset), content_type=file_format.CONTENT_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="chancery-{self.section.path}.{extension}"'
        return response
