"""Import runs: planned, looked at, confirmed; stale, replayed and at the same time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Changeset
from exchange import runs
from exchange.models import ImportRun, PlannedRow, RowKind, RunState
from exchange.runs import OutOfTurnError
from relations.models import Country, Mission
from tests.factories import make_country, make_passage, make_source, make_user, save

pytestmark = pytest.mark.django_db

HEADERS = "slug,name,country_status,capital,version\n"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


def started(text, sheet="countries", **options):
    options.setdefault("author", make_user("Reviewers"))
    return runs.start(text.encode(), sheet=sheet, **options)


def table(*rows):
    return HEADERS + "".join(f"{','.join(row)}\n" for row in rows)


def test_a_plan_tells_what_becomes_of_each_row_and_writes_nothing():
    kept, changed = make_country(name="Nauru"), make_country(name="Tuvalu", capital="Funafuti")
    run = started(
        table(
            (kept.slug, "Nauru", "un-member", "", "1"),
            (changed.slug, "Tuvalu", "un-member", "Vaiaku", "1"),
            ("", "Abkhazia", "partially-recognized", "", ""),
            ("", "Bad", "moon", "", ""),
        )
    )
    assert run.state == RunState.REFUSED
    assert run.counts == {"countries": {"unchanged": 1, "changed": 1, "created": 1, "refused": 1}}
    rows = {row.row: row for row in run.rows.in_file_order()}
    assert [rows[number].kind for number in (2, 3, 4, 5)] == ["unchanged", "changed", "created", "refused"]
    assert rows[3].changes == [["capital", "Funafuti", "Vaiaku"]]
    assert rows[5].problems[0]["column"] == "country_status"
    assert [row.row for row in run.rows.with_problems()] == [5]
    assert Country.objects.count() == 2


def test_what_was_looked_at_is_written_in_one_changeset():
    author = make_user("Reviewers")
    run = started(table(("", "Nauru", "un-member", "", "")), author=author, file_name="a.csv", reason="Gazetteer")
    runs.confirm(run, run.plan_digest)
    assert run.state == RunState.DONE
    row = Country.objects.get().history.get()
    assert (row.changeset, row.sheet_row) == (run.changeset, "countries, row 2")
    assert (run.changeset.author, run.changeset.reason, run.changeset.file_name) == (author, "Gazetteer", "a.csv")


def test_a_run_is_confirmed_once():
    run = started(table(("", "Nauru", "un-member", "", "")))
    digest = run.plan_digest
    runs.confirm(run, digest)
    for again in (digest, "another"):
        with pytest.raises(OutOfTurnError):
            runs.confirm(run, again)
    assert Country.objects.get().version == 1


def test_the_same_file_again_writes_nothing_and_says_when():
    text = table(("", "Nauru", "un-member", "Yaren", ""))
    first = started(text)
    runs.confirm(first, first.plan_digest)
    country = Country.objects.get()
    country.capital = "Aiwo"
    save(country)
    again = started(text)
    assert again.state == RunState.DONE
    assert f"imported on {first.changeset.created:%-d %B %Y}" in again.told
    assert again.changeset is None
    assert (Country.objects.get().capital, Changeset.objects.count()) == ("Aiwo", 2)


def test_what_changed_since_the_look_is_shown_again():
    country = make_country(name="Nauru")
    run = started(table((country.slug, "Nauru", "un-member", "Aiwo", "1")))
    country.capital = "Yaren"
    save(country)
    runs.confirm(run, run.plan_digest)
    assert run.state == RunState.REFUSED
    assert "has changed since you looked" in run.told
    (row,) = run.rows.with_problems()
    (problem,) = row.problems
    assert (row.kind, problem["theirs"], problem["value"], problem["base"]) == (RowKind.CONFLICT, "Yaren", "Aiwo", "")
    assert Country.objects.get().capital == "Yaren"


def test_a_change_that_makes_no_difference_needs_no_second_look():
    country = make_country(name="Nauru")
    run = started(table((country.slug, "Nauru", "un-member", "Yaren", "1")))
    make_country(name="Tuvalu")
    runs.confirm(run, run.plan_digest)
    assert run.state == RunState.DONE
    assert Country.objects.get(name="Nauru").capital == "Yaren"


def test_two_imports_of_the_same_state_do_not_overwrite_each_other():
    country = make_country(name="Nauru")
    first = started(table((country.slug, "Nauru", "un-member", "Yaren", "1")))
    second = started(table((country.slug, "Nauru", "un-member", "Aiwo", "1")))
    runs.confirm(first, first.plan_digest)
    runs.confirm(second, second.plan_digest)
    assert (first.state, second.state) == (RunState.DONE, RunState.REFUSED)
    assert Country.objects.get().capital == "Yaren"


def test_a_name_may_be_explained_for_the_whole_file():
    make_country(name="Myanmar")
    make_country(name="India")
    run = started(
        "sending_state,receiving_state,mission_type,seat\nIndia,Burma,embassy,Rangoon\nBurma,India,embassy,Delhi\n",
        sheet="missions",
    )
    problem = run.rows.with_problems().in_file_order()[0].problems[0]
    assert (problem["value"], problem["refers_to"], run.problem_rows) == ("Burma", "countries", 2)
    runs.remap(run, {"countries": {"Burma": "myanmar"}})
    assert (run.state, run.created_rows) == (RunState.CHECKED, 2)
    runs.confirm(run, run.plan_digest)
    assert set(Mission.objects.values_list("receiving_state__slug", flat=True)) == {"myanmar", "india"}


def test_the_nearest_right_answers_come_with_the_problem():
    make_country(name="Nauru")
    run = started("sending_state,receiving_state,mission_type\nNaru,Nauru,embassy\n", sheet="missions")
    assert run.rows.get().problems[0]["suggestions"] == ["nauru"]


def test_rows_are_undone_when_one_cannot_be_written():
    run = started(table(("", "Nauru", "un-member", "", ""), ("", "Tuvalu", "un-member", "", "")))
    rows = run.rows.order_by("pk")
    # What no check could foresee: the database refuses the second row.
    second = rows[1]
    second.values = [*rows[0].values]
    second.values[0] = second.record_id
    second.save()
    runs.confirm(run, run.plan_digest)
    assert (run.state, Country.objects.count(), Changeset.objects.count()) == (RunState.FAILED, 0, 0)
    assert "Nothing was written" in run.told
    runs.resume(run)
    runs.confirm(run, run.plan_digest)
    assert Country.objects.count() == 2


def test_a_cancelled_run_is_not_read_further():
    run = started(table(("", "Nauru", "un-member", "", "")))
    runs.cancel(run)
    assert (run.state, PlannedRow.objects.count()) == (RunState.CANCELLED, 0)
    with pytest.raises(OutOfTurnError):
        runs.confirm(run, run.plan_digest)


def test_a_discarded_run_leaves_nothing(tmp_path):
    run = started(table(("", "Nauru", "un-member", "", "")))
    runs.discard(run)
    assert (ImportRun.objects.count(), PlannedRow.objects.count(), list(tmp_path.iterdir())) == (0, 0, [])


def test_citations_come_with_their_rows():
    passage = make_passage(make_source(title="Gazette"))
    run = started(f"name,country_status,citations\nNauru,un-member,{passage.key}\n")
    assert run.counts == {"countries": {"created": 1, "cited": 1}}
    runs.confirm(run, run.plan_digest)
    citation = Country.objects.get().citations.get()
    assert citation.passage == passage
    assert citation.history.get().sheet_row == "countries, row 2"


@pytest.mark.parametrize("stored", [0, 300])
def test_the_queries_of_an_import_depend_on_neither_the_file_nor_the_register(stored):
    for number in range(stored // 100):
        make_country(name=f"Stored {number}")
    counts = []
    for rows in (5, 300):
        text = table(*(("", f"New {rows} {number}", "un-member", "", "") for number in range(rows)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run = started(text)
            runs.confirm(run, run.plan_digest)
        assert run.state == RunState.DONE
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 4
