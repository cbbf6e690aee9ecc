"""What a section is: how the records of one type are listed, sorted, filtered, shown and connected."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from editorial.models import Record
from public.facts import Fact, field_fact
from sources.models import CitedRecord

#: Events tell a country's story and are short, so that a page has more of them than of other rows.
EVENTS_ON_A_PAGE = 250


@dataclass(frozen=True)
class Panel:
    """
    Records of another type that belong on a record's page.

    `rows` gives them for the record, `hide` names the columns that would only repeat the page's title. Beyond `limit`
    the page leaves them to the other type's list, which has them all under the filters that `more` gives.
    """

    key: str
    title: str
    model: type[Record]
    rows: Callable[[Record], QuerySet]
    hide: tuple[str, ...] = ()
    more: Callable[[Record], dict] | None = None
    limit: int = 100


@dataclass(frozen=True)
class Section:
    """
    The pages of one type of record.

    `sorts` maps the names that `sort=` may have to columns of the database or expressions. `related` and `prefetches`
    name what is loaded with the records, so that no row asks for more. `headline` is a record's title on its page,
    `answer` the sentence under it, `dating` the date that tells it from others in a list of links. `companions` gives
    further records whose citations a page must have.
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
    related: tuple[str, ...] = ()
    prefetches: Callable[[], list] = list
    panels: tuple[Panel, ...] = ()
    headline: Callable[[Record], str] = str
    dating: Callable[[Record], object] = lambda record: None
    answer: Callable[[Record], str] = lambda record: ""
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
        unread = ["search_text", *(f"{path}__search_text" for path in self.related)]
        return queryset.select_related(*self.related).defer(*unread).prefetch_related(*self.prefetches())

    def published(self):
        """The records that readers may see, with all that is shown of them."""
        return self.dressed(self.model.objects.published())

    def columns_without(self, hidden):
        """The columns of a table of these records."""
        return [column for column in self.columns if column.name not in hidden]

    def ordered(self, queryset, sort=""):
        """The records in one of the section's orders, such as `name` or `-name`; rows without a value come last."""
        sort = sort or self.default_sort
        columns = self.sorts[sort.removeprefix("-")]
        expressions = [F(column) if isinstance(column, str) else column for column in columns]
        if sort.startswith("-"):
            return queryset.order_by(*(each.desc(nulls_last=True) for each in expressions), "pk")
        return queryset.order_by(*(each.asc(nulls_last=True) for each in expressions), "pk")

    def list_url(self, filters=None):
        """The address of the list, under these filters."""
        address = reverse(f"public:{self.name}_list")
        return f"{address}?{urlencode(filters)}" if filters else address


def by_date(name):
    """
    The columns by which a partial date sorts: its earliest possible day, then its latest.

    "1994 or before" has no earliest day; it stands at its latest, near which it is looked for.
    """
    return (Coalesce(f"{name}_earliest", f"{name}_latest"), F(f"{name}_latest"))


def in_time(name):
    """The order of a partial date, undated rows last, for `order_by`."""
    return (*(column.asc(nulls_last=True) for column in by_date(name)), "pk")
