"""What a list is asked for: filters, sort and page, read from the address and written back into addresses."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from django.db.models import Q
from django.utils.http import urlencode

from core.dates import Certainty
from people.models import Event
from public.caching import kept
from public.facets import CERTAINTY_WORDS, COUNTED_AT_MOST, THEN, count, facets
from public.facts import Fact
from public.lens import Lens, eyes_to_choose
from public.markup import options
from public.moment import PARAMETERS, Moment
from public.phrases import standing_on
from relations.models import Country, Recognition
from sources.filters import ChosenRecordFilter, name_field

PAGE_SIZE = 50
#: `after` and `before` hold the slug of the record that a page follows or comes before; `page` is of old addresses.
OWN_PARAMETERS = ("sort", "after", "before")
OLD_PARAMETERS = ("page",)
#: What mailers and social networks add to links that readers share.
STRAY_PARAMETERS = ("fbclid", "gclid", "utm_")
#: Beyond so many rows a page does not say how many come before it: to count them would take longer than the page.
PLACES_TOLD = 1_000
MAX_SUGGESTIONS = 4
NO_PLACE = {"after": None, "before": None}


class UnknownParameterError(ValueError):
    """The address asks for what no list has; the message says what there is."""


class MovedPageError(LookupError):
    """The address names a page that is not there any more, or has a better address: `url`."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url


@dataclass(frozen=True)
class Menu:
    """The records to choose from: slug and name by primary key, and the same as the options of a menu."""

    records: dict[int, tuple[str, str]]
    options: str


