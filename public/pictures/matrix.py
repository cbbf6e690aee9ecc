"""The matrix of recognitions: who, whom, and how it stands."""

from dataclasses import dataclass, field

from django.db.models import Count

from public.moment import Moment
from public.pictures.markings import ENDED, NONE, RECOGNITION, SURELY, Marking
from public.pictures.recognizing import marking_on, published_recognitions, told_of
from relations.models import Country, Recognition

#: So many entities have a column, those with the most recognitions; and so many rows are read at most.
MAX_COLUMNS, MAX_RECOGNITIONS = 24, 3000


@dataclass
class MatrixCell:
    """What one State's recognition of one entity comes to; of several spells the strongest."""

    marking: Marking
    recognition: Recognition

    @property
    def words(self):
        """The cell in two or three words: "since 2008", "ended 2014"."""
        if self.marking is NONE:
            return "not on this day"
        when = _year(self.recognition.ended if self.marking is ENDED else self.recognition.granted)
        if self.marking is ENDED:
            return f"ended {when}".strip()
        word = "since" if self.marking is SURELY else "possibly since"
        return f"{word} {when}" if when else "date not stated"

    @property
    def told(self):
        """The cell as a sentence."""
        row = self.recognition
        return f"{row.recognizing_state}, {row.recognized_entity}: {told_of(row)}"


@dataclass
class MatrixRow:
    """One recognizing State, with a cell or None for each column."""

    country: Country
    cells: list[MatrixCell | None] = field(default_factory=list)


@dataclass
class Matrix:
    """Who recognizes whom. `left_out`: how many entities have no column."""

    columns: list[Country]
    rows: list[MatrixRow]
    left_out: int
    is_cut: bool

    @property
    def markings(self):
        """The markings that occur, strongest first."""
        met = {cell.marking for row in self.rows for cell in row.cells if cell}
        return [marking for marking in RECOGNITION if marking in met]


def matrix(moment: Moment) -> Matrix:
    """The matrix of all recognitions as they stood on the day of a page."""
    recognitions = published_recognitions()
    counted = recognitions.select_related(None).order_by().values_list("recognized_entity")
    ranked = list(counted.annotate(number=Count("pk")).order_by("-number", "recognized_entity__name"))
    chosen = [key for key, _number in ranked[:MAX_COLUMNS]]
    found = recognitions.filter(recognized_entity__in=chosen).order_by("recognizing_state__name", "pk")
    found = list(found[: MAX_RECOGNITIONS + 1])
    cells, states, entities = {}, {}, {}
    for row in found[:MAX_RECOGNITIONS]:
        states[row.recognizing_state_id] = row.recognizing_state
        entities[row.recognized_entity_id] = row.recognized_entity
        place = row.recognizing_state_id, row.recognized_entity_id
        cell = MatrixCell(marking_on(row, moment), row)
        if place not in cells or _strength(cell) <= _strength(cells[place]):
            cells[place] = cell
    columns = [entities[key] for key in chosen if key in entities]
    rows = [MatrixRow(state, [cells.get((key, column.pk)) for column in columns]) for key, state in states.items()]
    return Matrix(columns, rows, len(ranked) - len(chosen), len(found) > MAX_RECOGNITIONS)


def _strength(cell):
    return RECOGNITION.index(cell.marking)


def _year(when):
    if when is None:
        return ""
    day = when.earliest or when.latest
    if day is None:
        return str(when)
    sure = when.earliest and when.latest and when.earliest.year == when.latest.year and not when.is_uncertain
    if sure:
        return str(day.year)
    return f"{day.year} or before" if when.earliest is None else f"c. {day.year}"
