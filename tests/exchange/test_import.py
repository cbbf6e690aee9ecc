"""Importing sheets: what is written, what is refused, and how it is told."""

import pytest
from tablib import Dataset

from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from exchange.engine import import_sheets
from exchange.policies import REFUSED, SeedPolicy
from exchange.registry import sheet_for, sheets
from people.models import Event
from relations.models import Country, Recognition
from sources.models import Citation, Passage
from tests.factories import (
    make_citation,
    make_country,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    publish,
    save,
)

pytestmark = pytest.mark.django_db


def table(*rows):
    headers, *cells = rows
    dataset = Dataset(headers=list(headers))
    dataset.extend([list(row) for row in cells])
    return dataset


def bring_in(model, *rows, author=None, **options):
    return import_sheets([(sheet_for(model)(), table(*rows))], author=author, **options)


def exported(record):
    resource = sheet_for(type(record))()
    return resource.export(type(record).objects.filter(pk=record.pk))


def told(report):
    return [(problem.row, problem.column, problem.reason) for problem in report.problems]


def test_a_new_row_becomes_a_draft_with_history_and_file():
    author = make_user("Data editors")
    report = bring_in(
        Country, ["name", "country_status"], ["Nauru", "UN member State"], author=author, file_name="a.csv"
    )
    country = Country.objects.get()
    assert report.created == 1
    assert (country.slug, country.status, country.country_status) == ("nauru", Status.DRAFT, "un-member")
    changeset = country.history.get().changeset
    assert (changeset.author, changeset.kind, changeset.file_name) == (author, ChangesetKind.IMPORT, "a.csv")
    assert country.history.get().sheet_row == "countries, row 2"


def test_a_row_with_its_passages_may_be_published_at_once():
    passage = make_passage()
    make_country(name="Russia", published=True)
    make_country(name="South Ossetia", published=True)
    report = bring_in(
        Recognition,
        ["status", "recognizing_state", "recognized_entity", "granted", "citations"],
        ["published", "Russia", "south-ossetia", "26 August 2008", passage.key],
    )
    assert told(report) == []
    recognition = Recognition.objects.get()
    assert recognition.is_published
    assert recognition.citations.get().passage == passage


def test_all_problems_are_told_at_once_and_nothing_is_written():
    make_country(name="Georgia (country)", other_names="Georgia")
    make_country(name="Georgia (state)", other_names="Georgia", country_status="subnational")
    make_country(name="Nauru")
    report = bring_in(
        Recognition,
        ["recognizing_state", "recognized_entity", "granted", "mode"],
        ["Nauru", "Naru", "8/9/2008", "de jure"],
        ["Georgia", "Nauru", "2009", "maybe"],
        ["Nauru", "Nauru", "2009", ""],
        ["Nauru", "Georgia (state)", "2009", ""],
    )
    by_place = {(row, column): reason for row, column, reason in told(report)}
    assert set(by_place) == {(2, "recognized_entity"), (2, "granted"), (3, "recognizing_state"), (3, "mode"), (4, "")}
    assert "Did you mean nauru?" in by_place[2, "recognized_entity"]
    assert "8 September 2008" in by_place[2, "granted"]
    assert "georgia-country, georgia-state" in by_place[3, "recognizing_state"]
    assert "does not recognize itself" in by_place[4, ""]
    assert Recognition.objects.count() == 0


def test_a_dry_run_writes_nothing():
    report = bring_in(Country, ["name", "country_status"], ["Nauru", "un-member"], dry_run=True)
    assert report.created == 1
    assert (Country.objects.count(), Changeset.objects.count()) == (0, 0)


def test_replaying_a_file_writes_nothing():
    rows = [["name", "country_status"], ["Nauru", "un-member"], ["Tuvalu", "un-member"]]
    assert bring_in(Country, *rows).created == 2
    changesets = Changeset.objects.count()
    again = bring_in(Country, *rows)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert Changeset.objects.count() == changesets


