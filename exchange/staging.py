"""
The rows of a file on their way: planned batch by batch, and kept as `PlannedRow`s until they are applied.

Each batch is a short transaction of its own, so that nobody waits for an import while it is read.
"""

import gc
from contextlib import contextmanager
from hashlib import sha256

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from exchange.as_json import encode
from exchange.headers import HeaderError, checked_headers
from exchange.models import ImportRun, PlannedRow, RowKind
from exchange.models.runs import PROBLEM_KINDS
from exchange.planning import BATCH, SheetPlanner
from exchange.registry import sheet_for
from exchange.world import World

FIRST_DATA_ROW = 2
COLUMNS = (
    *("run_id", "sheet", "position", "row", "kind", "model", "record_id", "label"),
    *("changes", "problems", "values"),
)


class CancelledError(Exception):
    """The import was cancelled, or taken over by another worker, while it was read."""


def state_token(resources):
    """What tells whether the register has changed since: the newest changeset of each type that the sheets look at."""
    return {
        model._meta.label: model.history_model.objects.aggregate(newest=Max("changeset"))["newest"]
        for model in models_read(resources)
    }


def models_read(resources):
    """The types of record that rows of these sheets are checked against, in a fixed order."""
    found = set()
    for resource in resources:
        own = resource._meta.model
        for model in {own, *resource.needs}:
            fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
            found |= {model, *(field.related_model for field in fields if field.related_model)}
        found |= set(resource.models_read())
    return sorted((model for model in found if hasattr(model, "history_model")), key=lambda model: model._meta.label)


