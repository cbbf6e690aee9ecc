"""What readers may read of a source's document: its words where they are public, else our summaries of them."""

from dataclasses import dataclass, field

from public.highlights import Stretch, cells_of, stretches, without_signs
from public.resting import Resting
from sources.choices import PassageKind
from sources.models import Citation, Document, Passage, Source


@dataclass(frozen=True)
class Edition:
    """One copy of a source's document. `document` is None while no such copy is attached."""

    source: Source
    number: int
    document: Document | None

    @property
    def is_current(self):
        return self.number == self.source.current_edition

    @property
    def has_words(self):
        """Whether readers see the text itself."""
        return self.document is not None and self.document.is_public

    @property
    def others(self):
        """(number, address) of the source's other editions, the newest first."""
        address = self.source.get_absolute_url()
        newest = self.source.current_edition
        return [
            (number, address if number == newest else f"{address}?edition={number}")
            for number in range(newest, 0, -1)
            if number != self.number
        ]

    def passages(self):
        """The passages of this edition in order; their words are not even loaded where readers may not have them."""
        passages = self.source.passages.filter(edition=self.number).order_by("number")
        return passages if self.has_words else passages.defer("text", "headers")

    def show(self, passage: Passage, citations, resting, *, only: Citation | None = None):
        """
        A passage as readers see it, the words marked that the citations take, or that `only` one of them takes.

        A citation of a record that readers may not see marks nothing: that would betray that there is a draft.
        """
        seen = {(each.citation.content_type_id, each.citation.object_id) for each in resting}
        taken = [only] if only else [each for each in citations if (each.content_type_id, each.object_id) in seen]
        if not self.has_words:
            return PassageShown(passage, resting)
        if cells := cells_of(passage.text, passage.headers):
            told = [(header, stretches(passage.text, taken, span)) for header, span in cells]
            return PassageShown(passage, resting, cells=told)
        has_signs = passage.kind in (PassageKind.HEADING, PassageKind.LIST_ITEM)
        within = without_signs(passage.text) if has_signs else None
        return PassageShown(passage, resting, words=stretches(passage.text, taken, within))


@dataclass
class PassageShown:
    """
    A passage with the published records that rest on it and, where readers may have them, its words in runs; those of
    a table row by cell, under the headers of the columns.
    """

    passage: Passage
    resting: list[Resting]
    words: list[Stretch] = field(default_factory=list)
    cells: list[tuple[str, list[Stretch]]] = field(default_factory=list)

    @property
    def is_told(self):
        """Whether the document's own words are shown."""
        return bool(self.words or self.cells)

    @property
    def standing(self):
        """What the register does with the passage, in one word for the reader and the style sheet."""
        if self.resting:
            return "cited"
        return "marked" if self.passage.nothing_to_record else "open"


def edition_of(source: Source, number: int) -> Edition:
    """One copy of a source's document, with the row that says who may read it. One query."""
    document = Document.objects.filter(source=source, edition=number).first()
    return Edition(source, number, document)


def same_words(passage: Passage):
    """The passages of other editions with the very same words, the newest first."""
    if not passage.fingerprint:
        return Passage.objects.none()
    others = Passage.objects.filter(source=passage.source_id, fingerprint=passage.fingerprint)
    return others.exclude(edition=passage.edition).defer("text", "headers").order_by("-edition", "number")
