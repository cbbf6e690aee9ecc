"""
The numbers on the desk's front page. Each leads to the list that it counts.

A room signs its own here, as it signs panels:

    add_number(Number("open-passages", "Open passages", Passage, rows=..., url=...))
    add_column(Column("uncited", "Uncited", rows=..., query={"cited": "no"}))

A number stands alone; a column has one for each record type. All of them are counted in one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Count, Exists, IntegerField, Model, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst

from editorial.admin.findings import found_about
from editorial.checks import checks_of
from editorial.choices import ProposalState, Status
from editorial.models import Changeset, Finding, Proposal, Record
from editorial.queue import record_types
from editorial.roles import may_publish

RECENT_DAYS = 7


def _everybody(user):
    return True


@dataclass(frozen=True)
class Number:
    """
    How many there are of something, with the address of their list.

    `rows` gives, for a request, the querysets that are counted together; `url` the list's address. Shown to those who
    may see `model`, and of whom `is_for` is true. `hint` says what counts; what `is_work` is there to be done.
    """

    key: str
    label: str
    model: type[Model]
    rows: Callable[[object], list[QuerySet]]
    url: Callable[[object], str]
    hint: str = ""
    is_for: Callable[[object], bool] = _everybody
    is_work: bool = True


@dataclass(frozen=True)
class Column:
    """
    One question put to every record type: how many of its records are so. `query` has the filters of their list.

    `rows` gives the records of a type for a user, or None where the question has no sense.
    """

    key: str
    label: str
    rows: Callable[[type[Record], object], QuerySet | None]
    query: dict[str, str]
    hint: str = ""
    is_for: Callable[[object], bool] = _everybody


@dataclass
class Cell:
    """A number as the page shows it; `count` is None where there is nothing to ask."""

    label: str
    count: int | None
    url: str = ""
    hint: str = ""
    is_work: bool = True


@dataclass
class Row:
    """One record type with its numbers."""

    label: str
    url: str
    add_url: str
    cells: list[Cell]


_numbers: list[Number] = []
_columns: list[Column] = []


def add_number(number):
    """Have the front page show a number."""
    _numbers.append(number)


def add_column(column):
    """Have the front page ask something of every record type."""
    _columns.append(column)


class Desk:
    """What the front page shows to one person: lines of numbers and a table of the record types."""

    def __init__(self, site, request):
        self.site, self.request = site, request
        counted = []
        numbers = [each for each in _numbers if each.is_for(request.user) and self._may_see(each.model)]
        self.lines = [self._line(number, counted) for number in numbers]
        self.columns = [column for column in _columns if column.is_for(request.user)]
        # In the order of the menu.
        models = sorted(filter(self._may_see, record_types()), key=lambda model: self._admin_of(model).menu_order)
        self.rows = [self._row(model, counted) for model in models]
        self._count(counted)

    @property
    def nothing_waits(self):
        """Whether no line tells of anything to do."""
        return bool(self.lines) and not any(line.count for line in self.lines if line.is_work)

    def _admin_of(self, model):
        return self.site.get_model_admin(model)

    def _may_see(self, model):
        try:
            return self._admin_of(model).has_view_permission(self.request)
        except NotRegistered:
            return False

    def _line(self, number, counted):
        cell = Cell(number.label, 0, number.url(self.request), number.hint, number.is_work)
        counted += [(cell, queryset) for queryset in number.rows(self.request)]
        return cell

    def _row(self, model, counted):
        opts = model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        address, cells = reverse(f"{name}_changelist"), []
        for column in self.columns:
            queryset = column.rows(model, self.request.user)
            cell = Cell(column.label, None if queryset is None else 0, f"{address}?{urlencode(column.query)}")
            counted += [(cell, queryset)] if queryset is not None else []
            cells.append(cell)
        may_add = self._admin_of(model).has_add_permission(self.request)
        add_url = reverse(f"{name}_add") if may_add else ""
        return Row(capfirst(opts.verbose_name_plural), address, add_url, cells)

    def _count(self, counted):
        """Fill the cells in, with one query for all."""
        questions = [
            queryset.order_by()
            .annotate(question=Value(place, IntegerField()))
            .values("question")
            .annotate(number=Count("pk"))
            .values_list("question", "number")
            for place, (_cell, queryset) in enumerate(counted)
        ]
        if questions:
            for place, number in questions[0].union(*questions[1:], all=True):
                counted[place][0].count += number


def worked_on_by(model, user):
    """Records of a type of which `user` wrote a version."""
    written = model.history_model.objects.filter(id=OuterRef("pk"), changeset__author=user)
    return model.objects.filter(Exists(written.order_by()))


def _of_mine(status):
    return lambda model, user: worked_on_by(model, user).filter(status=status)


def _is_no_publisher(user):
    return not may_publish(user)


def _all_waiting(request):
    return [
        Proposal.objects.waiting().on(record_types()),
        *(model.objects.filter(status=Status.IN_REVIEW) for model in record_types()),
    ]


def _my_proposals(state):
    def address(request):
        return f"{reverse('admin:editorial_proposal_mine')}?{urlencode({'state': state})}"

    return address


def _a_week_ago():
    """The start of the day a week ago, as the list's own filter has it."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=RECENT_DAYS)


