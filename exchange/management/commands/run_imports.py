import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from exchange.runs import work_once
from exchange.working import worker_name

POLL_SECONDS = 1


class Command(BaseCommand):
    help = "Work on imports that are too large for a request. Several may run; each import is taken by one."

    def add_arguments(self, parser):
        parser.add_argument("--until-idle", action="store_true", help="End when no import waits.")

    def handle(self, until_idle, **options):
        while True:
            if work_once(worker_name()):
                continue
            if until_idle:
                return
            # The database may have been restarted while nothing was to do.
            close_old_connections()
            time.sleep(POLL_SECONDS)
