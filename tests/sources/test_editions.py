"""Passages of several copies of one source keep their names apart, in addresses and in sheets."""

import pytest
from django.core.exceptions import ValidationError
from tablib import Dataset

from editorial.choices import ChangesetKind
from editorial.units import changeset
from editorial.writing import remove
from exchange.dataset import export_dataset, import_dataset
from exchange.engine import import_sheets
from exchange.registry import sheet_for
from sources.models import Citation, Passage, Source
from tests.factories import make_citation, make_country, make_passage, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    source = make_source(title="Gazette")
    for edition, number in ((1, 1), (1, 2), (2, 1)):
        make_passage(source, edition=edition, number=number, summary=f"{edition}-{number}")
    return Source.objects.get()


def imported(model, *rows):
    dataset = Dataset(*[row.values() for row in rows], headers=rows[0])
    return import_sheets([(sheet_for(model)(), dataset)], author=None)


def test_the_newest_edition_is_the_current_one(source):
    assert source.current_edition == 2
    assert [passage.summary for passage in Passage.objects.current()] == ["2-1"]
    old, new = source.passages.get(edition=1, number=1), source.passages.get(edition=2)
    assert (old.is_current, new.is_current) == (False, True)
    assert (old.key, new.key) == ("gazette#1", "gazette@2#1")
    assert old.get_absolute_url() == "/sources/gazette/?edition=1#passage-1"
    assert new.get_absolute_url() == "/sources/gazette/#passage-1"
    assert [str(old), str(new)] == ["Gazette ¶1", "Gazette, edition 2 ¶1"]


def test_the_only_edition_is_not_named():
    passage = make_passage(make_source(title="Journal"))
    assert passage.get_absolute_url() == "/sources/journal/#passage-1"


def test_sheets_resolve_passages_of_every_edition(source):
    country = make_country(name="Nauru")
    row = {"slug": country.slug, "citations": "gazette#1; gazette@1#2; gazette@2#1"}
    report = imported(type(country), row)
    assert report.problems == []
    assert sorted(each.passage.summary for each in Citation.objects.all()) == ["1-1", "1-2", "2-1"]
    cell = sheet_for(type(country))().export().dict[0]["citations"]
    assert cell == "gazette#1; gazette#2; gazette@2#1"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("gazette#3", "“Gazette” has no passage 3; it has 2"),
        ("gazette@2#2", "Edition 2 of “Gazette” has no passage 2; it has 1"),
        ("gazette@2", "names no passage"),
        ("gazette#x", "names no passage"),
        ("gazette@x#1", "names no passage"),
    ],
)
def test_a_passage_that_is_not_there_is_refused(source, cell, reason):
    country = make_country(name="Nauru")
    (problem,) = imported(type(country), {"slug": country.slug, "citations": cell}).problems
    assert reason in problem.reason


def test_the_sheet_of_citations_names_the_edition(source):
    country = make_country(name="Nauru")
    about = {"record_type": "country", "record": "nauru", "source": "gazette"}
    report = imported(Citation, {**about, "passage": "@2#1"}, {**about, "passage": "1"})
    assert report.problems == []
    assert [each.passage.edition for each in country.citations.order_by("passage__edition")] == [1, 2]
    assert sheet_for(Citation)().export()["passage"] == ["1", "@2#1"]
    (problem,) = imported(Citation, {**about, "passage": "@2#9"}).problems
    assert "Edition 2 of “Gazette” has no passage 9" in problem.reason
    (problem,) = imported(Citation, {**about, "passage": "@2"}).problems
    assert "whole number" in problem.reason


def test_the_sheet_of_passages_defaults_to_the_first_edition(source):
    report = imported(Passage, {"source": "gazette", "number": "1", "summary": "1-1"})
    assert (report.created, report.changed, report.unchanged) == (0, 0, 1)
    row = {"source": "gazette", "edition": "", "number": "7", "summary": "1-7"}
    assert imported(Passage, row).created == 1
    assert source.passages.get(number=7).edition == 1


def test_all_editions_come_back_unchanged_and_into_an_empty_register(source, tmp_path):
    make_citation(make_country(), passage=source.passages.get(edition=2), says="x")
    make_passage(source, number=9, summary="", fingerprint="0" * 64)
    export_dataset(tmp_path)
    report = import_dataset(tmp_path, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed) == (0, 0)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        remove(Citation.objects.get())
        remove(source)
    report = import_dataset(tmp_path, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert Source.objects.get().current_edition == 2
    assert Citation.objects.get().passage.edition == 2


def test_editions_are_counted_from_1(source):
    with pytest.raises(ValidationError, match="Editions are counted from 1"):
        make_passage(source, edition=0, number=1)
