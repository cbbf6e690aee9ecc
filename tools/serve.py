"""
How gunicorn serves the local run; `make run` names this file. Production gives its own flags, see README.md.

Two processes with four threads each, so that a slow page holds nobody else up.
"""

import os
import signal

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 2
threads = 4
preload_app = True
# The longest address gunicorn takes, so that core.middleware gets to answer most of those that are too long.
limit_request_line = 8190
# Nobody steers the local run from outside.
control_socket_disable = True
loglevel = "warning"


def when_ready(server):
    """Says where the register is, and lets a closed terminal end it, which gunicorn takes as a wish to reload."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    print(f"Chancery is at http://{bind}/ and its desk at http://{bind}/admin/")
    print("The accounts are in var/accounts.txt. Ctrl-C stops the server.", flush=True)
