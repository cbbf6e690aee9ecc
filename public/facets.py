"""
Facets: the values that would narrow a list, each with the number of records that choosing it leaves.

The numbers of one facet are those of the list without the facet's own choice. All facets of a list are counted in one
query. Where more than `COUNTED_AT_MOST` records match what narrows a list, a facet is counted among so many of them,
and its numbers are the least there are.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import CharField, Count, Value

from core.dates import Certainty
from core.filters import PartialDateFilter
from sources.filters import ChosenRecordFilter, tallied

COUNTED_AT_MOST = 10_000
MAX_CHOICES = 8
MAX_YEARS = 12
#: The years that a date can have (core.dates); they stand for a bound that is open.
FIRST_YEAR, LAST_YEAR = 1500, 2100
#: A facet named "other_x" asks for a second value of x: it is offered once x is chosen.
OTHER = "other_"
DISPUTED, SIZE_OF = "disputed", "size of "
#: Of what lasts, on the day of the page: the parameter, and what it may ask for. Without it: all but what is not so.
THEN = "then"
CERTAINTY_WORDS = {
    Certainty.SURELY.value: "Surely so",
    Certainty.POSSIBLY.value: "Possibly so",
    Certainty.NO.value: "Not so",
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet: the parameter's value, its label and number; `is_part` of the value chosen before it."""

    value: str
    label: str
    number: int
    is_chosen: bool = False
    is_part: bool = False

    @property
    def is_kept(self):
        """Whether it is shown however many there are."""
        return self.is_chosen or self.is_part


@dataclass(frozen=True)
class Facet:
    """The values of one filter that the list has. With `is_least` there may be more records than the numbers say."""

    name: str
    label: str
    choices: list[Choice]
    left_out: int
    is_least: bool


@dataclass
class Counts:
    """What was counted: (value, number) by facet, the facets whose numbers are lower bounds, and the disputed."""

    tallies: dict[str, list[tuple[str, int]]]
    least: set[str]
    disputed: int


def offered(section, asked):
    """The names of the facets that go with what is asked."""
    names = (*section.facets, "source") if section.is_cited else section.facets
    return [name for name in names if not name.startswith(OTHER) or name.removeprefix(OTHER) in asked]


def count(listing) -> Counts:
    """Count the facets of a list, and the disputed among its records, in one query."""
    asked, queries = listing.asked, []
    for name in offered(listing.section, asked):
        rest = {other: value for other, value in asked.items() if other != name}
        rows = listing.matching(rest)
        is_narrowed = bool(rest or listing.moment.carried)
        is_long = listing.total > COUNTED_AT_MOST and getattr(listing.filters.filters[name], "counts_afar", False)
        if is_long or (is_narrowed and (name in asked or listing.has_more_than_counted)):
            rows = rows.model.objects.filter(pk__in=rows.order_by()[: COUNTED_AT_MOST + 1].values("pk"))
            queries.append(_named(_number_of(rows), f"{SIZE_OF}{name}"))
        queries += [_named(query, name) for query in listing.filters.filters[name].tallies(rows)]
    if listing.section.is_cited and DISPUTED not in asked:
        queries.append(_named(_number_of(listing.matching().disputed()), DISPUTED))
    if listing.is_of_a_day:
        moment = listing.moment
        rows = listing.filters.matching(asked).with_certainty_on(moment.day, today=moment.today)
        queries.append(_named(tallied(rows, "certainty"), THEN))
    found = {}
    for value, number, name in queries[0].union(*queries[1:], all=True) if queries else ():
        found.setdefault(name, []).append((value, number))
    sizes = {name: found.pop(f"{SIZE_OF}{name}", [("", 0)])[0][1] for name in offered(listing.section, asked)}
    disputed = sum(number for _value, number in found.pop(DISPUTED, []))
    return Counts(found, {name for name, size in sizes.items() if size > COUNTED_AT_MOST}, disputed)


