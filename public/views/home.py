"""The first page: what the register is, and the ways in."""

from django.db.models import CharField, Count, Value
from django.shortcuts import render

from editorial.choices import Status
from people.models import Event
from public.sections import SECTIONS, section_of
from public.views.base import PublicView
from relations.choices import CountryStatus
from relations.models import Country
from sources.models import Citation

COUNTRIES_SHOWN = 12
EVENTS_SHOWN = 5


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


class HomeView(PublicView):
    """What the register is, how much it holds and where to begin."""

    def get(self, request):
        counts = published_counts()
        events = section_of(Event).published().exclude(happened="").order_by("-happened_earliest", "pk")
        disputed = Country.objects.published().filter(country_status=CountryStatus.PARTIALLY_RECOGNIZED)
        context = {
            "contents": [(section, counts.get(section.name, 0)) for section in SECTIONS if section.in_contents],
            "further": [(section, counts.get(section.name, 0)) for section in SECTIONS if not section.in_contents],
            "partially_recognized": disputed.order_by("name")[:COUNTRIES_SHOWN],
            "events": events[:EVENTS_SHOWN],
            "citations": f"{Citation.objects.filter(source__status=Status.PUBLISHED).count():,}",
        }
        return render(request, "public/home.html", context)
