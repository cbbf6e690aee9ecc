"""The pages of the pictures, and each picture as a file."""

from collections import Counter
from posixpath import dirname

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from public.addresses import pair_url
from public.answers import number_of, sentence
from public.lens import eyes_to_choose
from public.lookup import find
from public.pictures.asked import AskedError, asked_of
from public.pictures.locator import Locator, locator
from public.pictures.map import world_map
from public.pictures.markings import ENDED, NONE, POSSIBLY, RECOGNITION, STANDING, SURELY
from public.pictures.matrix import matrix
from public.pictures.pages import on, timeline_url, timelines
from public.pictures.recognizing import entities_to_choose, places_by_recognition, places_by_standing
from public.views.base import PublicView, RecordPage, refusal
from public.views.countries import COUNTRY, panels_between

ABOUT_SILENCE = "That no recognition is recorded says only that the register holds none, not that there is none."
ABOUT_STANDING = (
    "It shows how each State or entity stands as the register records it now, through nobody's eyes: choose an entity "
    "or a State to see who recognizes whom, and a day to see former States too."
)
TOP_OF_LEGEND, STEP_OF_LEGEND = 1020, 44
TIMELINE_WIDTH = 1000


class PictureView(PublicView):
    """A picture on a page with its table; the same picture as a file where `as_file` is set."""

    as_file = False

    def get(self, request, *args, **kwargs):
        if any(not value for value in request.GET.values()):
            asked = request.GET.copy()
            for name in [name for name, value in asked.items() if not value]:
                del asked[name]
            return redirect(f"{request.path}{f'?{asked.urlencode()}' if asked else ''}")
        try:
            context = self.context(request, *args, **kwargs)
        except AskedError as error:
            return refusal(request, str(error))
        if not self.as_file:
            return render(request, self.page, context)
        return as_svg(request, self.file, context, context["name"])


def as_svg(request, template, context, name):
    """A picture as a file to keep; its links lead back to the register."""
    origin = request.build_absolute_uri("/")[:-1]
    # The map and the matrix are pages of their own, the other pictures stand on the page above theirs.
    page = f"{request.path.removesuffix('.svg')}/" if request.path.count("/") == 1 else f"{dirname(request.path)}/"
    query = request.META["QUERY_STRING"]
    address = request.build_absolute_uri(f"{page}?{query}" if query else page)
    drawn = render_to_string(template, context | {"origin": origin, "address": address})
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="chancery-{name}.svg"'
    return response


class MapView(PictureView):
    """The world: how States and entities stand, who recognizes one of them, or whom one of them recognizes."""

    page, file = "public/pictures/map.html", "public/pictures/map_file.html"

    def context(self, request):
        asked = asked_of(request)
        if asked.subject:
            places, markings = places_by_recognition(asked), RECOGNITION
        else:
            places, markings = places_by_standing(asked.moment), STANDING
        drawn = world_map(places, markings)
        return {
            "asked": asked,
            "moment": asked.moment,
            "map": drawn,
            "headline": _headline(asked),
            "answer": _answer(asked, places),
            "note": ABOUT_SILENCE if asked.subject else ABOUT_STANDING,
            "carried": [("of", asked.of.slug)] if asked.of else [],
            "not_recorded": [place for place in places if place.marking is NONE and place.record is None],
            "entities": [] if self.as_file else entities_to_choose(),
            "states": [] if self.as_file else eyes_to_choose(),
            "legend": [(TOP_OF_LEGEND + STEP_OF_LEGEND * place, group) for place, group in enumerate(drawn.groups)],
            "file_url": reverse("public:map_svg") + asked.query,
            "name": "-".join(["map", *([asked.subject.slug] if asked.subject else [])]),
        }


def _headline(asked):
    when = "" if asked.moment.is_present else f" {asked.moment.when}"
    if asked.of:
        return f"Who recognizes {asked.of}{when}"
    if asked.eyes:
        return f"The world as {asked.eyes} sees it{when}"
    return f"The States and entities of the register{when}"


