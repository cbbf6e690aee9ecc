"""A killed import leaves the register as it was or as it should be, and says so: killed for real, at every stage."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from exchange import runs
from exchange.models import ImportRun, RunState
from relations.models import Country
from tests.factories import make_country, make_passage, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 8


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Runs a process on the register of this test, and brings back what it left of it."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    file = tmp_path / "register.sqlite3"

    def run_killed(moment):
        stored = connection.settings_dict
        if connection.vendor == "sqlite":
            with sqlite3.connect(file) as copy:
                connection.connection.backup(copy)
            url = f"sqlite:///{file}"
        else:
            url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**stored)
            if stored["HOST"].startswith("/"):
                url = "postgres://{USER}:{PASSWORD}@/{NAME}?host={HOST}&port={PORT}".format(**stored)
        environment = os.environ | {"DATABASE_URL": url, "UPLOAD_DIR": str(settings.UPLOAD_DIR)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.exchange.killed_import", moment],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (-9 if moment else 0), done.stderr
        if connection.vendor == "sqlite":
            with sqlite3.connect(file) as copy:
                copy.backup(connection.connection)

    return run_killed


@pytest.fixture
def waiting(settings, elsewhere):
    """A run that is too large for a request, of new countries with citations, and one that changes."""
    settings.IMPORT_ROWS_IN_REQUEST = 0
    changed = make_country(name="Nauru")
    key = make_passage().key
    rows = [f"New {number},,un-member,,{key}" for number in range(ROWS - 1)]
    rows.append(f"{changed.name},{changed.slug},un-member,Yaren,")
    text = "name,slug,country_status,capital,citations\n" + "\n".join(rows)
    return runs.start(text.encode(), sheet="countries", author=make_user("Reviewers"))


def register():
    """What the register holds: countries, citations, history and changesets."""
    return (
        Country.objects.count(),
        Country.objects.filter(capital="Yaren").count(),
        sum(country.citations.count() for country in Country.objects.all()),
        Country.history_model.objects.count(),
    )


BEFORE, AFTER = (1, 0, 0, 1), (ROWS, 1, ROWS - 1, ROWS + 1)


def fall_silent():
    ImportRun.objects.update(heartbeat=timezone.now() - timedelta(hours=1))


def checked(run):
    """The run, read by a worker of this process and confirmed."""
    runs.work_once("worker")
    run.refresh_from_db()
    return runs.confirm(run, run.plan_digest)


@pytest.mark.parametrize("moment", ["reading", "validating"])
def test_killed_while_it_is_read(waiting, elsewhere, moment):
    elsewhere(moment)
    waiting.refresh_from_db()
    assert (register(), waiting.state, waiting.worker) == (BEFORE, RunState.READING, "the killed one")
    assert not runs.work_once("another"), "nobody takes a run from a worker that may be alive"
    fall_silent()
    assert runs.work_once("another")
    waiting.refresh_from_db()
    assert (register(), waiting.state, waiting.created_rows, waiting.rows.count()) == (
        *(BEFORE, RunState.CHECKED),
        *(ROWS - 1, 2 * ROWS - 1),
    )


@pytest.mark.parametrize(("moment", "left"), [("writing", BEFORE), ("committing", BEFORE), ("written", AFTER)])
def test_killed_while_it_is_written(waiting, elsewhere, moment, left):
    checked(waiting)
    elsewhere(moment)
    waiting.refresh_from_db()
    assert register() == left
    assert waiting.state == (RunState.DONE if left == AFTER else RunState.APPLYING)
    fall_silent()
    runs.work_once("another")
    waiting.refresh_from_db()
    assert (register(), waiting.state) == (AFTER, RunState.DONE)
    assert waiting.changeset.pk == Country.objects.get(name="Nauru").history.first().changeset_id


def test_a_file_that_kills_its_worker_is_given_up(waiting):
    for _attempt in range(runs.ATTEMPTS):
        assert runs._claim(waiting, "the killed one")
        fall_silent()
        runs.reap()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.worker) == (RunState.FAILED, "")
    assert "Nothing of it was written" in waiting.told
    assert not runs.work_once("another")
    runs.resume(waiting)
    assert runs.work_once("another")
    waiting.refresh_from_db()
    assert waiting.state == RunState.CHECKED