class Listing:
    """One list as the address asks for it. Raises UnknownParameterError for a parameter or sort order it lacks."""

    def __init__(self, section, params, *, request):
        self.section = section
        self.params = params
        self.request = request
        self.moment: Moment = request.moment
        self.filters = section.filters(params, self._published(), request=request)
        self._refuse_unknown()
        self.sort = params.get("sort", "") or section.default_sort
        if self.sort.removeprefix("-") not in section.sorts:
            known = ", ".join(section.sorts)
            raise UnknownParameterError(f"This list cannot be sorted by “{self.sort}”. It can be sorted by {known}.")
        self.then = params.get(THEN, "") if self.is_of_a_day else ""
        if self.then and self.then not in CERTAINTY_WORDS:
            raise UnknownParameterError(f"“then” is one of {', '.join(CERTAINTY_WORDS)}.")
        self.then = params.get(THEN, "")
        if self.then and (not self.is_of_a_day or self.then not in CERTAINTY_WORDS):
            raise UnknownParameterError(
                f"“then” is asked together with a day (“on”) of what lasts; it is one of {', '.join(CERTAINTY_WORDS)}."
            )
        self.is_valid = self.filters.is_valid()

    def _refuse_unknown(self):
        known = [*self.filters.filters, *OWN_PARAMETERS, THEN, *PARAMETERS]
        for name in self.params:
            if name not in (*known, *OLD_PARAMETERS) and not name.startswith(STRAY_PARAMETERS):
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean “{near[0]}”? " if near else ""
                raise UnknownParameterError(
                    f"This list cannot be asked for “{name[:100]}”. {hint}It knows {', '.join(known)}."
                )

    @cached_property
    def asked(self):
        """What the filters in use ask for, by name; nothing where one of them cannot be read."""
        if not self.is_valid:
            return {}
        return {name: value for name, value in self.filters.form.cleaned_data.items() if value not in (None, "")}

    def matching(self, asked=None, then=None):
        """All records that match what is asked, or some of it, in no order."""
        if not self.is_valid:
            return self.section.model.objects.none()
        found = self.filters.matching(self.asked if asked is None else asked)
        then = self.then if then is None else then
        if not self.is_of_a_day:
            return found
        if then == Certainty.NO.value:
            return found.with_certainty_on(self.moment.day, today=self.moment.today).filter(certainty=then)
        ask = {"": self.moment.not_excluded, "surely": self.moment.surely, "possibly": self.moment.possibly}
        return ask[then](found)

    # The day and the eyes

    @property
    def is_of_a_day(self):
        """Whether the list is one of what lasts, on a day that the address names."""
        return self.moment.is_asked and hasattr(self.section.model, "spell")

    def _published(self):
        """The records that readers may see, as far as they belong to the day and the eyes asked for."""
        rows = self.section.model.objects.published()
        if self.moment.is_asked and self.section.model is Event:
            rows = rows.filter(Q(happened_earliest=None) | Q(happened_earliest__lte=self.moment.day))
        if self.moment.eyes and self.section.model is Recognition:
            rows = rows.filter(recognizing_state=self.moment.eyes)
        return rows

    @property
    def is_narrowed(self):
        """Whether anything narrows the list."""
        return bool(self.asked or self.moment.carried)

    def further_columns(self, records):
        """Columns that the day or the eyes add: how each record stood then, or how the State sees it. One query."""
        found = []
        if self.is_of_a_day:
            found.append(Fact(THEN, f"On {self.moment.told}", lambda row: standing_on(row, self.moment)))
        if self.moment.eyes and self.section.model is Country:
            lens = Lens(self.moment, records)
            found.append(Fact("eyes", f"As {self.moment.eyes} sees it", lambda row: lens.of(row).piece))
        return found

    @cached_property
    def eyes(self):
        """(slug, name) of the States to look through the eyes of; None where that changes nothing."""
        if self.section.model not in (Country, Recognition):
            return None
        return kept(self.request, "eyes", eyes_to_choose)

    @property
    def has_moment(self):
        """Whether the list can be seen as of a day."""
        return hasattr(self.section.model, "spell") or self.section.model is Event

    @property
    def carried(self):
        """(name, value) of what the list is asked, apart from the day and the eyes."""
        return [(name, value) for name, value in self._told_parameters() if name != THEN]

    def records(self):
        """All records that match, in order."""
        return self.section.ordered(self.matching(), self.sort)

    # The page

    @cached_property
    def page(self):
        """The page asked for. Raises MovedPageError where the record is gone that it followed or came before."""
        return Page(self)

    # What is counted, once for each state of the register

    def _kept(self, what, make):
        asked = sorted((name, self.filters.data.get(name)) for name in self.asked)
        return kept(self.request, f"{what} of {self.section.name} {asked} {self.moment.carried} {self.then}", make)

    @cached_property
    def total(self):
        """How many records match: exactly where nothing narrows the list, else at most one above COUNTED_AT_MOST."""
        if not self.is_valid:
            return 0
        return self._kept("total", self._counted)

    def _counted(self):
        rows = self.matching().order_by()
        return rows[: COUNTED_AT_MOST + 1].count() if self.is_narrowed else rows.count()

    @property
    def has_more_than_counted(self):
        """Whether the total is only known to be above COUNTED_AT_MOST."""
        return self.is_narrowed and self.total > COUNTED_AT_MOST

    @cached_property
    def total_told(self):
        """The total in words."""
        return f"more than {COUNTED_AT_MOST:,}" if self.has_more_than_counted else f"{self.total:,}"

    @cached_property
    def _counts(self):
        return self._kept("facets", lambda: count(self))

    @cached_property
    def facets(self):
        """The values that would narrow the list, with their numbers."""
        if not self.is_valid:
            return []
        return facets(self, self._counts, {name: menu.records for name, menu in self.menus.items()})

    @property
    def disputed(self):
        """How many of the records a published source speaks against; nought where the list is asked for these."""
        return self._counts.disputed if self.is_valid else 0

    @property
    def disputed_url(self):
        """The address of the disputed among the records."""
        return self.url_with("disputed", "yes")

    @cached_property
    def menus(self):
        """The Menu of each filter that chooses a record, by the filter's name."""
        return kept(self.request, f"menus of {self.section.name}", self._menus)

    def _menus(self):
        choosing = {name: each for name, each in self.filters.filters.items() if isinstance(each, ChosenRecordFilter)}
        found = {name: {} for name in choosing}
        for target in dict.fromkeys(each.target for each in choosing.values()):
            names = [name for name, each in choosing.items() if each.target is target]
            occurring = {f"in_{name}": choosing[name].occurs() for name in names}
            label_field = name_field(target)
            records = target.objects.published().order_by(label_field).annotate(**occurring)
            for key, slug, label, *flags in records.values_list("pk", "slug", label_field, *occurring):
                for name, occurs in zip(names, flags, strict=True):
                    if occurs:
                        found[name][key] = (slug, label)
        return {name: Menu(records, options(records.values())) for name, records in found.items()}

    # Addresses

    def url(self, path="", **changes):
        """The address of this list with some parameters changed; a change to None drops the parameter."""
        told = dict(self._told_parameters()) | changes
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{path or self.section.list_url()}{f'?{query}' if query else ''}"

    def _told_parameters(self):
        ours = (*self.filters.filters, *OWN_PARAMETERS, *((THEN,) if self.then else ()))
        return [(name, value) for name, value in self.params.items() if value and name in ours]

    def url_without(self, name):
        """The first page of the list without one filter, and without the one for a second value of the same."""
        return self.url(**{name: None, f"other_{name}": None, **NO_PLACE})

    def url_with(self, name, value):
        """The first page of the list narrowed by one filter."""
        return self.url(**{name: value, **NO_PLACE})

    def direction_of(self, name):
        """How the list is sorted by a column now, in the words of `aria-sort`; blank if it is not."""
        if self.sort.removeprefix("-") != name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    def url_for(self, name):
        """The address that sorts by a column, or turns its direction round; blank where that cannot be."""
        if name not in self.section.sorts:
            return ""
        return self.url(sort=f"-{name}" if self.sort == name else name, **NO_PLACE)

    def orders(self):
        """(value, label) of each order for the menu."""
        labels = {column.name: column.label for column in self.section.columns}
        return [
            (f"{sign}{name}", f"{labels.get(name, name)}{', descending' if sign else ''}")
            for name in self.section.sorts
            for sign in ("", "-")
        ]

    # What narrows the list

    @cached_property
    def active(self):
        """(label, what is asked, the address without it) of each filter in use."""
        fields = self.filters.form.fields
        found = [(name, fields[name].label, self._told(name, value)) for name, value in self.asked.items()]
        if self.then:
            found.append((THEN, f"On {self.moment.told}", CERTAINTY_WORDS[self.then]))
        return [(label, told, self.url(**{name: None, **NO_PLACE})) for name, label, told in found]

    def _told(self, name, value):
        choices = getattr(self.filters.form.fields[name], "choices", None)
        if choices is not None and isinstance(value, str):
            return dict(choices).get(value, value)
        return str(value)

    def suggestions(self):
        """(label, what is asked, how many there are without it, the address) of filters worth dropping."""
        found = []
        for dropped in [*self.asked][:MAX_SUGGESTIONS]:
            rest = {name: value for name, value in self.asked.items() if name != dropped}
            number = self.matching(rest).order_by()[: COUNTED_AT_MOST + 1].count()
            if number:
                told = f"more than {COUNTED_AT_MOST:,}" if number > COUNTED_AT_MOST else number
                label = self.filters.form.fields[dropped].label
                address = self.url(**{dropped: None, **NO_PLACE})
                found.append((label, self._told(dropped, self.asked[dropped]), told, address))
        return found


