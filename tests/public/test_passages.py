"""From a fact to the words it rests on, in one click, and back."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.actions import withdraw
from sources.models import Passage, Source
from tests.factories import (
    make_citation,
    make_country,
    make_document,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

WORDS = "Nauru recognized South Ossetia on 16 December 2009, as its President said."


def with_words(source, number, words, **values):
    """A passage as an attached document leaves it."""
    passage = make_passage(source, number=number, **values)
    Passage.objects.filter(pk=passage.pk).update(text=words)
    passage.text = words
    return passage


@pytest.fixture
def source():
    source = make_source(title="Gazette", language="en")
    make_document(source, visibility="public", rights="Public domain")
    return source


@pytest.fixture
def recognition(source):
    """A recognition whose date is quoted from the third of five passages."""
    passages = [with_words(source, number, f"Words of passage {number}.") for number in (1, 2, 4, 5)]
    third = with_words(source, 3, WORDS, summary="Tells of Nauru.", section="Recognition")
    recognition = make_recognition(slug="nauru", granted="16 December 2009")
    publish(recognition, passage=passages[0])
    make_citation(recognition, field="granted", passage=third, exact="16 December 2009", says="16 December 2009")
    return recognition


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def address_of(client, recognition):
    """The address behind the mark beside the date."""
    content = page(client, recognition.get_absolute_url())
    (cell,) = re.findall(r"<dt>Granted</dt><dd[^>]*>(.*?)</dd>", content, re.S)
    return html.unescape(re.findall(r'<sup class="marks">.*?href="([^"]+)"', cell)[0])


def test_a_mark_leads_to_the_words_in_their_context_and_back(client, recognition):
    address = address_of(client, recognition)
    assert re.fullmatch(r"/sources/gazette/passages/3/\?citation=[0-9a-f]{16}#passage-3", address)
    content = page(client, address)
    assert "Ossetia on <mark>16 December 2009</mark>, as its President" in content
    assert 'id="passage-3" value="3" class="paragraph cited here" aria-current="true"' in content
    for number in (1, 2, 4, 5):
        assert f"Words of passage {number}." in content
    assert f'<a href="{recognition.get_absolute_url()}"><span aria-hidden="true">← </span>Back to' in content
    assert 'href="/recognitions/nauru/why/granted/"' in content
    assert "Public domain" in content


def test_other_facts_of_the_passages_are_named_with_what_rests_on_them(client, recognition, source):
    other = publish(make_country(name="Elsewhere"))
    make_citation(other, field="capital", passage=source.passages.get(number=4), stance="disputes")
    content = page(client, "/sources/gazette/passages/3/")
    assert re.search(r"Elsewhere</a>\s*<a class=\"detail\" href=[^>]*>capital</a>\s*<span[^>]*>disputed here", content)


def test_without_a_citation_all_words_cited_are_marked(client, recognition, source):
    make_citation(recognition, field="recognizing_state", passage=source.passages.get(number=3), says="Nauru")
    content = page(client, "/sources/gazette/passages/3/")
    assert re.findall("<mark>(.*?)</mark>", content)[1:] == ["Nauru", "16 December 2009"]
    assert "Why you are here" not in content


def test_words_kept_for_editors_are_quoted_and_no_more(client, recognition, source):
    address = address_of(client, recognition)
    source.documents.update(visibility="editors")
    for shown in (address, "/sources/gazette/passages/3/", "/sources/gazette/"):
        content = page(client, shown)
        assert "as its President said" not in content
        assert "Words of passage 2" not in content
        assert "Tells of Nauru." in content
        assert "for editors only" in content
    assert "<mark>16 December 2009</mark>" in page(client, address)


def test_without_a_document_the_summary_is_shown(client, recognition, source):
    source.documents.update(edition=9)
    content = page(client, address_of(client, recognition))
    assert "No copy of the document is kept here" in content
    assert "Tells of Nauru." in content
    assert "as its President said" not in content


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nothing_unpublished_is_told_or_marked(client, source, recognition, state):
    third = source.passages.get(number=3)
    secret = make_country(name="Xanthippe", published=state == "withdrawn")
    citation = make_citation(secret, field="name", passage=third, exact="President", note="Xanthippe rules.")
    if state == "withdrawn":
        withdraw([secret], author=make_user(), reason="A mistake.")
    for shown in (
        "/sources/gazette/passages/3/",
        "/sources/gazette/",
        f"/sources/gazette/passages/3/?citation={citation.key}",
    ):
        content = page(client, shown)
        assert "Xanthippe" not in content
        assert "<mark>President</mark>" not in content
        assert "Why you are here" not in content


def test_an_unpublished_source_has_no_passages(client):
    passage = make_passage(make_source(title="Secret", published=False))
    assert client.get(f"/sources/secret/passages/{passage.number}/").status_code == 404
    assert client.get("/sources/secret/cite.txt").status_code == 404


def test_a_withdrawn_source_is_gone(client):
    passage = make_passage(make_source(title="Gone"))
    withdraw([passage.source], author=make_user(), reason="Not a source.")
    assert client.get("/sources/gone/passages/1/").status_code == 410


def test_a_link_to_words_that_were_moved_follows_them(client, recognition, source):
    key = recognition.citations.get(field="granted").key
    response = client.get(f"/sources/gazette/passages/1/?citation={key}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/sources/gazette/passages/3/?citation={key}#passage-3"


@pytest.mark.parametrize("query", ["citation=no-such-key", f"citation={'a' * 900}", "citation="])
def test_an_unknown_citation_is_passed_over(client, recognition, query):
    content = page(client, f"/sources/gazette/passages/3/?{query}")
    assert "Why you are here" not in content


@pytest.mark.parametrize("number", ["0", "6", "9" * 10, "9" * 30, "9" * 5000, "-1", "x"])
def test_passages_that_are_not_there(client, recognition, number):
    assert client.get(f"/sources/gazette/passages/{number}/").status_code == 404


def test_older_editions_stay_within_reach(client, recognition, source):
    address = address_of(client, recognition)
    third = source.passages.get(number=3)
    Passage.objects.filter(pk=third.pk).update(fingerprint="f" * 64)
    make_passage(
        Source.objects.get(pk=source.pk), number=1, edition=2, summary="The newer copy.", fingerprint="f" * 64
    )
    old = page(client, address)
    assert "This is edition 1, an older one." in old
    assert '<a href="/sources/gazette/passages/1/">edition 2, passage 1</a>' in old
    new = page(client, "/sources/gazette/")
    assert '<a href="/sources/gazette/?edition=1">1</a>' in new
    assert "The newer copy." in new
    assert "Words of passage 2." in page(client, "/sources/gazette/?edition=1")
    assert address_of(client, recognition).startswith("/sources/gazette/passages/3/?edition=1&citation=")


HOSTILE = "<script>alert(1)</script> & </blockquote><mark>\" onload='x'"


def test_hostile_text_stays_text(client, source):
    passage = with_words(source, 1, f"Before {HOSTILE} after", summary=HOSTILE, section=HOSTILE)
    country = publish(make_country(name=HOSTILE, slug="hostile"), passage=passage)
    citation = make_citation(country, field="name", passage=passage, exact=HOSTILE, says=HOSTILE, note=HOSTILE)
    for shown in (
        f"/sources/gazette/passages/1/?citation={citation.key}",
        "/sources/gazette/",
        "/countries/hostile/",
        "/countries/hostile/why/name/",
    ):
        content = page(client, shown)
        assert "<script>alert" not in content
        assert "onload='x'" not in content
    assert f"<mark>{html.escape(HOSTILE)}</mark>" in page(
        client, f"/sources/gazette/passages/1/?citation={citation.key}"
    )


def test_the_page_offers_the_original(client, source, recognition):
    Source.objects.filter(pk=source.pk).update(url="https://example.org/gazette")
    content = page(client, address_of(client, recognition))
    assert (
        'href="https://example.org/gazette#:~:text=16%20December%202009" rel="noopener nofollow external"' in content
    )


def test_a_passage_takes_as_many_queries_for_many_facts_as_for_one(client, recognition, source):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, "/sources/gazette/passages/3/")
        return len(captured)

    page(client, "/sources/gazette/passages/3/")
    few = queries()
    third = source.passages.get(number=3)
    for _ in range(10):
        publish(make_recognition(), passage=third)
    assert queries() == few <= 15
    address = address_of(client, recognition)
    with CaptureQueriesContext(connection) as captured:
        page(client, address)
    assert len(captured) <= 20
