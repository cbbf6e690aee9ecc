"""How spreadsheets write passages and types of cited record in a cell, and read them back."""

import re

from django.apps import apps
from import_export.widgets import Widget

from editorial.references import UnresolvedReferenceError, resolve
from exchange.cells import SEPARATOR, ChoiceCell, IntegerCell, split_list
from sources.models import FIRST_EDITION, CitedRecord, Source

_KEY = re.compile(r"(?P<source>[^@#]*)(?:@(?P<edition>[0-9]{1,8}))?(?:#(?P<number>[0-9]{1,8}))?", re.ASCII)


def find_passage(source, number, edition=FIRST_EDITION):
    """The passage of a source by its number. Raises UnresolvedReferenceError saying how many there are."""
    passages = source.passages.filter(edition=edition)
    passage = passages.filter(number=number).first()
    if passage is None:
        named = f"“{source}”" if edition == FIRST_EDITION else f"Edition {edition} of “{source}”"
        raise UnresolvedReferenceError(f"{named} has no passage {number}; it has {passages.count()}.")
    passage.source = source
    return passage


class PassagesCell(Widget):
    """The passages that a record rests on, as `source-slug#number; …`; a source alone where it has no passages."""

    def __init__(self):
        super().__init__()
        self.known = {}

    def clean(self, value, row=None, **kwargs):
        """(source, passage or None) pairs, in the cell's order. Raises UnresolvedReferenceError."""
        return [self.find(part) for part in split_list(value)]

    def find(self, text):
        if text not in self.known:
            key = _KEY.fullmatch(text)
            if "#" in text and key is None or key and key["edition"] and not key["number"]:
                raise UnresolvedReferenceError(
                    f"“{text}” names no passage: write source-slug#number, or source-slug@edition#number."
                )
            source = resolve(Source, key["source"] if key else text)
            passage = None
            if key and key["number"]:
                passage = find_passage(source, int(key["number"]), int(key["edition"] or FIRST_EDITION))
            self.known[text] = (source, passage)
        return self.known[text]

    def render(self, value, obj=None, **kwargs):
        places = {
            (each.source.slug, each.passage.edition, each.passage.number, each.passage.key)
            if each.passage
            else (each.source.slug, 0, 0, each.source.slug)
            for each in value.all()
        }
        return f"{SEPARATOR} ".join(key for *_order, key in sorted(places))


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
