"""The first page: the five questions that readers come with, what the register holds, and the ways in."""

from django.db.models import CharField, Count, OuterRef, Q, Subquery, Value
from django.shortcuts import redirect, render

from editorial.choices import Status
from people.models import Event, Office
from public.addresses import pair_url
from public.caching import kept
from public.sections import SECTIONS, section_of
from public.views.base import PublicView, refusal
from relations.choices import CountryStatus
from relations.models import Country, Recognition
from sources.models import Citation

COUNTRIES_SHOWN = 12
EVENTS_SHOWN = 5
#: A menu of more names is no help; the search box finds the others.
MAX_CHOICES = 400


def published_counts():
    """How many published records of each type there are, by the model's name, in one query."""
    counts = [
        section.model.objects.published()
        .order_by()
        .annotate(kind=Value(section.name, output_field=CharField()))
        .values("kind")
        .annotate(number=Count("pk"))
        .values_list("kind", "number")
        for section in SECTIONS
    ]
    return dict(counts[0].union(*counts[1:], all=True))


def countries_to_choose():
    """(slug, name, whether somebody recognizes or recognized it) of the countries, by name."""
    received = Recognition.objects.published().filter(recognized_entity=OuterRef("pk")).order_by()
    rows = Country.objects.published().annotate(first=Subquery(received.values("pk")[:1])).order_by("name")
    return [
        (slug, name, first is not None)
        for slug, name, first in rows.values_list("slug", "name", "first")[:MAX_CHOICES]
    ]


def offices_to_choose():
    """(slug, title) of the offices that somebody is recorded to have held, by title."""
    held = Office.objects.published().filter(Q(appointments__status=Status.PUBLISHED)).distinct().order_by("title")
    return list(held.values_list("slug", "title")[:MAX_CHOICES])


class HomeView(PublicView):
    """
    The five questions, what the register holds and where to begin.

    A question leads to the page that answers it: `?who=`, `?between=` with `and=`, or `?office=`.
    """

    def get(self, request):
        return self._answered(request) or self._home(request)

    def _home(self, request):
        counts = kept(request, "counts", published_counts)
        countries = kept(request, "countries to choose", countries_to_choose)
        events = section_of(Event).published().exclude(happened="").order_by("-happened_earliest", "pk")
        disputed = Country.objects.published().filter(country_status=CountryStatus.PARTIALLY_RECOGNIZED)
        context = {
            "contents": [(section, counts.get(section.name, 0)) for section in SECTIONS if section.in_contents],
            "further": [(section, counts.get(section.name, 0)) for section in SECTIONS if not section.in_contents],
            "partially_recognized": disputed.order_by("name")[:COUNTRIES_SHOWN],
            "events": events[:EVENTS_SHOWN],
            "citations": f"{Citation.objects.filter(source__status=Status.PUBLISHED).count():,}",
            "countries": countries,
            "recognized": [(slug, name) for slug, name, is_recognized in countries if is_recognized],
            "offices": kept(request, "offices to choose", offices_to_choose),
            "moment": request.moment,
        }
        return render(request, "public/home.html", context)

    def _answered(self, request):
        asked = request.GET
        if asked.get("who"):
            return self._to(Country, asked["who"])
        if asked.get("office"):
            return self._to(Office, asked["office"])
        if asked.get("between"):
            found = [
                Country.objects.published().filter(slug=asked.get(name, "")).first() for name in ("between", "and")
            ]
            if None in found:
                return refusal(request, "Choose two countries that the register has.")
            if found[0] == found[1]:
                return refusal(
                    request, f"Choose two different countries: there is nothing between {found[0]} and itself."
                )
            return redirect(request.moment.url(pair_url(*found)))
        return None

    def _to(self, model, slug):
        record = model.objects.published().filter(slug=slug).first()
        if record is None:
            name = model._meta.verbose_name
            return refusal(self.request, f"The register has no {name} “{slug[:60]}”. Choose one on the home page.")
        return redirect(self.request.moment.url(record.get_absolute_url()))
