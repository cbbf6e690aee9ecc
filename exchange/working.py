"""
The worker behind large imports: a process that reads and writes what is too much for a request.

It needs no service of its own: with `IMPORT_WORKER=embedded`, the default, a web process starts one when an import
waits, and it ends when nothing waits any more. With `IMPORT_WORKER=separate` somebody keeps `manage.py run_imports`
running. There may be several; which of them has a run is settled in the database.
"""

import os
import socket
import subprocess
import sys

from django.conf import settings

_child = None


def worker_name():
    """What this process calls itself on the runs that it works on."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def wake_worker():
    """See to it that somebody works on the runs that wait; called when one is left waiting, and by pages that wait."""
    global _child
    if settings.IMPORT_WORKER != "embedded" or (_child is not None and _child.poll() is None):
        return
    _child = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_imports", "--until-idle"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