def test_a_stale_row_merges_other_cells_and_conflicts_on_the_same():
    country = make_country(name="Nauru")
    file = exported(country)
    country.capital = "Yaren"
    save(country)
    row = dict(zip(file.headers, file[0], strict=True))
    merged = bring_in(Country, list(row), list((row | {"official_name": "Republic of Nauru"}).values()))
    assert told(merged) == []
    country = Country.objects.get(pk=country.pk)
    assert (country.capital, country.official_name, country.version) == ("Yaren", "Republic of Nauru", 3)
    clash = bring_in(Country, list(row), list((row | {"capital": "Aiwo"}).values()))
    ((number, column, reason),) = told(clash)
    assert (number, column) == (2, "capital")
    assert "Yaren" in reason
    assert Country.objects.get(pk=country.pk).capital == "Yaren"


def test_an_untouched_stale_row_changes_nothing():
    country = make_country(name="Nauru")
    file = exported(country)
    country.capital = "Yaren"
    save(country)
    report = import_sheets([(sheet_for(Country)(), file)], author=None)
    assert (report.changed, report.unchanged) == (0, 1)


def test_without_a_version_blank_cells_are_filled_and_others_kept():
    country = make_country(name="Nauru", capital="Yaren")
    assert bring_in(Country, ["slug", "iso_alpha2"], [country.slug, "NR"]).changed == 1
    refused = bring_in(Country, ["slug", "capital"], [country.slug, "Aiwo"])
    assert "write the version you looked at, 2" in told(refused)[0][2]
    assert bring_in(Country, ["slug", "capital", "version"], [country.slug, "Aiwo", "2"]).changed == 1


def test_absent_columns_stay_and_blank_cells_clear():
    country = make_country(name="Nauru", capital="Yaren", official_name="Republic of Nauru")
    bring_in(Country, ["slug", "capital", "version"], [country.slug, "", "1"])
    country.refresh_from_db()
    assert (country.capital, country.official_name) == ("", "Republic of Nauru")


def test_rows_of_one_sheet_may_name_each_other_in_any_order():
    report = bring_in(
        Country,
        ["slug", "name", "country_status", "part_of"],
        ["ossetia", "Ossetia", "subnational", "georgia"],
        ["georgia", "Georgia", "un-member", ""],
    )
    assert told(report) == []
    assert Country.objects.get(slug="ossetia").part_of.slug == "georgia"


def test_rows_without_an_address_may_name_each_other_too():
    report = bring_in(
        Country,
        ["name", "country_status", "part_of"],
        ["Ossetia", "subnational", "Georgia (State)"],
        ["Georgia (State)", "un-member", ""],
    )
    assert told(report) == []
    assert Country.objects.get(name="Ossetia").part_of.name == "Georgia (State)"


def test_two_rows_about_one_record_are_refused():
    country = make_country()
    report = bring_in(Country, ["slug", "capital"], [country.slug, "A"], [country.slug, "A"])
    assert "Row 2 is about the same record" in told(report)[0][2]


@pytest.mark.parametrize(
    ("headers", "hint"),
    [(["slug", "nme"], "Did you mean “name”"), (["slug", "slug"], "stands twice"), (["", "zzz"], "There are: slug")],
)
def test_bad_headers_are_refused(headers, hint):
    report = bring_in(Country, headers, ["a", "b"])
    assert hint in told(report)[0][2]


def test_headers_are_forgiving():
    report = bring_in(Country, ["\ufeffName ", "Country Status"], ["Nauru", "un-member"])
    assert told(report) == []


def test_who_may_not_publish_may_not_import_published():
    author = make_user("Data editors")
    country = make_country(published=True)
    new = bring_in(Country, ["name", "country_status", "status"], ["A", "un-member", "published"], author=author)
    old = bring_in(Country, ["slug", "capital"], [country.slug, "A"], author=author)
    assert told(new)[0][2] == told(old)[0][2] == REFUSED
    assert bring_in(Country, ["slug", "capital"], [country.slug, "A"], author=make_user("Reviewers")).changed == 1


