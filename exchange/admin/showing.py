"""What the page of an import run shows: which rows, what becomes of their cells, and the names to be told."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.paginator import Paginator
from django.urls import reverse

from core.fields import ProseField
from editorial.diffs import BLANK, FieldChange
from editorial.models import Record
from exchange.models import RowKind, RunState
from exchange.models.runs import PROBLEM_KINDS, WRITTEN_KINDS
from exchange.registry import sheets

ROWS_A_PAGE = 50
#: How many rows with problems are asked for names, and how many names are told at once.
ROWS_ASKED, NAMES_TOLD = 1_000, 30

SHOWS = {
    "problems": PROBLEM_KINDS,
    "written": WRITTEN_KINDS,
    "all": tuple(RowKind),
    **{kind.value: (kind,) for kind in RowKind},
}
#: What a person wants to know of a sheet: these are always told, the others where there are any.
ALWAYS_TOLD = (RowKind.CREATED, RowKind.CHANGED, RowKind.UNCHANGED, RowKind.REFUSED)
#: There is a record to look at, whether or not the import is written.
STORED = (RowKind.CHANGED, RowKind.UNCHANGED, RowKind.KEPT, RowKind.CONFLICT)


class RowFilter:
    """Which rows of a run the address asks for; by itself those that matter most."""

    def __init__(self, run, query):
        self.run = run
        self.sheet = query.get("sheet", "") if query.get("sheet") in run.counts else ""
        self.show = query.get("show", "") if query.get("show") in SHOWS else self._by_itself()

    def _by_itself(self):
        filled = (show for show in ("problems", "written") if self.run.count(*SHOWS[show]))
        return next(filled, "all")

    def count(self, show="", sheet=""):
        """How many rows there are, without a query."""
        of = [self.run.counts[sheet]] if sheet else self.run.counts.values()
        return sum(rows.get(kind, 0) for rows in of for kind in SHOWS[show or self.show])

    def page(self, number):
        rows = self.run.rows.of_kind(*SHOWS[self.show]).in_file_order().defer("values")
        paginator = Paginator(rows.of_sheet(self.sheet) if self.sheet else rows, ROWS_A_PAGE)
        paginator.count = self.count(sheet=self.sheet)
        return paginator.get_page(number)

    def kinds(self):
        """(kind, label) of what is told of each sheet."""
        return [(kind, kind.label) for kind in RowKind if kind in ALWAYS_TOLD or self.run.count(kind)]

    def table(self):
        """Of each sheet and, where there are several, of all: its name and the number of rows of each kind."""
        names = [*self.run.counts, *([""] if len(self.run.counts) > 1 else [])]
        return [
            {
                "sheet": name,
                "cells": [
                    {
                        "kind": kind,
                        "label": label,
                        "count": self.count(kind, name),
                        "is_here": self._shows(kind, name),
                    }
                    for kind, label in self.kinds()
                ],
            }
            for name in names
        ]

    def _shows(self, show, sheet):
        return (show, sheet) == (self.show, self.sheet or (sheet if len(self.run.counts) == 1 else ""))

    def ways(self):
        """(show, label, rows) of the wider choices."""
        written = "Written" if self.run.state == RunState.DONE else "To be written"
        labels = {"problems": "Only problems", "written": written, "all": "All rows"}
        return [
            (show, label, self.count(show, self.sheet))
            for show, label in labels.items()
            if show == "all" or self.count(show, self.sheet)
        ]


@dataclass
class ShownRow:
    """One row of the file as the page tells it."""

    place: str
    kind: str
    label: str
    title: str = ""
    url: str = ""
    fields: list[FieldChange] = field(default_factory=list)
    conflicts: list[dict] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)

    @property
    def is_new(self):
        return self.kind in (RowKind.CREATED, RowKind.CITED)


def shown_rows(run, rows):
    """A ShownRow for each planned row, with one query at most for each sheet on the page."""
    models = {resource.sheet_name(): resource._meta.model for resource in sheets()}
    titles = _titles(rows, models)
    return [
        ShownRow(
            place=f"{row.sheet}, row {row.row}" if len(run.counts) > 1 else f"Row {row.row}",
            kind=row.kind,
            label=row.get_kind_display(),
            title=row.label or titles.get((row.sheet, row.record_id), ""),
            url=_url(run, row, models),
            fields=list(_fields(row, models.get(row.sheet))),
            conflicts=[problem for problem in row.problems if "theirs" in problem],
            problems=[problem for problem in row.problems if "theirs" not in problem],
        )
        for row in rows
    ]


def _titles(rows, models):
    wanted = defaultdict(set)
    for row in rows:
        if row.record_id and not row.label and row.kind in STORED and row.sheet in models:
            wanted[row.sheet].add(row.record_id)
    return {
        (sheet, pk): title
        for sheet, pks in wanted.items()
        # What hangs on any type of record has no title that one query tells.
        if not any(isinstance(each, GenericForeignKey) for each in models[sheet]._meta.private_fields)
        for pk, title in _titles_by(models[sheet], "pk", pks).items()
    }


def _titles_by(model, key, values):
    """{key: title} of the records whose `key` is one of some values, with one query."""
    single = [each.name for each in model._meta.concrete_fields if each.is_relation]
    found = model._base_manager.filter(**{f"{key}__in": values}).select_related(*single)
    return {getattr(record, key): str(record) for record in found}


def _url(run, row, models):
    is_there = row.kind in STORED or run.state == RunState.DONE and row.kind in WRITTEN_KINDS
    model = models.get(row.sheet)
    if not is_there or not row.record_id or model is None or row.kind == RowKind.CITED:
        return ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.record_id])


def _fields(row, model):
    prose = {each.name for each in model._meta.concrete_fields if isinstance(each, ProseField)} if model else set()
    for column, old, new in row.changes:
        yield FieldChange(column, old or None, new or BLANK, column, column in prose and bool(new))


def open_names(run):
    """
    The names in the file that mean no one record yet: {(sheet, name): the (slug, title) pairs of the nearest}.

    Asked are the first rows with problems only: names are repeated, and what is left is asked the next time.
    """
    slugs = {}
    for problems in run.rows.of_kind(RowKind.REFUSED).in_file_order().values_list("problems", flat=True)[:ROWS_ASKED]:
        for problem in problems:
            if problem.get("name") and problem.get("refers_to"):
                slugs.setdefault((problem["refers_to"], problem["name"]), problem["suggestions"])
        if len(slugs) >= NAMES_TOLD:
            break
    titles = titles_of_slugs((sheet, slug) for (sheet, _name), some in slugs.items() for slug in some)
    return {
        (sheet, name): [(slug, titles[sheet, slug]) for slug in some if (sheet, slug) in titles]
        for (sheet, name), some in list(slugs.items())[:NAMES_TOLD]
    }


def told_names(run):
    """What an editor said before that names mean, as {"sheet", "name", "title"}."""
    said = [(sheet, name, slug) for sheet, names in run.mappings.items() for name, slug in names.items()]
    titles = titles_of_slugs((sheet, slug) for sheet, _name, slug in said)
    return [{"sheet": sheet, "name": name, "title": titles.get((sheet, slug), slug)} for sheet, name, slug in said]


def titles_of_slugs(pairs):
    """{(sheet, slug): title} of records, with one query for each sheet."""
    by_sheet = defaultdict(set)
    for sheet, slug in pairs:
        by_sheet[sheet].add(slug)
    models = models_by_sheet()
    return {
        (sheet, slug): title
        for sheet, slugs in by_sheet.items()
        if sheet in models
        for slug, title in _titles_by(models[sheet], "slug", slugs).items()
    }


def models_by_sheet():
    """The types of record that a name can mean, by their sheet."""
    every = {resource.sheet_name(): resource._meta.model for resource in sheets()}
    return {sheet: model for sheet, model in every.items() if issubclass(model, Record)}