class Page:
    """The records of one page, where in the list they stand, and the addresses of the pages beside it."""

    def __init__(self, listing):
        self.listing = listing
        after, before = (self._record(listing.params.get(name, "")) for name in ("after", "before"))
        order = listing.section.order(listing.sort)
        matching = listing.matching()
        dressed = listing.section.dressed(matching)
        if listing.total <= PAGE_SIZE and not (after or before):
            rows = list(order.apply(dressed))
        else:
            rows = order.rows(dressed, PAGE_SIZE + 1, record=after or before, backwards=bool(before))
        has_more = len(rows) > PAGE_SIZE
        self.rows = rows[-PAGE_SIZE:] if before else rows[:PAGE_SIZE]
        if (before and not has_more) or (after and not rows):
            raise MovedPageError(listing.url(**NO_PLACE))
        self.has_previous = bool(after) or bool(before)
        self.has_next = bool(before) or has_more
        self.start = None
        if after or before:
            skipped = order.number_before(matching, self.rows[0], PLACES_TOLD)
            self.start = skipped + 1 if skipped < PLACES_TOLD else None
        elif self.rows:
            self.start = 1

    def _record(self, slug):
        if not slug:
            return None
        section = self.listing.section
        record = section.model.objects.published().filter(slug=slug).select_related(*section.related).first()
        if record is None:
            raise MovedPageError(self.listing.url(**NO_PLACE))
        return record

    @property
    def is_whole(self):
        """Whether the list fits on this page."""
        return not (self.has_previous or self.has_next)

    @property
    def told(self):
        """Which of the records are shown, in words."""
        total = self.listing.total_told
        if self.start is None:
            return f"{len(self.rows)} of {total}"
        return f"{self.start:,}–{self.start + len(self.rows) - 1:,} of {total}"

    @property
    def first_url(self):
        """The address of the list's first page; blank on that page."""
        return self.listing.url(**NO_PLACE) if self.has_previous else ""

    @property
    def previous_url(self):
        """The address of the page before; blank where there is none."""
        return self.listing.url(after=None, before=self.rows[0].slug) if self.has_previous else ""

    @property
    def next_url(self):
        """The address of the page after; blank where there is none."""
        return self.listing.url(after=self.rows[-1].slug, before=None) if self.has_next else ""
