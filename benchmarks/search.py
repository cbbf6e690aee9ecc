"""
How fast names are found: the hundred queries of the tests, among 100,000 officials and the seeded register.

    python -m benchmarks.search
    tools/postgres python -m benchmarks.search

Prints the median and the 95th of a hundred, in milliseconds of one whole search, and how many of the queries have the
right hit first; exit code 1 where the median is over 20 ms. Works on a database of its own; on the one that
DATABASE_URL names, where there is one.
"""

import csv
import os
import random
import statistics
import sys
import tempfile
import time

MAX_MEDIAN = 20
OFFICIALS = 100_000
AT_ONCE = 20_000
#: Sounds that the invented surnames are made of: enough of them to be as many as there are surnames.
BEGINNINGS = "Al Bag Dzha Gag Kok Lav Med Nar Shoy Tib Yev Zak Cher Khus Ask Bol Dol Kar Mar Pet".split()  # noqa: SIM905
MIDDLES = "a e i o u ad ek il or um ash ev".split()  # noqa: SIM905
ENDINGS = "ov ev yev in ity oyev adze shvili enko uk ian son man berg".split()  # noqa: SIM905
FIRST_NAMES = "Alan Murat Akhsar Leonid Sergei Robert Marta Elena Juan Ana Li Omar".split()  # noqa: SIM905

FOLDER = tempfile.mkdtemp(prefix="chancery-benchmark-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "off"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/search.sqlite3")
os.environ.setdefault("SECRET_KEY", "not a secret: only the benchmark uses it")

import django  # noqa: E402 -- reads the environment made above

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from editorial.choices import Status  # noqa: E402
from editorial.search_entries import refresh  # noqa: E402
from editorial.searching import search  # noqa: E402
from people.models import Official  # noqa: E402
from public.sections import section_of  # noqa: E402


def fill(chance):
    """The seeds and the invented officials; returns how long the entries of these took, in seconds."""
    call_command("migrate", verbosity=0)
    call_command("load_seeds", verbosity=0)
    pks = []
    for start in range(0, OFFICIALS, AT_ONCE):
        made = Official.objects.bulk_create(
            [
                Official(name=_name(chance), slug=f"invented-{number}", status=Status.PUBLISHED)
                for number in range(start, start + AT_ONCE)
            ],
            batch_size=500,
        )
        pks += [official.pk for official in made]
    began = time.perf_counter()
    refresh(Official, pks)
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took


def _name(chance):
    surname = chance.choice(BEGINNINGS) + "".join(chance.choices(MIDDLES, k=2)) + chance.choice(ENDINGS)
    return f"{chance.choice(FIRST_NAMES)} {surname}"


def main():
    took = fill(random.Random(1961))
    print(f"{connection.vendor}: the entries of {OFFICIALS} officials in {took:.1f} s")
    with open("tests/public/search_queries.csv", encoding="utf-8", newline="") as file:
        queries = list(csv.reader(file))[1:]
    times, right = [], 0
    for query, best in queries:
        began = time.perf_counter()
        entries = search(query).entries
        times.append(1000 * (time.perf_counter() - began))
        right += bool(entries) and _address(entries[0]) == best
    times.sort()
    median, late = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{len(queries)} queries: median {median:.1f} ms, 95 % within {late:.1f} ms, slowest {times[-1]:.1f} ms")
    print(f"the right hit comes first in {right} of {len(queries)}, among {OFFICIALS} invented names")
    return 1 if median > MAX_MEDIAN else 0


def _address(entry):
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    return f"/{section_of(model).path}/{entry.slug}/"


if __name__ == "__main__":
    sys.exit(main())
