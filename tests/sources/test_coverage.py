"""What of a document nobody has used yet."""

import pytest

from sources.coverage import Coverage, coverage, coverage_of, total
from sources.models import Passage
from tests.factories import make_citation, make_country, make_passage, make_source, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    source = make_source()
    cited, marked, _open = (make_passage(source, nothing_to_record=why) for why in ("", "heading", ""))
    for record in (make_country(published=True), make_treaty(published=True), make_country()):
        make_citation(record, passage=cited)
    make_citation(make_country(), passage=marked)
    return source


def test_passages_are_cited_marked_or_open(source):
    make_passage(source, nothing_to_record="title")
    found = coverage(source)
    assert (found.passages, found.cited, found.marked, found.open, found.percent) == (4, 2, 1, 1, 75)
    assert found.as_dict()["source"] == source.slug
    assert coverage(make_source()).percent is None


def test_only_the_newest_edition_counts(source):
    make_passage(source, edition=2, number=1)
    assert (coverage(source).open, coverage(source).passages) == (1, 1)


def test_a_document_is_not_done_while_a_passage_is_open():
    assert Coverage(None, 999, 0, 1).percent == 99


def test_many_sources_are_one_query(source, django_assert_num_queries):
    sources = [source, make_source(), make_source()]
    with django_assert_num_queries(1):
        found = coverage_of(sources)
    assert [each.passages for each in found] == [3, 0, 0]
    assert total(found) == Coverage(None, 2, 0, 1)


def test_open_passages_are_a_queue(source):
    assert [passage.number for passage in Passage.objects.open()] == [3]
    assert source.passages.open().count() == 1
