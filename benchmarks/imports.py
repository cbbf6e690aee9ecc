"""
How fast spreadsheets come in, beside stock django-import-export and beside plain SQL, on the same rows in one run.

    python -m benchmarks.imports [ROWS]

Imports ROWS new missions (100,000 unless told), each with its history and a citation with its own, from a workbook
into a register of its own on SQLite: preview and import together. The stock library imports a sample of them, since
its cost is by the row; the others all. Prints seconds, ratios, peak memory, how long an editor's save had to wait
meanwhile, and the cost of 1,000 rows in a small and a large register. Exit code 1 where a ratio misses its goal.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, SAMPLE, FEW = 100_000, 2_000, 1_000
MIN_TIMES_STOCK, MAX_TIMES_FLOOR, MAX_MEGABYTES, MAX_DRIFT = 50, 15, 300, 1.5
SMALL = 1_000
HEADERS = (
    *("slug", "sending_state", "receiving_state", "mission_type", "seat", "opened", "mission_status"),
    *("summary", "citations"),
)


def setup(database):
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "off",
    }
    os.environ.setdefault("SECRET_KEY", "not a secret: only the benchmark uses it")
    import django

    django.setup()


def rows(count, first=0):
    """The rows of a workbook: new missions, each in a city of its own, with blank addresses."""
    chance = random.Random(1961)
    for number in range(first, first + count):
        sender, receiver = number % 200, (number + 1 + number // 200 % 150) % 200
        day = f"{chance.randrange(1, 29)} {chance.choice(('May', 'June', 'July'))} {chance.randrange(1950, 2020)}"
        yield (
            *("", f"country-{sender:03}", f"country-{receiver:03}", "embassy", f"City {number}", day, ""),
            *(f"Opened by note no. {number}.", f"source-{number % 10}#{1 + number % 200}"),
        )


def write_workbook(path, count, first=0):
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("missions")
        for place, row in enumerate([HEADERS, *rows(count, first)]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)


# The parts, each in a process of its own, so that its peak of memory is its own


def prepare(database, missions):
    setup(database)
    from django.core.management import call_command

    from benchmarks._peers import make_peer_tables
    from benchmarks._register import fill

    call_command("migrate", verbosity=0)
    fill(int(missions))
    make_peer_tables()


def stock(database, path):
    setup(database)
    from tablib import Dataset

    from benchmarks._peers import StockResource

    dataset = Dataset(headers=HEADERS)
    dataset.extend(rows(SAMPLE))
    start = time.perf_counter()
    for dry_run in (True, False):
        result = StockResource().import_data(dataset, dry_run=dry_run)
        assert result.totals["new"] == SAMPLE, result.totals
    return {"seconds": time.perf_counter() - start}


def floor(database, path):
    setup(database)
    from benchmarks._peers import plain_sql

    start = time.perf_counter()
    plain_sql(path)
    return {"seconds": time.perf_counter() - start}


def ours(database, path):
    setup(database)
    from exchange.applying import apply
    from exchange.models import ImportRun
    from exchange.policies import ImportPolicy
    from exchange.readers import read_file
    from exchange.registry import sheet_for
    from exchange.staging import Staging
    from relations.models import Mission

    start = time.perf_counter()
    (table,) = read_file(Path(path).read_bytes()).values()
    parsed = time.perf_counter()
    run = ImportRun.objects.create(file_name="missions.xlsx")
    sheet = sheet_for(Mission)()
    Staging(run, [(sheet, table)], ImportPolicy(None)).read()
    assert run.created_rows == len(table), (run.problems, run.counts)
    planned = time.perf_counter()
    apply(run, [sheet], author=None, kind="import")
    done = time.perf_counter()
    return {"seconds": done - start, "parse": parsed - start, "preview": planned - parsed, "import": done - planned}


def editor(database, path):
    """Saves an official, whom the import does not look at, until told to stop, and tells the longest wait."""
    setup(database)
    from editorial.units import changeset
    from editorial.writing import write
    from people.models import Official

    official, waits = Official(name="Busy"), []
    with changeset(author=None, kind="command"):
        write(official)
    print("ready", flush=True)
    while not Path(path).exists():
        official.summary = f"Version {len(waits)}"
        start = time.perf_counter()
        with changeset(author=None, kind="command"):
            write(official)
        waits.append(time.perf_counter() - start)
        time.sleep(0.02)
    return {"longest": max(waits), "median": sorted(waits)[len(waits) // 2], "saves": len(waits)}


PARTS = {each.__name__: each for each in (prepare, stock, floor, ours, editor)}


def part(name, *arguments, module="benchmarks.imports"):
    """Run a part in a process of its own and return what it measured."""
    command = [sys.executable, "-m", module, "--part", name, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def run_part(name, *arguments):
    measured = PARTS[name](*arguments) or {}
    print(json.dumps(measured | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


def fresh(folder, template, name):
    """A register of its own, copied from a filled one."""
    copy = folder / f"{name}.sqlite3"
    subprocess.run(["cp", template, copy], check=True)
    return copy


def with_editor(folder, database, path):
    """Ours, while an editor saves again and again."""
    stop = folder / "stop"
    command = [sys.executable, "-m", "benchmarks.imports", "--part", "editor", str(database), str(stop)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    measured = part("ours", database, path)
    stop.touch()
    return measured, json.loads(process.communicate()[0].splitlines()[-1])


def main(count):
    with tempfile.TemporaryDirectory(prefix="chancery-benchmark-") as folder:
        folder = Path(folder)
        small, large = folder / "small.sqlite3", folder / "large.sqlite3"
        part("prepare", small, SMALL)
        part("prepare", large, count)
        book, few = folder / "missions.xlsx", folder / "few.xlsx"
        write_workbook(book, count)
        write_workbook(few, FEW)
        theirs = part("stock", fresh(folder, small, "stock"), book)["seconds"] / SAMPLE * count
        least = part("floor", fresh(folder, small, "floor"), book)
        mine = part("ours", fresh(folder, small, "ours"), book)
        busy, waited = with_editor(folder, fresh(folder, small, "busy"), book)
        drift = [
            min(part("ours", fresh(folder, each, "few"), few)["seconds"] for _ in range(3)) for each in (small, large)
        ]
    print(f"{count:,} new missions with history and citations, preview and import, SQLite")
    print(f"stock django-import-export: {theirs:.0f} s ({SAMPLE:,} rows measured, the rest by the row)")
    print(f"plain SQL: {least['seconds']:.2f} s, {least['megabytes']} MB")
    told = ", ".join(f"{name} {mine[name]:.2f} s" for name in ("parse", "preview", "import"))
    print(f"ours: {mine['seconds']:.2f} s ({told}), {mine['megabytes']} MB")
    print(f"ours is {theirs / mine['seconds']:.0f} times faster than stock (goal: at least {MIN_TIMES_STOCK})")
    print(f"and takes {mine['seconds'] / least['seconds']:.1f} times plain SQL (goal: at most {MAX_TIMES_FLOOR})")
    print(
        f"an editor who saved {waited['saves']} times meanwhile waited {waited['longest']:.2f} s at most, "
        f"{waited['median'] * 1000:.0f} ms in the middle (import then {busy['import']:.2f} s)"
    )
    print(f"{FEW:,} rows into {SMALL:,}: {drift[0]:.2f} s; into {count:,}: {drift[1]:.2f} s")
    return (
        theirs / mine["seconds"] < MIN_TIMES_STOCK
        or mine["seconds"] / least["seconds"] > MAX_TIMES_FLOOR
        or mine["megabytes"] > MAX_MEGABYTES
        or drift[1] / drift[0] > MAX_DRIFT
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        run_part(*sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
