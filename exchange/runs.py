"""
What can be done with an import run: the verbs that screens, the worker and commands share.

    start    an uploaded file becomes a run; a small one is read at once
    confirm  what was checked and looked at is written; a small one at once
    remap    an editor says what names in the file mean, and it is read anew
    cancel, resume, discard

A run goes from hand to hand by updates that only one can win: whoever sets `worker` has it. A run whose worker was
killed is found by its heartbeat: the register is then as it was before, or as it is after, and the run says so.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format

from editorial.choices import ChangesetKind
from editorial.roles import may_import
from exchange.applying import StaleError, TakenError, apply, look_at_written
from exchange.headers import nearest
from exchange.marking import PROBLEM_SHEET
from exchange.models import ImportRun, RunState
from exchange.policies import ImportPolicy
from exchange.readers import FileError, read_file
from exchange.registry import sheets
from exchange.staging import CancelledError, Staging, forget_rows
from exchange.uploads import UploadStorage
from exchange.working import wake_worker

#: How long a worker may be silent. It tells of itself with every batch; applying is one long step.
SILENCE = timedelta(minutes=5)
#: How often a run is taken up again by itself after its worker was killed: it may be the file that kills it.
ATTEMPTS = 3
#: How often a confirmed import is checked anew in a row because others wrote meanwhile.
CHECKS = 5
#: How long the rows of a finished run are kept for its page.
KEPT = timedelta(days=30)

WAITING = Q(state__in=[RunState.READING, RunState.APPLYING])
IN_REQUEST = "request"

logger = logging.getLogger(__name__)


class OutOfTurnError(Exception):
    """The run is not in the state that this asks for; the message says what it is."""

    def __init__(self, run):
        super().__init__(f"This import is “{run.get_state_display().lower()}” by now. Look at it again.")


def start(data, *, author, sheet="", file_name="", reason=""):
    """
    Make a run of an uploaded file's bytes and return it, read if it is small, waiting for the worker otherwise.

    `sheet` names the one sheet it is for; blank: the file's sheets are named. Raises FileError when it cannot be read.
    """
    upload = UploadStorage()
    upload.save(data)
    run = ImportRun(
        **{"sheet": sheet, "file_name": file_name, "file_digest": upload.name, "uploaded_by": author, "reason": reason}
    )
    is_small = len(data) <= settings.IMPORT_BYTES_IN_REQUEST
    found = tables(run, data) if is_small else None
    run.total = sum(len(table) for _resource, table in found) if is_small else 0
    run.save()
    if found is not None and run.total <= settings.IMPORT_ROWS_IN_REQUEST:
        _claim(run, IN_REQUEST) and _read(run, found)
    else:
        wake_worker()
    return run


def confirm(run, plan_digest):
    """
    Write what was checked: at once if it is small, by the worker otherwise.

    `plan_digest` is that of the plan that was looked at. Raises OutOfTurnError when it is no longer the run's.
    """
    ready = ImportRun.objects.filter(pk=run.pk, state=RunState.CHECKED, plan_digest=plan_digest)
    _turn(run, ready, state=RunState.APPLYING, told="", worker="", attempts=0)
    if run.total <= settings.IMPORT_ROWS_IN_REQUEST:
        _claim(run, IN_REQUEST) and work_on(run)
    else:
        wake_worker()
    return run


def remap(run, mappings):
    """
    Read the file anew, with names that mean what an editor says: {sheet: {name in the file: slug}}.

    They come on top of those said before; a blank slug takes one back. Raises OutOfTurnError and FileError.
    """
    merged = {sheet: dict(names) for sheet, names in run.mappings.items()}
    for sheet, names in mappings.items():
        merged[sheet] = {name: slug for name, slug in (merged.get(sheet, {}) | names).items() if slug}
    again(run, mappings=merged)
    return run


def again(run, **values):
    """Read the file of a run anew, because names or the register have changed. Raises OutOfTurnError."""
    idle = ImportRun.objects.filter(pk=run.pk, state__in=[RunState.CHECKED, RunState.REFUSED, RunState.FAILED])
    _turn(run, idle, state=RunState.READING, told="", worker="", attempts=0, **values)
    if run.total and run.total <= settings.IMPORT_ROWS_IN_REQUEST:
        _claim(run, IN_REQUEST) and work_on(run)
    else:
        wake_worker()
    return run


def cancel(run):
    """
    Stop a run: at once if nobody works on it, else before its next batch. What is written is never cancelled.

    Raises OutOfTurnError when it is done already.
    """
    open_runs = ImportRun.objects.filter(pk=run.pk).exclude(state__in=[RunState.DONE, RunState.CANCELLED])
    if open_runs.filter(worker="").update(state=RunState.CANCELLED, finished=timezone.now()):
        forget_rows(run)
    else:
        _turn(run, open_runs, cancel_asked=True)
    run.refresh_from_db()
    return run


def resume(run):
    """Take up a run that was broken off. Raises OutOfTurnError."""
    return again(run)


def discard(run):
    """Forget a run, its rows and its file. Raises OutOfTurnError while somebody works on it."""
    if not ImportRun.objects.filter(pk=run.pk).filter(Q(worker="") | ~WAITING).exists():
        raise OutOfTurnError(run)
    forget_rows(run)
    ImportRun.objects.filter(pk=run.pk).delete()
    if run.file_digest and not ImportRun.objects.filter(file_digest=run.file_digest).exists():
        UploadStorage(name=run.file_digest).remove()


def applied_before(run):
    """The earlier run of the very same file for the same sheet that was written and not undone, or None."""
    same = ImportRun.objects.filter(file_digest=run.file_digest, sheet=run.sheet, state=RunState.DONE)
    return (
        same.exclude(pk=run.pk)
        .exclude(changeset=None)
        .filter(changeset__undone_by=None)
        .select_related("changeset")
        .order_by("-pk")
        .first()
        if run.file_digest
        else None
    )


# The work itself


def work_once(worker):
    """Take the oldest run that waits and work on it; returns whether there was one."""
    reap()
    for run in ImportRun.objects.filter(WAITING, worker="").order_by("pk"):
        if _claim(run, worker):
            work_on(run)
            return True
    return False


def work_on(run):
    """Read or write a run that the caller has claimed; what goes wrong is told on the run."""
    try:
        if run.state == RunState.READING:
            _read(run, _uploaded(run))
        else:
            _apply(run)
    except FileNotFoundError:
        _end(run, RunState.FAILED, "The uploaded file is no longer there. Upload it again.")
    except FileError as error:
        _end(run, RunState.REFUSED, str(error))


def reap():
    """
    Find runs whose worker has fallen silent and let them be worked on again; broken off too often, they have failed.

    Of what a killed worker did, the register holds all or nothing: the run that was written says so itself.
    """
    silent = ImportRun.objects.filter(WAITING, heartbeat__lt=timezone.now() - SILENCE).exclude(worker="")
    told = "The program was ended while it worked on this import. Nothing of it was written."
    silent.filter(cancel_asked=True).update(state=RunState.CANCELLED, worker="", finished=timezone.now())
    silent.filter(attempts__gte=ATTEMPTS).update(state=RunState.FAILED, worker="", told=told, finished=timezone.now())
    silent.update(worker="", told=told)
    for run in ImportRun.objects.filter(finished__lt=timezone.now() - KEPT).exclude(rows=None)[:1]:
        forget_rows(run)


def tables(run, data):
    """The (resource, table) pairs of a run's file, in the order of import. Raises FileError."""
    found = read_file(data)
    by_name = {resource.sheet_name(): resource for resource in sheets()}
    if run.sheet:
        # The rows of one type of record are in the sheet of its name, or in the first, whatever that is called.
        return [(by_name[run.sheet](), found.get(run.sheet, next(iter(found.values()))))]
    if "" in found:
        raise FileError("A CSV or JSON file does not say which records it holds. Import it from the list of those.")
    found.pop(PROBLEM_SHEET, None)
    unknown = [name for name in found if name not in by_name]
    if unknown:
        raise FileError(f"There is no sheet “{unknown[0]}”. {nearest(unknown[0], by_name)}")
    return [(resource(), found[name]) for name, resource in by_name.items() if name in found]


