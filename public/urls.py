"""
The addresses of the public pages.

Every section has a list, a page for each record, and files of the list; `<model>_list`, `<model>_detail`,
`<model>_csv` and the like are their names.
"""

from django.urls import path

from public.sections import SECTIONS
from public.views.countries import CountryDetailView, PairView
from public.views.details import RecordDetailView
from public.views.home import HomeView
from public.views.lists import DOWNLOADS, RecordDownloadView, RecordListView
from public.views.sources import SourceDetailView
from relations.models import Country
from sources.models import Source

app_name = "public"

PAGES_OF_THEIR_OWN = {Country: CountryDetailView, Source: SourceDetailView}


def routes_of(section):
    """The addresses of one section."""
    page = PAGES_OF_THEIR_OWN.get(section.model, RecordDetailView).as_view(section=section)
    download = RecordDownloadView.as_view(section=section)
    return [
        path(f"{section.path}/", RecordListView.as_view(section=section), name=f"{section.name}_list"),
        path(f"{section.path}/<slug:slug>/", page, name=f"{section.name}_detail"),
        *(
            path(f"{section.path}.{extension}", download, {"extension": extension}, name=f"{section.name}_{extension}")
            for extension, _label in DOWNLOADS
        ),
    ]


urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    *(route for section in SECTIONS for route in routes_of(section)),
    path("countries/<slug:first>/<slug:second>/", PairView.as_view(), name="pair"),
]
