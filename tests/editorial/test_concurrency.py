"""Real writers at the same time: threads that fetch, fill in and post the desk's forms against one database."""

import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from relations.models import Country, Organization
from sources.models import Citation
from tests.admin_pages import address, change_address, filled_form, with_new_citation
from tests.factories import make_country, make_organization, make_passage, make_source, make_user

WRITERS = 8
ROUNDS = 25
#: How many saves come from a form before it is opened anew: a tab that is left open shows older and older values.
SAVES_A_FORM = 3
RECORDS = 6
OWN_FIELDS = ("name", "other_names", "summary")


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """
    The test database as many connections share one in production.

    On SQLite that is a file; the suite's own one is in memory, where writers do not wait for each other.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "register.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory, name = connections["default"], connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = str(path)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = in_memory
        connections.settings["default"]["NAME"] = name


@contextmanager
def writers(count):
    """`count` threads that hand back their database connections."""
    with ThreadPoolExecutor(count) as pool:
        yield lambda work, *arguments: list(pool.map(_closing(work), *arguments))


def _closing(work):
    def run(*arguments):
        try:
            return work(*arguments)
        finally:
            connections.close_all()

    return run


class Person(RequestFactory):
    """
    Somebody signed in, in a thread of their own.

    Django's test client hears of every template that is rendered meanwhile, those of the other threads included.
    """

    def __init__(self, user):
        super().__init__()
        client = Client()
        client.force_login(user)
        self.cookies, self.handler = client.cookies, ClientHandler(enforce_csrf_checks=False)

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def typed_into(response, **values):
    """What a form on a page would post, with `values` typed into it."""
    return {name: told[0] if len(told) == 1 else told for name, told in filled_form(response).items()} | values


def mine_everywhere(screen):
    """The choice of a person who insists."""
    boxes = HTMLParser(screen.content.decode()).css('input[type="radio"][value="mine"]')
    return {box.attributes["name"]: "mine" for box in boxes}


def save_as_a_person_would(client, record, data, answers):
    """Post a form; where others wrote the same, choose mine on the screen, as often as it takes."""
    response = client.post(change_address(record), data)
    while response.status_code == 409:
        answers["screens"] += 1
        response = client.post(change_address(record), typed_into(response, **mine_everywhere(response)))
    answers[response.status_code] += 1
    return response


def test_200_interleaved_saves_of_eight_writers_are_all_in_the_history(shared_database, record_property, capsys):
    records = [make_organization(name=f"Organization {number}") for number in range(RECORDS)]
    users = [make_user("Reviewers") for _writer in range(WRITERS)]
    source = make_source()
    passages = [make_passage(source, number=number) for number in range(1, WRITERS * ROUNDS + 1)]
    together = Barrier(WRITERS, timeout=60)

    def work(number):
        client, answers, written = Person(users[number]), Counter(), []
        chance = random.Random(number)
        for turn in range(ROUNDS):
            if turn % SAVES_A_FORM == 0:
                record = chance.choice(records)
                page = typed_into(client.get(change_address(record)))
            told = f"writer {number} turn {turn}"
            kind = ("same", "own", "citation")[(number + turn) % 3]
            data = dict(page)
            if kind == "citation":
                data = with_new_citation(data, passage=passages[number * ROUNDS + turn].pk, note=told)
                field = "note"
            else:
                field = "summary" if kind == "same" else OWN_FIELDS[number % 2]
                data[field] = told
            together.wait()  # all post at the same time
            response = save_as_a_person_would(client, record, data, answers)
            if response.status_code == 302:
                written.append((kind, record.pk, field, told))
        return answers, written

    with writers(WRITERS) as run:
        found = run(work, range(WRITERS))

    answers = sum((each for each, _written in found), Counter())
    accepted = [edit for _answers, written in found for edit in written]
    screens = answers.pop("screens")
    assert answers == {302: WRITERS * ROUNDS}
    for record in records:
        _is_complete(record, [edit for edit in accepted if edit[1] == record.pk])
    assert screens > 0  # else the writers did not meet
    told = {
        "saves": len(accepted),
        "conflict screens": screens,
        "history rows": Organization.history_model.objects.count(),
    }
    for name, value in told.items():
        record_property(name, value)
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")


def _is_complete(record, edits):
    """Every accepted edit stands in the history exactly once, and no version is missing."""
    rows = list(Organization.history_model.objects.filter(id=record.pk).order_by("history_id"))
    assert [row.version for row in rows] == list(range(1, len(rows) + 1))
    record.refresh_from_db()
    assert record.version == len(rows)
    appeared = Counter()
    for before, after in zip(rows, rows[1:], strict=False):
        for field in OWN_FIELDS:
            if getattr(before, field) != getattr(after, field):
                appeared[field, getattr(after, field)] += 1
    assert appeared == Counter((field, told) for kind, _pk, field, told in edits if kind != "citation")
    cited = Citation.history_model.objects.filter(object_id=record.pk, note__startswith="writer")
    assert Counter(cited.values_list("note", flat=True)) == Counter(
        told for kind, _pk, _field, told in edits if kind == "citation"
    )


def test_a_new_record_posted_twice_at_the_same_time_is_written_once(shared_database):
    user = make_user("Reviewers")
    clients = [Person(user) for _post in range(4)]
    data = typed_into(clients[0].get(address(Country, "add")), name="Nauru", country_status="un-member")
    together = Barrier(len(clients), timeout=60)

    def post(client):
        together.wait()
        return client.post(address(Country, "add"), data)

    with writers(len(clients)) as run:
        responses = run(post, clients)
    assert {response.status_code for response in responses} == {302}
    made = change_address(Country.objects.get())
    # The first one goes on to the list, the others to what it made.
    assert sorted(response.headers["Location"] for response in responses)[1:] == [made] * (len(clients) - 1)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such settings")
def test_a_write_on_sqlite_takes_its_lock_at_the_start_and_waits_for_its_turn(shared_database):
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] >= 5000
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"


def test_opening_pages_takes_no_lock(shared_database, client, django_assert_max_num_queries):
    """A form that is open, or a deletion that is asked about, keeps nobody from writing."""
    country = make_country()
    client.force_login(make_user("Reviewers"))
    for page in ("change", "delete", "history"):
        with django_assert_max_num_queries(60) as queries:
            assert client.get(change_address(country, page)).status_code == 200
        begun = [query["sql"] for query in queries if query["sql"].startswith(("BEGIN", "SAVEPOINT"))]
        assert begun == [], page