@pytest.mark.parametrize("shown", [True, False])
def test_what_readers_see_is_cited_by_those_who_publish(shown):
    author = make_user("Data editors")
    recognition = make_recognition(published=shown)
    citation = make_citation(recognition, says="2008")
    passage = make_passage(make_source(published=shown))
    headers = ["record_type", "record", "source", "passage"]
    row = ["recognition", recognition.slug, citation.source.slug, str(citation.passage.number)]
    attempts = [
        bring_in(Citation, [*headers, "says"], [*row, "2009"], author=author),
        bring_in(Citation, ["key", "says", "version"], [citation.key, "2010", "1"], author=author),
        bring_in(Recognition, ["slug", "citations"], [recognition.slug, passage.key], author=author),
        bring_in(Passage, ["source", "number", "section"], [passage.source.slug, "1", "Lead"], author=author),
    ]
    expected = {REFUSED} if shown else set()
    assert [{reason for _row, _column, reason in told(report)} for report in attempts] == [expected] * 4


def test_a_citation_stays_with_its_record():
    citation, other = make_citation(make_recognition()), make_recognition()
    headers = ["key", "record_type", "record", "version"]
    report = bring_in(Citation, headers, [citation.key, "recognition", other.slug, "1"])
    assert "stays with its record" in told(report)[0][2]


def test_an_uncited_row_is_not_published():
    report = bring_in(Country, ["name", "country_status", "status"], ["A", "un-member", "published"])
    ((row, _column, reason),) = told(report)
    assert row == 2
    assert "needs a citation" in reason
    assert Country.objects.count() == 0


def test_many_to_many_cells():
    first, second = make_country(), make_country()
    bring_in(Event, ["title", "event_type", "countries"], ["Visit", "visit", f"{second.slug}; {first.name}"])
    assert set(Event.objects.get().countries.all()) == {first, second}


def test_citations_are_found_again_without_their_key():
    recognition = make_recognition()
    passage = make_passage()
    headers = ["record_type", "record", "field", "source", "passage", "says", "stance"]
    row = ["recognition", recognition.slug, "granted", passage.source.slug, "1", "2008", "disputes"]
    assert bring_in(Citation, headers, row).created == 1
    assert bring_in(Citation, headers, row).unchanged == 1
    citation = recognition.citations.get()
    assert (citation.field, citation.says, citation.stance, citation.passage) == (
        "granted",
        "2008",
        "disputes",
        passage,
    )


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("record_type", "treatise", "not in the list"),
        ("record", "nowhere", "There is no recognition"),
        ("passage", "7", "has no passage 7"),
        ("passage", "one", "not a whole number"),
        ("field", "colour", "no field “colour”"),
        ("source", "nothing", "There is no source"),
    ],
)
def test_bad_citations_are_refused_by_cell(cell, value, reason):
    row = {
        "record_type": "recognition",
        "record": make_recognition().slug,
        "field": "",
        "source": make_passage().source.slug,
        "passage": "1",
    } | {cell: value}
    report = bring_in(Citation, list(row), list(row.values()))
    assert [(problem.column, reason in problem.reason) for problem in report.problems] == [(cell, True)]


def test_seeds_give_way_to_an_editor():
    rows = [["slug", "name", "country_status", "capital"], ["nauru", "Nauru", "un-member", "Yaren"]]
    seeding = {"kind": ChangesetKind.SEED, "policy": SeedPolicy()}
    bring_in(Country, *rows, **seeding)
    rows[1][3] = "Yaren District"
    assert bring_in(Country, *rows, **seeding).changed == 1
    country = Country.objects.get()
    country.capital = "Aiwo"
    save(country, author=make_user("Editors"))
    report = bring_in(Country, *rows, **seeding)
    assert (report.changed, len(report.kept), report.problems) == (0, 1, [])
    assert Country.objects.get().capital == "Aiwo"


def test_every_sheet_comes_after_those_it_refers_to():
    names = [resource.sheet_name() for resource in sheets()]
    assert names.index("sources") < names.index("passages") < names.index("countries") < names.index("missions")
    assert names[-1] == "citations"


def test_a_published_record_is_changed_by_a_reviewer_only():
    country = publish(make_country())
    report = bring_in(Country, ["slug", "status", "version"], [country.slug, "draft", str(country.version)])
    assert report.changed == 1
