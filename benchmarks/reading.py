"""
How fast readers are served, as shares of what an empty Django view serves in the same run.

    python -m benchmarks.reading [SIZE ...]

Makes a register of SIZE published, cited missions (1,000 and 100,000 unless told; 1,000,000 takes ten minutes to make)
in a database of its own, serves it with one gunicorn worker and asks it from one client, one page after another.
Prints the median time of each kind of page and its share of the empty view. Exit code 1 where a share misses its goal,
a first visit weighs too much, or a page takes much longer in the largest register than in the smallest.

"Uncached" pages are made anew for every visit: no visitor, no proxy and no page is remembered. The numbers beside a
list's filters are counted once for each state of the register and kept; "caches off" counts them anew each time.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import count, cycle

SECONDS = 3.0
GOALS = {
    "record": 0.12,
    "list": 0.06,
    "list, filtered": 0.06,
    "not modified": 0.6,
    "page kept": 0.6,
}
MAX_BYTES = 50_000
MAX_DRIFT = 0.25
FIRST_PORT = 8765
_fresh = count(1)


def environment(folder, size, **more):
    """What the commands and the server of one register run under."""
    return os.environ | {
        "BENCHMARK_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/{size}.sqlite3",
        "DJANGO_SETTINGS_MODULE": "benchmarks._settings",
        "SECRET_KEY": "not a secret: only the benchmark uses it",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "off",
        "HTTPS": "off",
        **more,
    }


def build(size, env):
    """Fill the database of one register, and collect the static files."""
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "call_command('collectstatic', verbosity=0, interactive=False)\n"
        f"from benchmarks._register import fill; fill({size})"
    )
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


class Server:
    """One gunicorn worker for as long as the context lasts."""

    def __init__(self, env, port):
        self.env, self.port = env, port

    def __enter__(self):
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen([*command, "--workers", "1", "--log-level", "error"], env=self.env)
        for _attempt in range(300):
            try:
                self.ask("/nothing/")
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("gunicorn did not start.")

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait()

    def ask(self, address, headers=None):
        """(status, headers, body) of one address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", address, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def medians(self, addresses, *, expected=200, headers=None):
        """
        The median times of a page and of the empty view, in milliseconds; `addresses` is an endless supply.

        Each page is followed by the empty view, so that whatever else the machine does slows both down.
        """
        pages, nothing, end = [], [], time.perf_counter() + SECONDS
        for place, address in enumerate(addresses):
            taken, status = self._timed(address, headers)
            if status != expected:
                raise RuntimeError(f"{address} answered {status}.")
            empty, _status = self._timed("/nothing/", None)
            if place >= 5:  # the first pages pay for imports and templates
                pages.append(taken)
                nothing.append(empty)
            if time.perf_counter() > end and len(pages) > 5:
                break
        return statistics.median(pages), statistics.median(nothing)

    def _timed(self, address, headers):
        start = time.perf_counter()
        status, _headers, _body = self.ask(address, headers)
        return (time.perf_counter() - start) * 1000, status


def fresh(*paths):
    """The addresses in turn, each told apart from every earlier one, so that nothing kept can answer."""
    return (f"{path}{'&' if '?' in path else '?'}utm_visit={next(_fresh)}" for path in cycle(paths))


def kinds(size):
    """The pages that are made anew: (name, addresses)."""
    spread = [number * size // 100 for number in range(100)]
    filtered = [f"/missions/?type=consulate&sending_state=country-{number:03}" for number in range(0, 200, 5)]
    return {
        "record": fresh(*(f"/missions/mission-{number}/" for number in spread)),
        "list": fresh("/missions/"),
        "list, filtered": fresh(*filtered),
        "list, much left": fresh("/missions/?type=embassy", "/missions/?state_of_work=open"),
        "list, by date": fresh("/missions/?sort=-opened"),
        "home": fresh("/"),
    }


def measure(size, folder, port):
    """The medians of one register, in milliseconds, and the weight of a first visit in bytes."""
    env = environment(folder, size)
    build(size, env)
    with Server(env, port) as server:
        found = {name: server.medians(addresses) for name, addresses in kinds(size).items()}
        record = "/missions/mission-7/"
        found["page kept"] = server.medians(cycle([record, "/missions/"]))
        tag = server.ask(record)[1]["ETag"]
        found["not modified"] = server.medians(cycle([record]), expected=304, headers={"If-None-Match": tag})
        weights = {page: weight(server, page) for page in ("/", "/missions/", record)}
    with Server(environment(folder, size, CACHE_URL="dummycache://"), port + 1) as server:
        off = kinds(size)
        found |= {f"{name}, caches off": server.medians(off[name]) for name in ("list", "list, filtered")}
    return found, weights


def weight(server, page):
    """What a first visit sends, compressed: the page, its style and its script."""
    packed = {"Accept-Encoding": "gzip"}
    _status, _headers, body = server.ask(page)
    linked = re.findall(rb'(?:<link rel="stylesheet" href|<script src)="([^"]+)"', body)
    return sum(len(server.ask(each, packed)[2]) for each in [page, *(path.decode() for path in linked)])


def report(size, found, weights):
    """Print one register's table; the complaints about it."""
    complaints = []
    print(f"\n{size:,} missions, one worker{'':18}   ms   share    goal")
    for name, (median, nothing) in found.items():
        share, goal = nothing / median, GOALS.get(name)
        missed = goal is not None and share < goal
        print(f"  {name:40}{median:7.2f} {share:7.3f} {goal or '':>7}{'  missed' if missed else ''}")
        if missed:
            complaints.append(f"{name} at {size:,}")
    for page, number in weights.items():
        print(f"  first visit to {page:25}{number:9,} bytes")
        if number > MAX_BYTES:
            complaints.append(f"weight of {page}")
    return complaints


def main(sizes):
    complaints, medians = [], {}
    with tempfile.TemporaryDirectory(prefix="chancery-benchmark-") as folder:
        for place, size in enumerate(sizes):
            found, weights = measure(size, folder, FIRST_PORT + 2 * place)
            medians[size] = found
            complaints += report(size, found, weights)
    least, most = min(sizes), max(sizes)
    if least < most:
        print(f"\nFrom {least:,} to {most:,} missions a page takes")
        for name in ("record", "list", "list, filtered", "list, by date"):
            drift = medians[most][name][0] / medians[least][name][0] - 1
            print(f"  {name:40}{drift:+7.0%}")
            if drift > MAX_DRIFT:
                complaints.append(f"growth of {name}")
    if complaints:
        print(f"\nMissed: {', '.join(complaints)}.")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 100_000]))
