"""The list of a section's records, and the same list as a file."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from editorial.choices import Status
from exchange.formats import FORMATS
from exchange.registry import sheet_for
from public.listing import Listing, UnknownParameterError
from public.tables import counted_table
from public.views.base import PublicView, refusal
from sources.models import Citation

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
        except UnknownParameterError as error:
            return refusal(request, str(error))
        page = listing.page()
        context = {
            "section": self.section,
            "listing": listing,
            "form": listing.filters.form,
            "active": listing.active(),
            "page": page,
            "pages": self._pages(listing, page),
            "disputed": (listing.disputed(), listing.url(disputed="yes", page=None)),
            "table": counted_table(self.section, self.section.title, list(page), listing),
            "suggestions": [] if page.paginator.count else listing.suggestions(),
            "downloads": self._downloads(listing) if page.paginator.count else [],
        }
        templates = [f"public/{self.section.name}_list.html", "public/record_list.html"]
        return render(request, templates, context, status=200 if listing.is_valid else 400)

    def _without_blanks(self, request):
        """A form sends its empty boxes too; the address that people copy should name only what was asked."""
        query = request.GET.copy()
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return redirect(f"{self.section.list_url()}{f'?{query.urlencode()}' if query else ''}")

    def _pages(self, listing, page):
        """(number or None for a gap, address) of the pages to choose from."""
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        return [
            (number, listing.url(page=number if number > 1 else None)) if isinstance(number, int) else (None, "")
            for number in numbers
        ]

    def _downloads(self, listing):
        name = f"public:{self.section.name}"
        return [(label, listing.url(reverse(f"{name}_{extension}"), page=None)) for extension, label in DOWNLOADS]


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
        dataset = sheet_for(self.section.model)().export(self._readable(listing.records()))
        response = HttpResponse(file_format.export_data(dataset), content_type=file_format.CONTENT_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="chancery-{self.section.path}.{extension}"'
        return response

    def _readable(self, queryset):
        """The records with what they refer to, as far as readers may see it."""
        model = self.section.model
        single = [field.name for field in model._meta.concrete_fields if field.is_relation]
        several = [Prefetch(field.name, field.related_model.objects.published()) for field in model._meta.many_to_many]
        queryset = queryset.select_related(*single).prefetch_related(*several)
        if self.section.is_cited:
            citations = Citation.objects.filter(source__status=Status.PUBLISHED).select_related(
                "source", "passage__source"
            )
            queryset = queryset.prefetch_related(Prefetch("citations", citations))
        return queryset
