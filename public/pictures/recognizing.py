"""Recognitions as pictures mark them: by country, on a day or at present."""

from collections import defaultdict

from core.dates import Certainty
from public.moment import Moment
from public.pictures.asked import Asked
from public.pictures.map import Place
from public.pictures.markings import ENDED, NONE, OF_STANDING, POSSIBLY, RECOGNITION, SUBJECT, SURELY, Marking
from relations.models import Country, Recognition

#: A map names at most so many countries; there are some 200 States.
MAX_PLACES = 600
UNREAD = ("search_text", "summary")


def marking_on(recognition: Recognition, moment: Moment) -> Marking:
    """How a recognition stood on the day of a page."""
    certainty = moment.certainty(recognition)
    if certainty is not Certainty.NO:
        return SURELY if certainty is Certainty.SURELY else POSSIBLY
    granted = recognition.granted
    return NONE if granted and granted.earliest and granted.earliest > moment.day else ENDED


def told_of(recognition: Recognition) -> str:
    """When it was granted and whether it ended, in a few words."""
    told = [f"granted {recognition.granted}" if recognition.granted else "date not stated"]
    if recognition.has_ended:
        told.append(f"ended {recognition.ended}" if recognition.ended else "ended, date not stated")
    return "; ".join(told)


def published_recognitions():
    """Recognitions of which readers may see both sides, with both countries."""
    both = ("recognizing_state", "recognized_entity")
    shown = {f"{side}__in": Country.objects.published().values("pk") for side in both}
    unread = [*UNREAD, *(f"{side}__{name}" for side in both for name in UNREAD)]
    return Recognition.objects.published().filter(**shown).select_related(*both).defer(*unread)


def countries():
    """The countries that a map can show, by name."""
    return Country.objects.published().defer(*UNREAD).order_by("name")[:MAX_PLACES]


def places_by_standing(moment: Moment) -> list[Place]:
    """Every country that existed on the day of the page, surely or possibly, by its standing."""
    return [
        Place(country, OF_STANDING[country.country_status], country.get_country_status_display())
        for country in countries()
        if moment.certainty(country) is not Certainty.NO
    ]


def places_by_recognition(asked: Asked) -> list[Place]:
    """Every country by its recognition of, or through the eyes of, the country that is asked about."""
    subject = asked.subject
    if asked.of:
        rows, other = published_recognitions().filter(recognized_entity=subject), "recognizing_state"
    else:
        rows, other = published_recognitions().filter(recognizing_state=subject), "recognized_entity"
    best: dict[Country, list] = defaultdict(list)
    for row in rows.order_by("granted_earliest", "pk")[:MAX_PLACES]:
        best[getattr(row, other)].append((RECOGNITION.index(marking_on(row, asked.moment)), -row.pk, row))
    places = [Place(subject, SUBJECT, SUBJECT.word.lower())]
    for country, spells in best.items():
        strength, _key, row = min(spells)
        marking = RECOGNITION[strength]
        places.append(Place(country, marking, told_of(row), row))
    met = {place.country.pk for place in places}
    places += [
        Place(country, NONE, NONE.word.lower())
        for country in countries()
        if country.pk not in met and asked.moment.certainty(country) is not Certainty.NO
    ]
    return sorted(places, key=lambda place: place.country.name)


def entities_to_choose() -> list[tuple[str, str]]:
    """(slug, name) of the entities that somebody recognized, by name."""
    met = Recognition.objects.published().order_by().values("recognized_entity")
    found = Country.objects.published().filter(pk__in=met).order_by("name")
    return list(found.values_list("slug", "name")[:MAX_PLACES])
