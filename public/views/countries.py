"""The pages of a country and of two countries."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render

from people.choices import OfficeType
from people.models import Appointment, Event
from public import answers
from public.addresses import pair_url
from public.lookup import find
from public.neighbours import told_besides
from public.panels import Page
from public.sections import section_of
from public.sections.base import EVENTS_ON_A_PAGE, Panel, in_time
from public.views.base import RecordPage
from public.views.details import RecordDetailView
from relations.models import Country, DiplomaticRelation, Membership, Mission, Organization, Recognition, Treaty

COUNTRY = section_of(Country)
TOLD_BESIDES_A_PAIR = (Event, Treaty, Recognition, DiplomaticRelation, Membership, Appointment)


class CountryDetailView(RecordDetailView):
    """A country with all that is between it and others, and the way to the page of each pair."""

    section = COUNTRY

    def context(self, request, record):
        context = super().context(request, record)
        return context | {
            "counterparts": self._counterparts(record, context["panels"]),
            "neighbours": told_besides(context["references"], (Event, Appointment)),
            "bodies_url": section_of(Organization).list_url({"country": record.slug}),
        }

    def _counterparts(self, country, panels):
        """(country, address of the pair's page) of every country met in the page's tables, by name."""
        met = {}
        for panel in panels:
            for row in panel.table.rows:
                for other in _countries_in(row.record):
                    if other.pk != country.pk and other.is_published:
                        met[other.pk] = other
        return [(other, pair_url(country, other)) for other in sorted(met.values(), key=str)]


def _countries_in(record):
    """The countries that a row of a country's tables names, as far as they are loaded."""
    if isinstance(record, Treaty):
        return [act.party for act in record.acts if act.party]
    if isinstance(record, Event):
        return record.countries.all()
    if isinstance(record, Recognition | DiplomaticRelation | Mission):
        links = [field.name for field in type(record)._meta.concrete_fields if field.related_model is Country]
        return [country for country in (getattr(record, name) for name in links) if country]
    return []


class PairView(RecordPage):
    """Everything between two countries."""

    def get(self, request, first, second):
        found = sorted((find(COUNTRY, first), find(COUNTRY, second)), key=lambda country: country.slug)
        if found[0] == found[1]:
            raise Http404("A country has no page with itself.")
        address = pair_url(*found)
        if [country.slug for country in found] != [first, second]:
            return redirect(address, permanent=True)
        return render(request, "public/pair.html", self._context(*found))

    def _context(self, first, second):
        page = Page([], [(panel, None) for panel in _panels_between(first, second)])
        rows = {panel.key: found for panel, _record, found in page.drawn}
        limits = {panel.key: panel.limit for panel, _record, _rows in page.drawn}
        return {
            "section": COUNTRY,
            "first": first,
            "second": second,
            "headline": f"{first} and {second}",
            "answer": answers.of_pair(first, second, rows, limits),
            "panels": page.shown(),
            "empty_panels": page.empty(),
            "references": page.references,
            "neighbours": told_besides(page.references, TOLD_BESIDES_A_PAIR),
        }


def _panels_between(first, second):
    both = {"state": first.slug, "other_state": second.slug}
    return [
        Panel(
            "recognitions",
            "Recognition",
            Recognition,
            lambda _: Recognition.objects.published().between(first, second),
        ),
        Panel(
            "relations",
            "Diplomatic relations",
            DiplomaticRelation,
            lambda _: DiplomaticRelation.objects.published().between(first, second),
            more=lambda _: both,
        ),
        Panel("missions", "Missions", Mission, lambda _: Mission.objects.published().between(first, second)),
        Panel("ambassadors", "Ambassadors and representatives", Appointment, lambda _: _envoys(first, second)),
        Panel(
            "treaties",
            "Treaties",
            Treaty,
            lambda _: Treaty.objects.published().of(first).of(second).order_by(*in_time("signed")),
            more=lambda _: {"party": first.slug, "other_party": second.slug},
        ),
        Panel(
            "events",
            "Events",
            Event,
            lambda _: Event.objects.published().between(first, second).order_by(*in_time("happened")),
            more=lambda _: {"country": first.slug, "other_country": second.slug},
            limit=EVENTS_ON_A_PAGE,
        ),
    ]


def _envoys(first, second):
    """Terms in the missions between two countries, or as head of mission of the one in an office naming the other."""
    missions = Mission.objects.published().between(first, second).order_by().values("pk")
    envoys = Q(office__mission__in=missions)
    for sender, receiver in ((first, second), (second, first)):
        envoys |= Q(
            office__country=sender,
            office__office_type__in=(OfficeType.HEAD_OF_MISSION, OfficeType.REPRESENTATIVE),
            office__title__icontains=receiver.name,
        )
    order = ("office__title", "appointed_earliest", "credentials_presented_earliest", "pk")
    return Appointment.objects.published().filter(envoys).order_by(*order)
