"""What a machine finds when it looks citations up."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.attaching import attach
from sources.documents.words import fingerprint
from sources.models import Citation, Passage
from sources.verification import counts, verify
from tests.factories import make_citation, make_country, make_passage, make_source, save

pytestmark = pytest.mark.django_db

LINES = [
    "The treaty was signed on 17 September 2008 at the Kremlin in Moscow.",
    "On 26 August 2008 President Medvedev signed two decrees.",
    "The embassy opened in April 2009 and has twelve rooms.",
]


@pytest.fixture
def source(author):
    source = make_source(title="Gazette")
    attach(source, "\n".join(LINES).encode(), "a.txt", author=author)
    return source


def passage(source, number):
    return source.passages.get(number=number)


def cite(source, number, **values):
    """A citation; a quotation that is not there could not be written while its passage has its text."""
    wrong = values.pop("wrong", "")
    citation = make_citation(make_country(), passage=passage(source, number), **values)
    if wrong:
        Citation.objects.filter(pk=citation.pk).update(exact=wrong)
    return Citation.objects.get(pk=citation.pk)


def verdict(citation):
    (found,) = verify(Citation.objects.filter(pk=citation.pk))
    return found


@pytest.mark.parametrize(
    ("values", "by"),
    [
        ({"exact": "17 September 2008"}, "quotation"),
        ({"says": "17 September 2008"}, "value"),
        ({"says": "17 September 2008 … Moscow"}, "value"),
        ({}, "fingerprint"),
    ],
)
def test_verified(source, values, by):
    found = verdict(cite(source, 1, **values))
    assert (found.state, found.by, found.is_problem) == ("verified", by, False)


@pytest.mark.parametrize("values", [{"wrong": "26 August 2008"}, {"says": "26 August 2008"}])
def test_moved_words(source, values):
    found = verdict(cite(source, 1, **values))
    assert (found.state, found.found.number) == ("moved", 2)


def test_a_moved_passage(source):
    Passage.objects.filter(number=1).update(fingerprint=fingerprint(LINES[2]))
    found = verdict(cite(source, 1))
    assert (found.state, found.found.number) == ("moved", 3)


@pytest.mark.parametrize(
    "values", [{"wrong": "27 August 2008 President Medvedev"}, {"says": "27 August 2008 President"}]
)
def test_reworded_words(source, values):
    found = verdict(cite(source, 2, **values))
    assert (found.state, found.found.number) == ("reworded", 2)
    changes = [(str(part.part), part.words) for part in found.difference if part.part != "same"]
    assert changes == [("removed", "27"), ("added", "26")]


@pytest.mark.parametrize("says", ["", "17 September 2008"])
def test_a_reworded_passage(source, says):
    citation = cite(source, 1, says=says)
    Passage.objects.filter(number=1).update(fingerprint="0" * 64)
    found = verdict(citation)
    assert (found.state, found.found.number) == ("reworded", 1)


def test_gone(source):
    assert verdict(cite(source, 1, wrong="Zyxwv utsrq ponml")).state == "gone"
    Passage.objects.filter(number=1).update(text="", fingerprint="0" * 64)
    assert verdict(cite(source, 1)).state == "gone"


def test_no_document():
    citation = make_citation(make_country(), passage=make_passage())
    assert verdict(citation).state == "no-document"


def test_a_damaged_document_says_nothing(own_store, source):
    citation = cite(source, 1)
    assert verdict(citation).state == "verified"
    digest = source.documents.get().sha256
    (own_store / digest[:2] / digest).unlink()
    found = verdict(citation)
    assert (found.state, found.detail) == ("no-document", "The stored copy is missing or damaged.")
    (shown,) = verify(Citation.objects.all(), read_documents=False)
    assert shown.state == "verified"


def test_a_citation_without_a_passage_is_looked_up_in_the_whole_document(source):
    country = make_country()
    states = {}
    for words in ("26 August 2008", "never printed here"):
        found = verdict(make_citation(country, source=source, exact=words))
        states[words] = (found.state, found.found and found.found.number)
    assert states == {"26 August 2008": ("verified", 2), "never printed here": ("gone", None)}
    assert verdict(make_citation(country, source=source)).by == "document"


def test_queries_do_not_grow_with_the_citations(source):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            verify(Citation.objects.all())
        return len(asked)

    cite(source, 1)
    cite(source, 1, wrong="26 August 2008")
    few = queries()
    for number in (1, 2, 3, 3):
        cite(source, number, wrong="something not there")
    assert queries() == few


def test_the_command_prints_counts_and_fails_for_ci(source, tmp_path, capsys):
    good = cite(source, 1, says="Moscow")
    call_command("verify_citations", "--json", tmp_path / "report.json")
    assert "Verified: 1\nMoved: 0\nReworded: 0\nGone: 0\nNo document attached: 0" in capsys.readouterr().out
    bad = cite(source, 2, wrong="27 August 2008 President Medvedev", field="name")
    with pytest.raises(CommandError, match="1 citations do not stand") as stopped:
        call_command("verify_citations", "--json", tmp_path / "report.json")
    assert stopped.value.returncode == 1
    assert f"reworded: {bad.key}, country {bad.record.slug} name, at Gazette ¶2 (now ¶2)" in capsys.readouterr().out
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"] == {"verified": 1, "moved": 0, "reworded": 1, "gone": 0, "no-document": 0}
    told = {row["key"]: row for row in report["citations"]}
    assert (told[good.key]["state"], told[good.key]["passage"], told[good.key]["by"]) == ("verified", "1", "value")
    assert told[bad.key]["difference"][0] == {"part": "removed", "words": "27"}


def test_the_command_looks_at_one_source(source, capsys):
    cite(source, 2, wrong="27 August 2008 President Medvedev")
    make_citation(make_country(), source=make_source(title="Other"))
    call_command("verify_citations", "--source", "other")
    assert "No document attached: 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no source “none”"):
        call_command("verify_citations", "--source", "none")


def test_every_state_is_counted():
    assert counts([]) == {"verified": 0, "moved": 0, "reworded": 0, "gone": 0, "no-document": 0}


def test_the_words_saved_since_do_not_matter(source):
    citation = cite(source, 1, exact="17 September 2008")
    citation.exact = "the Kremlin"
    save(citation)
    assert verdict(citation).by == "quotation"
