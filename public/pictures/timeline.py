"""
Timelines: spells as bars, moments as dots, on one axis of years.

Places on the axis are percentages, so that type keeps its size on every screen. A page has no clock: the axis ends
with the last day that is known, and what has no end runs on in an arrow.
"""

from dataclasses import dataclass, field
from datetime import date

from public.pictures.spans import Span, spans_of

#: A timeline has at most so many rows, and reads so many records for each lane.
MAX_ROWS, MAX_IN_A_LANE = 60, 250
#: The share of the axis, in percent, that stands for an end of which nothing is known, and the room at its ends.
FADE, ROOM_BEFORE, ROOM_AFTER = 5, 4, 5
MAX_TICKS = 6
#: In percent: days of which a moment may be one are drawn where they are wider than this.
LEAST_DAYS = 1.5
#: Where so few of all days, as a share, take up more than this share of the axis before all others, they are left out.
FEW, EMPTY = 0.03, 0.3
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)

HEAD, ROW, LABEL, BAR = 24, 42, 16, 12
#: The width of a letter on the narrowest screen, in percent.
LETTER = 2.4
#: In a lane: the height of a level, how far apart two marks of one level are, in percent, and how many there are.
LEVEL, APART, MAX_LEVELS, THIN = 9, 1.2, 16, 5


@dataclass
class Piece:
    """A part of a bar: where it starts and how wide it is, in percent, and how it looks."""

    x: float
    width: float
    look: str


@dataclass
class Mark:
    """A span as it is drawn: a dot at `x`, or the pieces of a bar `high` pixels high; its middle is at `y`."""

    span: Span
    y: float
    pieces: list[Piece] = field(default_factory=list)
    x: float | None = None
    has_arrow: bool = False
    high: int = BAR

    @property
    def top(self):
        """Where its bar begins, from the top of the picture."""
        return self.y - self.high / 2


@dataclass
class Row:
    """A line of a timeline: its label, where it stands, and its marks."""

    label: str
    y: float
    marks: list[Mark]
    x: float = 0
    key: str = ""
    number: str = ""


@dataclass
class Timeline:
    """A timeline with its axis; `height` in pixels, `left_out` rows are too many, `earlier` marks too early."""

    title: str
    rows: list[Row]
    ticks: list[tuple[float, str]]
    height: float
    first_year: int
    last_year: int
    day: float | None = None
    left_out: int = 0
    earlier: int = 0
    bar: int = BAR
    file_url: str = ""

    @property
    def foot(self):
        """Where the lines of the years end."""
        return self.height - 6

    @property
    def half(self):
        """The middle of a bar, from its top."""
        return self.bar / 2

    @property
    def under(self):
        """The lower corner of an arrow, from the top of its bar."""
        return self.bar + 3

    @property
    def cover(self):
        """How high the end of a bar is that an arrow takes the place of."""
        return self.bar + 2

    @property
    def looks(self):
        """How marks look in this picture: "sure", "maybe", "unknown", "arrow", "dot"."""
        met = {piece.look for row in self.rows for mark in row.marks for piece in mark.pieces}
        marks = [mark for row in self.rows for mark in row.marks]
        met |= {"arrow"} if any(mark.has_arrow for mark in marks) else set()
        met |= {"dot"} if any(mark.x is not None for mark in marks) else set()
        return {"unknown" if look.startswith("unknown") else look for look in met}


