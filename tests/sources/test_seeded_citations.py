"""With the five documents attached, every seeded citation verifies and every passage is used or says why not."""

import pytest
from django.core.management import call_command
from django.db import transaction

from sources.coverage import coverage_of, total
from sources.models import Citation, Document, Passage, Source
from sources.verification import verify

PASSAGES = {
    "abkhazia-south-ossetia-relations": 16,
    "dzhioev-press-conference-2025": 51,
    "foreign-relations-of-south-ossetia": 28,
    "russia-south-ossetia-relations": 41,
    "russia-south-ossetia-relations-excerpt": 21,
}


@pytest.fixture(scope="module")
def _attached(django_db_setup, django_db_blocker, five_documents):
    """The seeds with their documents, loaded once for all tests of this module and taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_seeds", verbosity=0)
        call_command("attach_documents", five_documents)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def attached(_attached, db):
    """The seeded register with the five documents."""


pytestmark = pytest.mark.usefixtures("attached")


def test_every_document_found_its_source():
    found = {document.source.slug: document.source.passages.count() for document in Document.objects.all()}
    assert found == PASSAGES
    assert not Passage.objects.filter(text="").exists()


def test_every_seeded_citation_verifies():
    verdicts = verify(Citation.objects.prefetch_related("record"))
    assert len(verdicts) == Citation.objects.count() > 1_600
    assert [verdict.as_dict() for verdict in verdicts if verdict.state != "verified"] == []
    printed = [verdict for verdict in verdicts if verdict.citation.says]
    assert printed
    assert {verdict.by for verdict in printed} == {"value"}


def test_the_command_finds_nothing_wrong(capsys):
    call_command("verify_citations")
    assert "No document attached: 0" in capsys.readouterr().out


def test_every_passage_is_cited_or_marked():
    coverages = coverage_of(Source.objects.all())
    assert {each.source.slug: (each.passages, each.open, each.percent) for each in coverages} == {
        slug: (passages, 0, 100) for slug, passages in PASSAGES.items()
    }
    assert total(coverages).passages == 157
    assert not Passage.objects.open().exists()


def test_every_cited_passage_bears_a_published_fact():
    citations = Citation.objects.exclude(passage=None).prefetch_related("record")
    bearing = {citation.passage_id for citation in citations if citation.record.is_published}
    assert bearing == set(Passage.objects.cited().values_list("pk", flat=True))