class Staging:
    """Plans the sheets of one import run."""

    def __init__(self, run, sheets, policy):
        """`sheets` are (resource, table) pairs; a table has headers and gives its rows when iterated."""
        self.run = run
        self.sheets = sheets
        self.policy = policy
        self.counts = {resource.sheet_name(): {} for resource, _table in sheets}
        self.problems = []
        self.digest = sha256()

    def read(self):
        """
        Plan all rows, with the run's counts, problems, digest and state token.

        What an earlier reading left of the run's rows is thrown away. Raises CancelledError.
        """
        with _few_collections():
            self._read()

    def _read(self):
        forget_rows(self.run)
        self.run.done = 0
        resources = [resource for resource, _table in self.sheets]
        token = state_token(resources)
        world = World(self.run.mappings)
        try:
            world.planned_models = {resource._meta.model for resource in resources}
            world.referred_models = self._referred(resources)
            planners = [
                planner
                for position, (resource, table) in enumerate(self.sheets)
                if (planner := self._read_sheet(world, position, resource, table)) is not None
            ]
            for planner in planners:
                for outcomes in planner.resource.finish(planner) or ():
                    self._keep(planner, outcomes)
            if not self.problems and not self._count(*PROBLEM_KINDS):
                self._look_at_publication(planners)
        finally:
            world.close()
        run = self.run
        run.counts, run.problems, run.state_token = self.counts, self.problems, token
        run.plan_digest = self.digest.hexdigest()
        run.save(update_fields=["counts", "problems", "state_token", "plan_digest", "done"])

    def _referred(self, resources):
        """The types of record that rows of the file may refer to."""
        found = set()
        for resource in resources:
            fields = [*resource._meta.model._meta.concrete_fields, *resource._meta.model._meta.many_to_many]
            found |= {*resource.needs, *resource.models_read(), *(field.related_model for field in fields)}
        return found

    def _count(self, *kinds):
        return sum(of.get(kind, 0) for of in self.counts.values() for kind in kinds)

    def _read_sheet(self, world, position, resource, table):
        sheet = resource.sheet_name()
        try:
            headers = checked_headers(resource, table.headers)
        except HeaderError as error:
            self.problems.append({"sheet": sheet, "row": 1, "column": "", "value": "", "reason": str(error)})
            return None
        planner = SheetPlanner(resource, headers, position, world, self.policy)
        rows = (
            (number, dict(zip(headers, cells, strict=True)))
            for number, cells in enumerate(table, FIRST_DATA_ROW)
            if any(not isinstance(cell, str) or cell.strip() for cell in cells if cell)
        )
        for outcomes in planner.batches(rows):
            self._keep(planner, outcomes)
        return planner

    def _keep(self, planner, outcomes):
        counts = self.counts[planner.sheet]
        rows = []
        for outcome in outcomes:
            counts[outcome.kind] = counts.get(outcome.kind, 0) + 1
            row = self._row(planner, outcome)
            self.digest.update("\x1f".join(map(str, (*row[1:6], *row[8:10]))).encode())
            rows.append(row)
        with transaction.atomic():
            self._insert(rows)
            self._tick(len([row for row in rows if row[4] != RowKind.CITED]))

    def _row(self, planner, outcome):
        record, reading = outcome.record, outcome.reading
        return (
            *(self.run.pk, planner.sheet, planner.position, reading.number, str(outcome.kind)),
            type(record)._meta.label_lower if outcome.values is not None else "",
            record and record.pk,
            outcome.label,
            encode(outcome.changes),
            encode([_told(problem) for problem in outcome.problems]) if outcome.problems else "[]",
            None if outcome.values is None else encode(outcome.values),
        )

    def _insert(self, rows):
        quote = connection.ops.quote_name
        columns = ", ".join(map(quote, COLUMNS))
        holders = ", ".join(["%s"] * len(COLUMNS))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(PlannedRow._meta.db_table)} ({columns}) VALUES ({holders})",  # noqa: S608 -- names of our own
                rows,
            )

    def _tick(self, rows):
        """Tell how far the run is. Raises CancelledError."""
        self.run.done += rows
        mine = ImportRun.objects.filter(pk=self.run.pk, worker=self.run.worker, cancel_asked=False)
        if not mine.update(done=self.run.done, heartbeat=timezone.now()):
            raise CancelledError

    # Whether readers may see what the rows leave

    def _look_at_publication(self, planners):
        by_model = {planner.model: planner for planner in planners}
        refused = {}
        for label in planners[0].world.scratch.noted_models("touched") if planners else ():
            model = sheet_for_label(label)._meta.model
            planner = by_model.get(model) or SheetPlanner(sheet_for(model)(), [], -1, planners[0].world, self.policy)
            for entries in planner.noted_batches("touched", model):
                places = {}
                for pk, place in entries:
                    if pk not in places or place[0] == planner.sheet:
                        places[pk] = place
                for record, sentence in planner.unfit(set(places)):
                    refused.setdefault(tuple(places[record.pk]), []).append(sentence)
        self._refuse(refused)

    def _refuse(self, refused):
        """Refuse rows after all were read: {(sheet, position, row): sentences}."""
        for (sheet, position, number), sentences in refused.items():
            problems = [{"column": "", "value": "", "reason": sentence} for sentence in sentences]
            found = self.run.rows.filter(position=position, row=number).exclude(kind=RowKind.CITED).first()
            if found is None:
                self.problems += [{"sheet": "", "row": None} | problem for problem in problems]
                continue
            self.counts[sheet][found.kind] -= 1
            self.counts[sheet][RowKind.REFUSED] = self.counts[sheet].get(RowKind.REFUSED, 0) + 1
            found.kind, found.problems = RowKind.REFUSED, found.problems + problems
            found.save(update_fields=["kind", "problems"])
            self.digest.update("\x1f".join(sentences).encode())


@contextmanager
def _few_collections():
    """
    Have Python look for circles among its objects once in many batches.

    A batch makes hundreds of thousands of objects that reference counts free; looking through all that is in memory
    after each 700 of them takes a fifth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(500_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _told(problem):
    model = problem.pop("model", None)
    return problem | {"refers_to": sheet_for(model).sheet_name()} if model else problem


def sheet_for_label(label):
    """The resource class of the type of record that has a label."""
    return sheet_for(apps.get_model(label))


def forget_rows(run):
    """Delete the rows of a run, in steps short enough for nobody to wait."""
    while True:
        some = list(run.rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not some:
            return
        run.rows.filter(pk__gte=some[0], pk__lte=some[-1]).delete()
