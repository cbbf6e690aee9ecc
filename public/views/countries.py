"""The pages of a country and of two countries."""

from django.db.models import Case, Q, When
from django.http import Http404
from django.shortcuts import redirect, render

from people.choices import OfficeType
from people.models import Appointment, Event
from public import answers
from public.addresses import pair_url
from public.caching import kept
from public.lens import Lens, eyes_to_choose
from public.lookup import find
from public.neighbours import told_besides
from public.panels import Page
from public.sections import section_of
from public.sections.base import EVENTS_ON_A_PAGE, Panel, in_time
from public.views.base import RecordPage
from public.views.details import RecordDetailView
from public.views.known import known_pair
from relations.models import (
    Country,
    DiplomaticRelation,
    Membership,
    Mission,
    Organization,
    Recognition,
    Treaty,
    TreatyAction,
)

COUNTRY = section_of(Country)
#: There are some 200 States.
MAX_OTHERS = 600
TOLD_BESIDES_A_PAIR = (Event, Treaty, Recognition, DiplomaticRelation, Membership, Appointment)


class CountryDetailView(RecordDetailView):
    """A country with all that is between it and others, and the way to the page of each pair."""

    section = COUNTRY

    def context(self, request, record):
        context = super().context(request, record)
        moment = request.moment
        counterparts, eyes = others_beside(record)
        return context | {
            "counterparts": counterparts,
            "neighbours": told_besides(context["references"], (Event, Appointment)),
            "bodies_url": section_of(Organization).list_url({"country": record.slug}),
            "eyes": eyes,
            "seen": Lens(moment, [record]).of(record) if moment.eyes else None,
        }


def others_beside(country):
    """
    (country, address of the pair's page) of every country with which the register holds something, and (slug, name) of
    those through whose eyes one may look; both by name, in one query.
    """
    found = [
        Recognition.objects.published().filter(recognizing_state=country).values_list("recognized_entity"),
        Recognition.objects.published().filter(recognized_entity=country).values_list("recognizing_state"),
        DiplomaticRelation.objects.published().filter(first_state=country).values_list("second_state"),
        DiplomaticRelation.objects.published().filter(second_state=country).values_list("first_state"),
        Mission.objects.published().filter(sending_state=country).values_list("receiving_state"),
        Mission.objects.published().filter(receiving_state=country).values_list("sending_state"),
        TreatyAction.objects.published()
        .filter(treaty__in=Treaty.objects.published().of(country).values("pk"))
        .values_list("party"),
        Event.countries.through.objects.filter(event__in=country.events.published().values("pk")).values_list(
            "country"
        ),
    ]
    met = Q()
    for each in found:
        met |= Q(pk__in=each.order_by())
    met &= ~Q(pk=country.pk)
    granting = Q(pk__in=Recognition.objects.published().order_by().values("recognizing_state"))
    others = Country.objects.published().filter(met | granting).order_by("name").only("name", "slug", "status")
    flags = {
        "is_met": Case(When(met, then=True), default=False),
        "grants": Case(When(granting, then=True), default=False),
    }
    rows = list(others.annotate(**flags)[:MAX_OTHERS])
    pairs = [(other, pair_url(country, other)) for other in rows if other.is_met]
    return pairs, [(other.slug, other.name) for other in rows if other.grants]


class PairView(RecordPage):
    """Everything between two countries."""

    def get(self, request, first, second):
        found = sorted((find(COUNTRY, first), find(COUNTRY, second)), key=lambda country: country.slug)
        if found[0] == found[1]:
            raise Http404("A country has no page with itself.")
        address = pair_url(*found)
        if "known" in request.GET:
            is_moved = [country.slug for country in found] != [first, second]
            return known_pair(request, found, panels_between(*found), is_moved=is_moved)
        if [country.slug for country in found] != [first, second]:
            return redirect(address, permanent=True)
        return render(request, "public/pair.html", self._context(request, *found))

    def _context(self, request, first, second):
        moment = request.moment
        page = Page([], [(panel, None) for panel in panels_between(first, second)], moment)
        lens = Lens(moment, [first, second]) if moment.eyes else None
        return {
            "section": COUNTRY,
            "first": first,
            "second": second,
            "headline": f"{first} and {second}",
            "answer": answers.of_pair(first, second, moment, page.rows, page.numbers),
            "moment": moment,
            "eyes": kept(request, "eyes", eyes_to_choose),
            "seen_both": [(country, lens.of(country)) for country in (first, second)] if lens else [],
            "panels": page.shown(),
            "empty_panels": page.empty(),
            "references": page.references,
            "neighbours": told_besides(page.references, TOLD_BESIDES_A_PAIR),
        }


def panels_between(first, second):
    """The tables of everything between two countries."""
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
            lambda _: Event.objects.published().between(first, second).order_by(*in_time("-happened")),
            more=lambda _: {"country": first.slug, "other_country": second.slug},
            limit=EVENTS_ON_A_PAGE,
            shown=EVENTS_ON_A_PAGE,
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
