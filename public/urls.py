"""
The addresses of the public pages.

Every section has a list, a page for each record with the files that cite it, and files of the list; cited records
have a page for each value that says why it is so. `<model>_list`, `<model>_detail`, `<model>_cite`, `<model>_why`,
`<model>_csv` and the like are their names.
"""

from django.urls import path

from public.pictures.pages import TIMELINES_OF
from public.sections import SECTIONS, section_of
from public.views.changes import ChangesFeedView, ChangesView, ChangeView, RecordFeedView
from public.views.citing import CiteView
from public.views.countries import CountryDetailView, PairView
from public.views.details import RecordDetailView
from public.views.findable import RobotsView, SitemapView
from public.views.home import HomeView
from public.views.lists import DOWNLOADS, RecordDownloadView, RecordListView
from public.views.passages import PassageView
from public.views.pictures import LocatorFileView, MapView, MatrixView, PairTimelineFileView, TimelineFileView
from public.views.search import SearchView, SuggestionsView
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
    path("countries/<slug:first>/<slug:second>/timeline.svg", PairTimelineFileView.as_view(), name="pair_timeline"),
    path("countries/<slug:first>/<slug:second>/locator.svg", LocatorFileView.as_view(), name="pair_locator"),
    *(
        path(
            f"{section.path}/<slug:slug>/timeline.svg",
            TimelineFileView.as_view(section=section),
            name=f"{section.name}_timeline",
        )
        for section in map(section_of, TIMELINES_OF)
    ),
    path(
        "countries/<slug:slug>/changes.atom",
        RecordFeedView.as_view(section=section_of(Country)),
        name="country_changes",
    ),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("changes/<int:number>/", ChangeView.as_view(), name="change"),
    path("changes.atom", ChangesFeedView.as_view(), name="changes_atom"),
    path("map/", MapView.as_view(), name="map"),
    path("map.svg", MapView.as_view(as_file=True), name="map_svg"),
    path("matrix/", MatrixView.as_view(), name="matrix"),
    path("matrix.svg", MatrixView.as_view(as_file=True), name="matrix_svg"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions.json", SuggestionsView.as_view(), name="suggestions"),
    path("robots.txt", RobotsView.as_view(), name="robots"),
    path("sitemap.xml", SitemapView.as_view(), name="sitemap"),
    path("sitemap-<slug:section>.xml", SitemapView.as_view(), name="section_sitemap"),
]