def _number_of(rows):
    # Grouped by a constant, so that it fits among the tallies; no row stands for none.
    counted = rows.order_by().annotate(tallied=Value("", CharField())).values("tallied")
    return counted.annotate(number=Count("pk")).values_list("tallied", "number")


def _named(query, name):
    return query.annotate(facet=Value(name, CharField()))


def facets(listing, counts, records) -> list[Facet]:
    """
    The facets as readers see them; one that would narrow nothing is left out.

    `records` are the slug and name of each record that a menu offers, by filter and primary key.
    """
    asked, filters, found = listing.asked, listing.filters, []
    if listing.is_of_a_day:
        choices = _words(counts.tallies.get(THEN, []), CERTAINTY_WORDS.items(), listing.then)
        found.append(Facet(THEN, f"On {listing.moment.told}", choices, 0, is_least=False))
    for name in offered(listing.section, asked):
        chosen = filters.data.get(name, "") if name in asked else ""
        tallies = counts.tallies.get(name, [])
        if isinstance(filters.filters[name], PartialDateFilter):
            choices = _years(tallies, asked.get(name))
        elif isinstance(filters.filters[name], ChosenRecordFilter):
            taken = asked.get(name.removeprefix(OTHER)) if name.startswith(OTHER) else None
            choices = _records(tallies, records[name], chosen, taken)
        else:
            choices = _words(tallies, filters.form.fields[name].choices, chosen)
        if len(choices) > 1 or chosen:
            shown = [each for place, each in enumerate(choices) if place < MAX_CHOICES or each.is_kept]
            label = str(filters.form.fields[name].label)
            found.append(Facet(name, label, shown, len(choices) - len(shown), name in counts.least))
    return found


def _words(tallies, labels, chosen):
    numbers = Counter(dict(tallies))
    return [
        Choice(value, str(label), numbers[value], value == chosen)
        for value, label in labels
        if value and (numbers[value] or value == chosen)
    ]


def _records(tallies, records, chosen, taken):
    numbers = Counter()
    for key, number in tallies:
        numbers[int(key)] += number
    choices = [
        Choice(*records[key], number, records[key][0] == chosen)
        for key, number in numbers.items()
        if key in records and (taken is None or key != taken.pk)
    ]
    return sorted(choices, key=lambda each: (-each.number, each.label))


def _years(tallies, asked):
    """Years where a few hold everything, else decades, the last first; the years of the decade that was asked for."""
    spans = [(*value.split("-"), number) for value, number in tallies]
    spans = [(int(start or FIRST_YEAR), int(end or LAST_YEAR), number) for start, end, number in spans]
    known = [year for start, end, _number in spans for year in (start, end) if FIRST_YEAR < year < LAST_YEAR]
    if not known:
        return []
    first, last = min(known), max(known)
    if last - first < MAX_YEARS:
        return _periods(spans, [(str(year), year, year) for year in range(last, first - 1, -1)], asked)
    asked_years = (asked.earliest.year, asked.latest.year) if asked and asked.earliest and asked.latest else (0, 0)
    found = []
    for decade in range(last // 10 * 10, first - 1 - 9, -10):
        found += _periods(spans, [(f"{decade // 10}X", decade, decade + 9)], asked)
        if decade <= asked_years[0] <= asked_years[1] < decade + 10:
            years = [(str(year), year, year) for year in range(decade, decade + 10)]
            found += [replace(year, is_part=True) for year in _periods(spans, years, asked)]
    return found


def _periods(spans, periods, asked):
    """The periods, (in EDTF, first year, last year), that the list may have something of."""
    found = []
    bounds = (asked.earliest, asked.latest) if asked else None
    for name, first, last in periods:
        number = sum(number for start, end, number in spans if start <= last and end >= first)
        is_chosen = bounds == (date(first, 1, 1), date(last, 12, 31))
        if number or is_chosen:
            found.append(Choice(name, name.replace("X", "0s"), number, is_chosen))
    return found
