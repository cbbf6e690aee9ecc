"""The page of a source says how much of it is used, and shows what rests on each passage."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_citation,
    make_country,
    make_document,
    make_passage,
    make_recognition,
    make_source,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """Four passages: one cited for a published record, one only for a draft, one marked, one open."""
    source = make_source(title="Gazette")
    passages = [make_passage(source, number=number, summary=f"Tells {number}.") for number in (1, 2)]
    make_passage(source, number=3, summary="Tells 3.", nothing_to_record="a label")
    make_passage(source, number=4, summary="Tells 4.")
    country = publish(make_country(name="Nauru", slug="nauru"), passage=passages[0])
    for field in ("name", "capital"):
        make_citation(country, field=field, passage=passages[0])
    make_citation(make_country(name="Xanthippe"), passage=passages[1])
    return source


def shares(content):
    (listed,) = re.findall(r'<ul class="shares">(.*?)</ul>', content, re.S)
    return [int(number) for number in re.findall(r'class="number">(\d+)', listed)]


def standings(content):
    return re.findall(r'<li id="passage-(\d)" value="\d" class="paragraph (\w+)', content)


def test_it_counts_what_readers_can_see(client, source):
    content = client.get("/sources/gazette/").content.decode()
    assert shares(content) == [1, 1, 2]
    assert "<strong>50%</strong> of 4 passages" in content
    assert "Xanthippe" not in content


def test_each_passage_says_in_words_how_it_stands(client, source):
    content = client.get("/sources/gazette/").content.decode()
    assert standings(content) == [("1", "cited"), ("2", "open"), ("3", "marked"), ("4", "open")]
    assert "Nothing to record from it: a label." in content
    assert content.count("Nobody has used it yet.") == 2
    assert re.search(
        r'<a href="/countries/nauru/">Nauru</a> <a class="detail" href="[^"]*">name, capital</a>', content
    )


def test_the_document_is_shown_where_readers_may_have_it(client, source):
    source.passages.filter(number=1).update(text="The capital of Nauru.")
    assert "The capital of Nauru." not in client.get("/sources/gazette/").content.decode()
    document = make_document(source)
    assert "The capital of Nauru." not in client.get("/sources/gazette/").content.decode()
    type(document).objects.update(visibility="public")
    passage = source.passages.get(number=1)
    make_citation(publish(make_country()), field="capital", passage=passage, says="Nauru")
    assert "The capital of <mark>Nauru</mark>." in client.get("/sources/gazette/?page=1&edition=1").content.decode()


def test_a_source_without_passages_has_no_coverage(client):
    make_source(title="Empty")
    assert "How much of it is used" not in client.get("/sources/empty/").content.decode()


def test_it_takes_as_many_queries_for_many_passages_as_for_few(client, source):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/sources/gazette/").status_code == 200
        return len(captured)

    publish(make_recognition(), passage=source.passages.get(number=4))
    queries()
    few = queries()
    for number in range(5, 30):
        publish(make_recognition(), passage=make_passage(source, number=number))
    assert queries() == few <= 20