class Axis:
    """Days as percentages of a picture's width."""

    def __init__(self, days):
        first, last = min(days), max(days)
        length = max((last - first).days, 365)
        self.start = first.toordinal() - length * ROOM_BEFORE / 100
        self.length = length * (1 + (ROOM_BEFORE + ROOM_AFTER) / 100)
        self.first, self.last = first, last

    def place(self, day: date) -> float:
        """Where a day lies, in percent."""
        return round(min(max((day.toordinal() - self.start) / self.length * 100, 0), 100), 2)

    def ticks(self):
        """(place, year) of some round years."""
        years = self.last.year - self.first.year + 1
        step = next((step for step in _STEPS if years / step <= MAX_TICKS), 1000)
        found = []
        for year in range(-(-self.first.year // step) * step, self.last.year + 2, step):
            if 1 <= year <= 9999 and 3 <= (place := self.place(date(year, 1, 1))) <= 95:
                found.append((place, str(year)))
        return found


def timeline(title: str, rows, subject=None, day: date | None = None) -> Timeline | None:
    """A row for each record, with its label; None where nothing has a date."""
    drawn = [(spans[0].label, spans) for row in rows if (spans := spans_of(row, subject))]
    axis = _axis([spans for _label, spans in drawn], day)
    if axis is None:
        return None
    shown, y = [], HEAD
    for label, spans in drawn[:MAX_ROWS]:
        marks = [_mark(span, axis, y + LABEL + 10) for span in spans]
        # Above the start of its bar, as far as the narrowest screen has room for the words.
        shown.append(Row(label, y, marks, round(min(_start(marks[0]), max(100 - len(label) * LETTER, 0)), 2)))
        y += ROW
    return _timeline(title, shown, axis, y, day, max(len(drawn) - MAX_ROWS, 0))


def overview(title: str, lanes, subject=None, day: date | None = None) -> Timeline | None:
    """A lane for each (key, heading, number, records), its marks as close together as they find room."""
    drawn = []
    for key, heading, number, records in lanes:
        spans = [span for record in records[:MAX_IN_A_LANE] for span in spans_of(record, subject)]
        if spans:
            drawn.append((key, heading, number, spans))
    first = _first_day([span for *_lane, spans in drawn for span in spans])
    earlier = 0
    for *_lane, spans in drawn:
        late = [span for span in spans if max(span.days) >= first]
        earlier += len(spans) - len(late)
        spans[:] = late
    drawn = [lane for lane in drawn if lane[-1]]
    axis = _axis([spans for *_lane, spans in drawn], day)
    if axis is None:
        return None
    shown, y = [], HEAD
    for key, heading, number, spans in drawn:
        marks, levels = _packed([_mark(span, axis, 0) for span in spans])
        for level, mark in marks:
            mark.y, mark.high = y + LABEL + 10 + level * LEVEL, THIN
        shown.append(Row(heading, y, [mark for _level, mark in marks], 0, key, number))
        y += LABEL + 16 + levels * LEVEL
    found = _timeline(title, shown, axis, y, day, 0)
    found.bar, found.earlier = THIN, earlier
    return found


def _first_day(spans):
    """The first day that an axis needs to show: a few things long before all others would leave it empty."""
    days = sorted(max(span.days) for span in spans)
    if not days:
        return date.min
    start, few = days[0], int(len(days) * FEW)
    for place in range(1, few + 1):
        if (days[place] - days[place - 1]).days > EMPTY * (days[-1] - days[0]).days:
            start = days[place]
    return start


def _axis(found, day):
    days = [each for spans in found for span in spans for each in span.days]
    return Axis([*days, day] if day else days) if days else None


def _timeline(title, rows, axis, y, day, left_out):
    place = axis.place(day) if day else None
    return Timeline(title, rows, axis.ticks(), y + 12, axis.first.year, axis.last.year, place, left_out)


def _mark(span, axis, y):
    if span.moment:
        middle = span.first + (span.last - span.first) / 2
        days = _piece(axis.place(span.first), axis.place(span.last), "maybe")
        return Mark(span, y, [days] if days.width > LEAST_DAYS else [], axis.place(middle))
    return Mark(span, y, _pieces(span, axis), has_arrow=span.goes_on)


def _pieces(span, axis):
    """The bar of a spell from left to right: what may have been, what surely was, what may have been."""
    left = axis.place(span.first) if span.first else None
    right = 100.0 if span.goes_on else axis.place(span.last) if span.last else None
    sure_left = axis.place(span.sure_from) if span.sure_from else None
    sure_right = axis.place(span.sure_to) if span.sure_to else None
    if span.goes_on and span.sure_to is None and sure_left is not None:
        sure_right = 100.0
    if sure_left is None or sure_right is None or sure_left > sure_right:
        known = [place for place in (left, sure_left, sure_right, right) if place is not None]
        sure_left = sure_right = None
        inner = (min(known), max(known))
    else:
        inner = (sure_left, sure_right)
    pieces = []
    if left is None:
        pieces.append(_piece(max(inner[0] - FADE, 0), inner[0], "unknown-before"))
    elif left < inner[0]:
        pieces.append(_piece(left, inner[0], "maybe"))
    pieces.append(_piece(*inner, "maybe" if sure_left is None else "sure"))
    if right is None:
        pieces.append(_piece(inner[1], min(inner[1] + FADE, 100), "unknown-after"))
    elif right > inner[1]:
        pieces.append(_piece(inner[1], right, "maybe"))
    return pieces


def _piece(start, end, look):
    return Piece(round(start, 2), round(max(end - start, 0.4), 2), look)


def _packed(marks):
    """(level, mark) of marks laid so that those of one level do not touch, while levels last; the number of levels."""
    ends, found = [], []
    for mark in sorted(marks, key=_start):
        start = _start(mark)
        level = next((place for place, end in enumerate(ends) if start - end >= APART), len(ends))
        if level == len(ends) and level < MAX_LEVELS:
            ends.append(0)
        level = min(level, MAX_LEVELS - 1)
        ends[level] = max(ends[level], _end(mark))
        found.append((level, mark))
    return found, len(ends)


def _start(mark):
    return min([piece.x for piece in mark.pieces] + ([mark.x] if mark.x is not None else []))


def _end(mark):
    return max([piece.x + piece.width for piece in mark.pieces] + ([mark.x] if mark.x is not None else []))
