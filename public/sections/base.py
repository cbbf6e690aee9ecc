"""What a section is: how the records of one type are listed, sorted, filtered, shown and connected."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from editorial.models import Record
from public.facts import Fact, field_fact
from public.ordering import Order, by_date
from sources.models import CitedRecord

#: A country's story is drawn as a whole, though a table shows only its latest part.
EVENTS_ON_A_PAGE = 250


@dataclass(frozen=True)
class Panel:
    """
    Records of another type that belong on a record's page.

    `rows` gives them for the record, `hide` names the columns that would only repeat the page's title. The page reads
    `limit` of them at most and puts the first `shown` in a table; the other type's list has them all under the filters
    that `more` gives; without `more` the table has all that were read. Where `is_whole` no row of the table is folded.
    """

    key: str
    title: str
    model: type[Record]
    rows: Callable[[Record], QuerySet]
    hide: tuple[str, ...] = ()
    more: Callable[[Record], dict] | None = None
    limit: int = 100
    shown: int = 25
    is_whole: bool = False


@dataclass(frozen=True)
class Section:
    """
    The pages of one type of record.

    `sorts` maps the names that `sort=` may have to the keys of an order: paths to text fields, or `by_date`. `facets`
    names the filters whose values are counted beside the list. `related` and `prefetches`
    name what is loaded with the records, so that no row asks for more. `headline` is a record's title on its page,
    `answer` the sentence under it (of the record, the moment and the rows of its tables), `dating` the date that tells
    it from others in a list of links. `companions` gives further records whose citations a page must have.
    """

    model: type[Record]
    path: str
    title: str
    about: str
    filters: type
    facts: list[Fact]
    columns: list[Fact]
    sorts: dict[str, tuple]
    default_sort: str
    facets: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    prefetches: Callable[[], list] = list
    panels: tuple[Panel, ...] = ()
    headline: Callable[[Record], str] = str
    dating: Callable[[Record], object] = lambda record: None
    answer: Callable[..., str] = lambda record, moment, rows: ""
    companions: Callable[[Record], list] = lambda record: []
    in_contents: bool = True
    has_note_column: bool = True

    @property
    def note(self):
        """The record's summary, which closes the rows of tables on other pages."""
        return field_fact(self.model, "summary", "Note")

    @property
    def name(self):
        """The model's name, which the names of its routes start with."""
        return self.model._meta.model_name

    @property
    def is_cited(self):
        return issubclass(self.model, CitedRecord)

    def dressed(self, queryset):
        """The records with all that a table or page of them shows."""
        shown = _columns_shown(self.model, self.related)
        return queryset.select_related(*self.related).only(*shown).prefetch_related(*self.prefetches())

    def published(self):
        """The records that readers may see, with all that is shown of them."""
        return self.dressed(self.model.objects.published())

    def columns_without(self, hidden):
        """The columns of a table of these records."""
        return [column for column in self.columns if column.name not in hidden]

    def order(self, sort=""):
        """One of the section's orders, such as `name` or `-name`; rows without a value come last."""
        sort = sort or self.default_sort
        return Order(self.model, self.sorts[sort.removeprefix("-")], descending=sort.startswith("-"))

    def ordered(self, queryset, sort=""):
        """The records in one of the section's orders."""
        return self.order(sort).apply(queryset)

    def list_url(self, filters=None):
        """The address of the list, under these filters."""
        address = _list_address(self.name)
        return f"{address}?{urlencode(filters)}" if filters else address


#: What is read of a record that is only named beside another: to read the rest takes longer than to draw the row.
NAMING = (
    *("id", "slug", "status", "name", "country_status", "claimed_by"),
    *("sending_state", "receiving_state", "receiving_organization", "mission_type", "seat"),
)
NAMED_ONLY = ("country", "organization", "official", "mission")


@cache
def _columns_shown(model, related):
    """The columns of the records themselves, and of those that their rows name."""
    shown = [field.name for field in model._meta.concrete_fields if field.name != "search_text"]
    for path in related:
        other = model
        for name in path.split("__"):
            other = other._meta.get_field(name).related_model
        names = [field.name for field in other._meta.concrete_fields if field.name != "search_text"]
        if other._meta.model_name in NAMED_ONLY:
            names = [name for name in names if name in NAMING]
        shown += [f"{path}__{name}" for name in names]
    return shown


@cache
def _list_address(name):
    return reverse(f"public:{name}_list")


def in_time(name):
    """The order of a partial date, undated rows last, for `order_by`; with a minus the latest come first."""
    expressions = by_date(name.removeprefix("-")).expressions
    if name.startswith("-"):
        return (*(each.desc(nulls_last=True) for each in expressions), "pk")
    return (*(each.asc(nulls_last=True) for each in expressions), "pk")
