"""How spreadsheets write passages and types of cited record in a cell, and read them back."""

import re

from django.apps import apps
from import_export.widgets import Widget

from editorial.references import UnresolvedReferenceError
from exchange.cells import ChoiceCell, IntegerCell, split_list
from sources.models import FIRST_EDITION, CitedRecord, Passage, Source

_KEY = re.compile(r"(?P<source>[^@#]*)(?:@(?P<edition>[0-9]{1,8}))?(?:#(?P<number>[0-9]{1,8}))?", re.ASCII)


def place_name(source_pk, edition, number):
    """How rows of an import name a passage to each other."""
    return f"{source_pk}@{edition}#{number}"


def passages_at(world, places):
    """{(source key, edition, number): passage} of the passages there are, or are about to be, in an import."""
    if not places:
        return {}
    sources, editions, numbers = zip(*places, strict=True)
    stored = Passage._base_manager.filter(
        source__in=set(sources), edition__in=set(editions), number__in=set(numbers)
    ).values_list("pk", "source_id", "edition", "number")
    pks = {(source, edition, number): pk for pk, source, edition, number in stored}
    named = world.scratch.named(Passage, [place_name(*place) for place in places])
    pks |= {place: named[place_name(*place)][0] for place in places if place_name(*place) in named}
    records = world.records(Passage, {pks[place] for place in places if place in pks})
    world.connect(Passage, records.values())
    return {place: records[pks[place]] for place in places if place in pks}


def no_such_passage(source, number, edition, world=None):
    """The error that says which passages a source has."""
    named = f"“{source}”" if edition == FIRST_EDITION else f"Edition {edition} of “{source}”"
    count = source.passages.filter(edition=edition).count()
    if world is not None:
        count = max(count, world.scratch.count_named(Passage, place_name(source.pk, edition, "")))
    return UnresolvedReferenceError(f"{named} has no passage {number}; it has {count}.")


class PassagesCell(Widget):
    """The passages that a record rests on, as `source-slug#number; …`; a source alone where it has no passages."""

    def __init__(self):
        super().__init__()
        self.known = {}

    def preload(self, contents, world):
        """Look up all passages in the contents of many cells."""
        self.known = {}
        wanted = {}
        for part in {part for content in contents for part in split_list(content)}:
            try:
                wanted[part] = self._key(part)
            except UnresolvedReferenceError as error:
                self.known[part] = error
        sources = world.resolve_all(Source, {source for source, _number, _edition in wanted.values()})
        places = {}
        for part, (name, number, edition) in wanted.items():
            source = sources[name]
            if isinstance(source, Exception):
                self.known[part] = source
            elif number is None:
                self.known[part] = (source, None)
            else:
                places[part] = (source.pk, edition, number)
        passages = passages_at(world, set(places.values()))
        for part, place in places.items():
            source = sources[wanted[part][0]]
            passage = passages.get(place)
            self.known[part] = (
                no_such_passage(source, place[2], place[1], world) if passage is None else (source, passage)
            )

    def _key(self, text):
        """(the source's name, the passage's number or None, its edition) of what a part of the cell says."""
        key = _KEY.fullmatch(text)
        if "#" in text and key is None or key and key["edition"] and not key["number"]:
            raise UnresolvedReferenceError(
                f"“{text}” names no passage: write source-slug#number, or source-slug@edition#number."
            )
        number = int(key["number"]) if key and key["number"] else None
        return key["source"] if key else text, number, int(key and key["edition"] or FIRST_EDITION)

    def clean(self, value, row=None, **kwargs):
        """(source, passage or None) pairs in the cell's order, after `preload`. Raises UnresolvedReferenceError."""
        found = [self.known[part] for part in split_list(value)]
        for each in found:
            if isinstance(each, Exception):
                raise each
        return found


def place_text(edition, number):
    """How the sheet names a passage beside its source: its number, or `@edition#number` in a later edition."""
    return str(number) if edition == FIRST_EDITION else f"@{edition}#{number}"


def place_key(source, edition, number):
    """How the sheet names a passage by itself: `source-slug#number`; without a number, its source."""
    if not number:
        return source
    return f"{source}#{number}" if edition == FIRST_EDITION else f"{source}@{edition}#{number}"


class EditionCell(IntegerCell):
    """An edition by its number; a blank is the first."""

    def clean(self, value, row=None, **kwargs):
        found = super().clean(value)
        return FIRST_EDITION if found is None else found


class RecordTypeCell(ChoiceCell):
    """A type of cited record, by its model's name."""

    def __init__(self):
        Widget.__init__(self)

    @property
    def values(self):
        models = [model for model in apps.get_models() if issubclass(model, CitedRecord)]
        names = {model._meta.verbose_name: model._meta.model_name for model in models}
        return names | {name: name for name in names.values()}


class PassagePlaceCell(IntegerCell):
    """A passage by its number, of a later edition as `@edition#number`; the source stands in the column before."""

    def clean(self, value, row=None, **kwargs):
        """(number, edition), or None for a blank cell. Raises ValueError."""
        text = str(value or "").strip()
        key = _KEY.fullmatch(text) if text.startswith("@") else None
        if key and key["edition"] and key["number"]:
            return int(key["number"]), int(key["edition"])
        number = super().clean(text)
        return None if number is None else (number, FIRST_EDITION)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value.place