add_number(
    Number(
        "waiting",
        "Waiting for your review",
        Proposal,
        rows=_all_waiting,
        url=lambda request: reverse("admin:editorial_proposal_changelist"),
        hint="Proposals, and new records in review.",
        is_for=may_publish,
    )
)
add_number(
    Number(
        "proposed",
        "Your proposals under review",
        Proposal,
        rows=lambda request: [Proposal.objects.of(request.user).waiting()],
        url=_my_proposals(ProposalState.OPEN),
        is_for=_is_no_publisher,
    )
)
add_number(
    Number(
        "returned",
        "Returned to you",
        Proposal,
        rows=lambda request: [Proposal.objects.returned_to(request.user)],
        url=_my_proposals(ProposalState.RETURNED),
        hint="Proposals that a reviewer sent back with a question.",
    )
)
add_number(
    Number(
        "findings",
        "Worth a look",
        Finding,
        rows=lambda request: [Finding.objects.open()],
        url=lambda request: f"{reverse('admin:editorial_finding_changelist')}?state__exact=open",
        hint="What the checks found and nobody has accepted.",
    )
)
add_number(
    Number(
        "changes",
        f"Changes in {RECENT_DAYS} days",
        Changeset,
        rows=lambda request: [Changeset.objects.filter(created__gte=_a_week_ago())],
        url=lambda request: (
            f"{reverse('admin:editorial_changeset_changelist')}?{urlencode({'created__gte': _a_week_ago()})}"
        ),
        is_work=False,
    )
)
add_column(
    Column(
        "drafts",
        "Your drafts",
        rows=_of_mine(Status.DRAFT),
        query={"status__exact": Status.DRAFT, "by": "me"},
        hint="Drafts of which you wrote a version.",
    )
)
add_column(
    Column(
        "in-review",
        "In review",
        rows=lambda model, user: model.objects.filter(status=Status.IN_REVIEW),
        query={"status__exact": Status.IN_REVIEW},
        is_for=may_publish,
    )
)
add_column(
    Column(
        "my-review",
        "Yours in review",
        rows=_of_mine(Status.IN_REVIEW),
        query={"status__exact": Status.IN_REVIEW, "by": "me"},
        is_for=_is_no_publisher,
    )
)
add_column(
    Column(
        "findings",
        "Worth a look",
        rows=lambda model, user: (
            model.objects.filter(pk__in=found_about(model).values("object_id")) if checks_of(model) else None
        ),
        query={"check": "open"},
        hint="Records about which a check found something that nobody has accepted.",
    )
)