def _uploaded(run):
    return tables(run, UploadStorage(name=run.file_digest).read())


def _read(run, found):
    before = applied_before(run)
    if before is not None:
        when = date_format(timezone.localtime(before.changeset.created), "j F Y, H:i")
        told = f"This file was imported on {when} by {before.changeset.author_name}. Nothing was written again."
        return _end(run, RunState.DONE, told)
    run.total = sum(len(table) for _resource, table in found)
    ImportRun.objects.filter(pk=run.pk).update(total=run.total)
    try:
        Staging(run, found, ImportPolicy(run.uploaded_by)).read()
    except CancelledError:
        return _cancelled(run)
    return _end(run, _checked(run), "")


def _apply(run):
    seen = run.plan_digest
    resources = [resource() for resource in sheets() if resource.sheet_name() in run.counts]
    if run.uploaded_by is not None and not may_import(run.uploaded_by):
        return _end(run, RunState.REFUSED, f"{run.uploaded_by} may no longer import.")
    for _attempt in range(CHECKS):
        try:
            apply(
                *(run, resources),
                author=run.uploaded_by,
                kind=ChangesetKind.IMPORT,
                file_name=run.file_name,
                file_digest=run.file_digest,
                reason=run.reason,
            )
        except StaleError:
            try:
                Staging(run, _uploaded(run), ImportPolicy(run.uploaded_by)).read()
            except CancelledError:
                return _cancelled(run)
            if run.plan_digest != seen or _checked(run) == RunState.REFUSED:
                told = "The register has changed since you looked, and so has what this file would do. Look again."
                return _end(run, _checked(run), told)
            continue
        except IntegrityError as error:
            logger.exception("An import that passed all checks was refused by the database.")
            return _end(run, RunState.FAILED, f"The database refused a row: {error}. Nothing was written.")
        except TakenError:
            return None
        look_at_written(run)
        return None
    return _end(run, RunState.CHECKED, "Others are writing all the time. Confirm again in a while.")


def _checked(run):
    return RunState.REFUSED if run.problems or run.problem_rows else RunState.CHECKED


def _claim(run, worker):
    """Have `worker` be the one who works on the run; returns whether it is."""
    mine = ImportRun.objects.filter(WAITING, pk=run.pk, worker="")
    won = mine.update(worker=worker, heartbeat=timezone.now(), attempts=F("attempts") + 1, done=0)
    run.refresh_from_db()
    return bool(won)


def _turn(run, when, **values):
    """Change a run if it is still as `when` asks. Raises OutOfTurnError."""
    with transaction.atomic():
        won = when.update(**values)
    run.refresh_from_db()
    if not won:
        raise OutOfTurnError(run)


def _end(run, state, told):
    """Let go of a run that this worker still has."""
    ended = {"state": state, "told": told, "worker": "", "attempts": 0}
    ended["finished"] = timezone.now() if state != RunState.CHECKED else None
    ImportRun.objects.filter(pk=run.pk, worker=run.worker).update(**ended)
    run.refresh_from_db()


def _cancelled(run):
    run.refresh_from_db()
    if run.cancel_asked:
        forget_rows(run)
        _end(run, RunState.CANCELLED, "Cancelled. Nothing was written.")
