"""
The addresses of the public pages.

Every section has a list, a page for each record with the files that cite it, and files of the list; cited records
have a page for each value that says why it is so. `<model>_list`, `<model>_detail`, `<model>_cite`, `<model>_why`,
`<model>_csv` and the like are their names.
"""

from django.urls import path

from public.sections import SECTIONS
from public.views.citing import CiteView
from public.views.countries import CountryDetailView, PairView
from public.views.details import RecordDetailView
from public.views.home import HomeView
from public.views.lists import DOWNLOADS, RecordDownloadView, RecordListView
from public.views.passages import PassageView
from public.views.sources import SourceDetailView
from public.views.why import WhyView
from relations.models import Country
from sources.models import Source

app_name = "public"

PAGES_OF_THEIR_OWN = {Country: CountryDetailView, Source: SourceDetailView}


def routes_of(section):
    """The addresses of one section."""
    page = PAGES_OF_THEIR_OWN.get(section.model, RecordDetailView).as_view(section=section)
    download = RecordDownloadView.as_view(section=section)
    cite = CiteView.as_view(section=section)
    return [
        path(f"{section.path}/", RecordListView.as_view(section=section), name=f"{section.name}_list"),
        path(f"{section.path}/<slug:slug>/", page, name=f"{section.name}_detail"),
        path(f"{section.path}/<slug:slug>/cite.<slug:extension>", cite, name=f"{section.name}_cite"),
        *(_why_routes(section) if section.is_cited else ()),
        *(
            path(f"{section.path}.{extension}", download, {"extension": extension}, name=f"{section.name}_{extension}")
            for extension, _label in DOWNLOADS
        ),
    ]


def _why_routes(section):
    """The addresses that explain the values of one section's records."""
    address = f"{section.path}/<slug:slug>/why/<slug:field>"
    as_json = WhyView.as_view(section=section, as_json=True)
    return [
        path(f"{address}/", WhyView.as_view(section=section), name=f"{section.name}_why"),
        path(f"{address}.json", as_json, name=f"{section.name}_why_json"),
    ]


urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    *(route for section in SECTIONS for route in routes_of(section)),
    path("sources/<slug:slug>/passages/<int:number>/", PassageView.as_view(), name="passage"),
    path("countries/<slug:first>/<slug:second>/", PairView.as_view(), name="pair"),
]
