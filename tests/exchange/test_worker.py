"""The worker: what waits for it, who gets what, progress and cancelling."""

import sys

import pytest
from django.core.management import call_command

from exchange import planning, runs, working
from exchange.models import ImportRun, PlannedRow, RunState
from relations.models import Country
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ROWS = 12


@pytest.fixture(autouse=True)
def _large(settings, tmp_path, monkeypatch):
    settings.UPLOAD_DIR = tmp_path
    settings.IMPORT_ROWS_IN_REQUEST = 10
    monkeypatch.setattr(planning, "BATCH", 5)


def started(rows=ROWS, name="New"):
    text = "name,country_status\n" + "".join(f"{name} {number},un-member\n" for number in range(rows))
    return runs.start(text.encode(), sheet="countries", author=make_user("Reviewers"))


def test_a_small_file_is_read_at_once_and_a_large_one_waits():
    assert started(rows=10).state == RunState.CHECKED
    run = started()
    assert (run.state, run.worker, run.total, run.is_waiting) == (RunState.READING, "", ROWS, True)


def test_a_file_of_many_bytes_waits_unread(settings):
    settings.IMPORT_BYTES_IN_REQUEST = 10
    run = started(rows=2)
    assert (run.state, run.total) == (RunState.READING, 0)
    assert runs.work_once("worker")
    run.refresh_from_db()
    assert (run.state, run.total) == (RunState.CHECKED, 2)


def test_the_worker_reads_and_writes_what_waits():
    first, second = started(), started(name="Other")
    call_command("run_imports", "--until-idle")
    for run in (first, second):
        run.refresh_from_db()
        assert (run.state, run.done, run.total) == (RunState.CHECKED, ROWS, ROWS)
        runs.confirm(run, run.plan_digest)
        assert (run.state, run.is_waiting) == (RunState.APPLYING, True)
    call_command("run_imports", "--until-idle")
    first.refresh_from_db()
    assert (first.state, Country.objects.count()) == (RunState.DONE, 2 * ROWS)


def test_one_worker_gets_a_run():
    run = started()
    rival = ImportRun.objects.get(pk=run.pk)
    assert runs._claim(run, "one")
    assert not runs._claim(rival, "another")
    assert not runs.work_once("another")


def test_progress_is_told_batch_by_batch(monkeypatch):
    run, seen = started(), []
    keep = runs.Staging._keep

    def watched(staging, planner, outcomes):
        keep(staging, planner, outcomes)
        seen.append(ImportRun.objects.get(pk=run.pk).done)

    monkeypatch.setattr(runs.Staging, "_keep", watched)
    runs.work_once("worker")
    assert seen == [5, 10, 12]


def test_cancelling_stops_the_worker_before_its_next_batch(monkeypatch):
    run = started()
    keep = runs.Staging._keep

    def cancelled(staging, planner, outcomes):
        keep(staging, planner, outcomes)
        runs.cancel(ImportRun.objects.get(pk=run.pk))

    monkeypatch.setattr(runs.Staging, "_keep", cancelled)
    runs.work_once("worker")
    run.refresh_from_db()
    assert (run.state, run.worker, PlannedRow.objects.count()) == (RunState.CANCELLED, "", 0)


def test_a_worker_that_lost_its_run_writes_nothing():
    run = started()
    runs.work_once("worker")
    run.refresh_from_db()
    runs.confirm(run, run.plan_digest)
    assert runs._claim(run, "slow")
    ImportRun.objects.filter(pk=run.pk).update(worker="another")
    runs.work_on(run)
    assert Country.objects.count() == 0


def test_a_web_process_starts_one_worker(settings, monkeypatch):
    started_processes = []

    class Child:
        def __init__(self, command, **options):
            started_processes.append(command)

        def poll(self):
            return None

    settings.IMPORT_WORKER = "embedded"
    monkeypatch.setattr(working.subprocess, "Popen", Child)
    monkeypatch.setattr(working, "_child", None)
    started()
    started(name="Other")
    assert started_processes == [[sys.executable, str(settings.BASE_DIR / "manage.py"), "run_imports", "--until-idle"]]
