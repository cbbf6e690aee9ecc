"""
The world as one State sees it: which entities it recognizes on a day, by what the register holds.

Only recognitions count. Membership of the United Nations, a treaty or an embassy is none, and where no recognition is
recorded the register does not guess: a blank is not researched.
"""

from collections import defaultdict
from dataclasses import dataclass

from core.dates import Certainty
from public.moment import Moment
from public.values import Piece, status
from relations.models import Country, Recognition

#: The sentence of the view that looks through nobody's eyes.
TAKES_NO_SIDE = "Shown: what any published source reports."
_STRENGTH = (Certainty.SURELY, Certainty.POSSIBLY, Certainty.NO)


@dataclass(frozen=True)
class Seen:
    """How an entity looks through the eyes of a State: in words, with the recognition that says so."""

    word: str
    tone: str
    recognition: Recognition | None = None
    certainty: Certainty = Certainty.NO

    @property
    def piece(self) -> Piece:
        """The status word, for tables."""
        return status(self.word, self.tone)


class Lens:
    """The eyes of one State on the day of a page, for the entities that the page shows. One query."""

    def __init__(self, moment: Moment, countries):
        self.moment = moment
        self.eyes = moment.eyes
        self.spells = defaultdict(list)
        shown = [country.pk for country in countries]
        granted = Recognition.objects.published().filter(recognizing_state=self.eyes, recognized_entity__in=shown)
        for recognition in granted.defer("search_text", "summary").order_by("granted_earliest", "pk"):
            self.spells[recognition.recognized_entity_id].append(recognition)

    def of(self, country: Country) -> Seen:
        """How the State sees one of the entities."""
        if country.pk == self.eyes.pk:
            return Seen("Itself", "good")
        spells = self.spells.get(country.pk)
        if not spells:
            return Seen("No recognition recorded", "unstated")
        answers = [(_STRENGTH.index(self.moment.certainty(spell)), -place) for place, spell in enumerate(spells)]
        strength, place = min(answers)
        return _seen(_STRENGTH[strength], spells[-place], self.moment)


def _seen(certainty, recognition, moment):
    if certainty is Certainty.SURELY:
        since = f" since {recognition.granted}" if is_plain(recognition.granted) else ""
        return Seen(f"Recognized{since}", "good", recognition, certainty)
    if certainty is Certainty.POSSIBLY:
        return Seen("Possibly recognized", "doubt", recognition, certainty)
    granted = recognition.granted
    if granted and granted.earliest and granted.earliest > moment.day:
        return Seen("Not yet recognized", "over", recognition)
    ended = f", ended {recognition.ended}" if recognition.ended else ", which has ended"
    return Seen(f"Recognized once{ended}", "over", recognition)


def is_plain(read) -> bool:
    """Whether a date can follow "since": "December 2009", and not "2005 or before"."""
    return bool(read) and not read.is_interval and not read.edtf.startswith("[")


def eyes_to_choose() -> list[tuple[str, str]]:
    """(slug, name) of the States and entities that recognized somebody, by name."""
    granting = Recognition.objects.published().order_by().values("recognizing_state")
    return list(Country.objects.published().filter(pk__in=granting).order_by("name").values_list("slug", "name"))
