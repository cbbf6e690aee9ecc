"""
A process that imports and is killed: `python -m tests.exchange.killed_import MOMENT`, for test_killed_imports.

It works on the runs that wait, in the database of the environment, and ends itself without a word when the moment has
come: nothing is rolled back, closed or flushed, as when the machine stops.
"""

import os
import signal
import sys

import django


def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def after(act, times=1):
    """`act`, and death after it was called as often."""
    left = [times]

    def once_more(*args, **options):
        found = act(*args, **options)
        left[0] -= 1
        if not left[0]:
            die()
        return found

    return once_more


def main(moment):
    django.setup()
    from django.db import connection

    from exchange import applying, planning, runs, staging

    planning.BATCH = 3
    if moment == "reading":
        runs.read_file = die
    elif moment == "validating":
        staging.Staging._keep = after(staging.Staging._keep, times=2)
    elif moment == "writing":
        applying.Group.write = after(applying.Group.write)
    elif moment == "committing":
        # The last statement before the commit, whatever the database.
        connection.ensure_connection()
        connection.run_on_commit = []
        commit = connection._commit
        hide = applying.Group.hide

        def almost(group):
            connection._commit = die
            return hide(group)

        applying.Group.hide = almost
        assert commit
    elif moment == "written":
        runs.look_at_written = die
    while runs.work_once("the killed one"):
        pass


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    main(sys.argv[1])