def _answer(asked, places):
    if not asked.subject:
        many = number_of(len(places), "State or entity", "States and entities")
        return sentence(f"{many} of the register {asked.moment.when}, by standing")
    numbers = Counter(place.marking for place in places)
    sure, maybe, ended = (numbers[marking] for marking in (SURELY, POSSIBLY, ENDED))
    many = f"{sure} to {sure + maybe}" if maybe else str(sure)
    noun = "State or entity" if sure + maybe == 1 else "States and entities"
    had = "has" if asked.moment.is_present else "had"
    had = had if ended == 1 or had == "had" else "have"
    gone = f"; {number_of(ended, 'recognition')} {had} ended" if ended else ""
    if asked.eyes:
        told = f"{asked.eyes} recognizes {many} {noun} {asked.moment.when}, as far as is recorded{gone}"
        return sentence(told if asked.moment.is_present else told.replace("recognizes", "recognized", 1))
    is_or_was = "is" if asked.moment.is_present else "was"
    told = sentence(f"{asked.of} {is_or_was} recognized by {many} {noun} {asked.moment.when}{gone}")
    own = next((place for place in places if place.country == asked.moment.eyes), None)
    if own is None:
        return told
    return f"{told} {sentence(f'{own.country}, through whose eyes you look: {own.marking.word.lower()}')}"


class MatrixView(PictureView):
    """Who recognizes whom, as a table and as a file."""

    page, file = "public/pictures/matrix.html", "public/pictures/matrix_file.html"

    def context(self, request):
        moment = request.moment
        drawn = matrix(moment)
        when = "" if moment.is_present else f" {moment.when}"
        told = [
            number_of(len(drawn.rows), "State or entity", "States and entities"),
            number_of(len(drawn.columns), "entity", "entities"),
        ]
        return {
            "moment": moment,
            "matrix": drawn,
            "headline": f"Who recognizes whom{when}",
            "answer": sentence(f"Recognitions of {told[1]} by {told[0]}") if drawn.rows else "",
            "file_url": reverse("public:matrix_svg") + on(moment.day if moment.is_asked else None),
            "name": "matrix",
            **(_laid_out(drawn) if self.as_file else {}),
        }


def _laid_out(drawn):
    """Where the parts of the matrix stand in its file, in pixels."""
    first, across, down, top = 260, 150, 28, 190
    columns = [(first + across * place, column) for place, column in enumerate(drawn.columns)]
    rows = [
        (top + down * place, row, [(x, cell) for (x, _column), cell in zip(columns, row.cells, strict=True) if cell])
        for place, row in enumerate(drawn.rows)
    ]
    foot = top + down * len(rows) + 30
    width = max(first + across * len(columns) + 120, 1000)
    return {
        "columns": columns,
        "rows": rows,
        "head": top - 14,
        "line": width - 40,
        "foot": foot,
        "legend": [(30 + 280 * place, marking) for place, marking in enumerate(drawn.markings)],
        "width": width,
        "height": foot + 60,
    }


class TimelineFileView(RecordPage):
    """The timelines of a record's page as one file."""

    section = None

    def get(self, request, slug):
        record = find(self.section, slug)
        if record.slug != slug:
            return redirect(timeline_url(record, _day(request)), permanent=True)
        panels = [(panel, record) for panel in self.section.panels]
        return _timeline_file(request, str(record), timelines(panels, "Everything in time", record, _day(request)))


class PairFileView(RecordPage):
    """A picture of two countries as a file; `name` is its last part."""

    name = ""

    def get(self, request, first, second):
        found = sorted((find(COUNTRY, first), find(COUNTRY, second)), key=lambda country: country.slug)
        if found[0] == found[1]:
            raise Http404("A country has no picture with itself.")
        if [country.slug for country in found] != [first, second]:
            return redirect(f"{pair_url(*found)}{self.name}", permanent=True)
        return self.drawn(request, *found)


class PairTimelineFileView(PairFileView):
    """Everything between two countries in time, as a file."""

    name = "timeline.svg"

    def drawn(self, request, first, second):
        panels = [(panel, None) for panel in panels_between(first, second)]
        drawn = timelines(panels, "Everything between them in time", day=_day(request))
        return _timeline_file(request, f"{first} and {second}", drawn)


class LocatorFileView(PairFileView):
    """The map of two countries, as a file."""

    name = "locator.svg"

    def drawn(self, request, first, second):
        drawn = locator(first, second)
        context = {"locator": drawn or Locator("", [], []), "headline": f"{first} and {second}"}
        return as_svg(request, "public/pictures/locator_file.html", context, f"{first.slug}-{second.slug}-map")


def _day(request):
    """The day that a timeline marks."""
    return request.moment.day if request.moment.is_asked else None


def _timeline_file(request, headline, drawn):
    parts, y = [], 90
    for each in drawn:
        parts.append((y, each))
        y += each.height + 50
    context = {
        "id": "time",
        "headline": headline,
        "parts": parts,
        "width": TIMELINE_WIDTH,
        "inner": TIMELINE_WIDTH - 60,
        "foot": y - 10,
        "height": y + 50,
    }
    return as_svg(request, "public/pictures/timeline_file.html", context, f"timeline-{slugify(headline)}")
