"""A citation that quotes words quotes what is there."""

import pytest
from django.core.exceptions import ValidationError

from sources.attaching import attach
from sources.documents.quoting import find_words, locate, says
from sources.documents.words import compared
from tests.factories import make_citation, make_country, make_passage, make_source, save

pytestmark = pytest.mark.django_db

TEXT = "Russia’s 3,700 soldiers — of 1990–92 — and Russia's co\u00adoperation cost −2.8 billion; 3,700 again."


@pytest.fixture
def passage(author):
    source = make_source()
    attach(source, TEXT.encode(), "a.txt", author=author)
    return source.passages.get()


@pytest.mark.parametrize(
    "words",
    ["Russia's 3,700 soldiers", "of 1990-92", "Russia’s cooperation", "-2.8 billion", "3,700", "soldiers - of", "92"],
)
def test_kinds_of_mark_make_no_difference(words):
    assert find_words(compared(TEXT), compared(words))


@pytest.mark.parametrize(
    "words",
    [
        "700 soldiers",
        "3,70",
        "2.8 billion",
        "8 billion",
        "199",
        "oldiers",
        "russia's",
        "Russias",
        "co-operation",
        "3700",
    ],
)
def test_everything_else_does(words):
    assert not find_words(compared(TEXT), compared(words))


def test_grouped_numbers_are_whole():
    assert not find_words("some 3 700 men", "700 men")
    assert not find_words("some 3 700 men", "some 3")
    assert find_words("on 8 October 2008", "October 2008")
    assert find_words("7 to 8 August", "7")


def test_scripts_without_spaces_are_quoted_within():
    assert find_words("俄罗斯承认南奥塞梯", "承认")
    assert not find_words("1990年", "990")


def test_a_value_may_leave_words_out():
    where = compared("On 26 August 2008, President Medvedev signed decrees")
    assert says(where, "26 August 2008 … signed decrees")
    assert not says(where, "signed decrees … 26 August 2008")
    assert not says(where, "")


def test_the_place_is_told_by_what_stands_around():
    text = "one two one three"
    assert locate(text, "one").start == 0
    assert locate(text, "one", suffix=" three").start == 8
    assert locate(text, "one", prefix="two ").start == 8
    assert locate(text, "one", near=9).start == 8
    span = locate(TEXT, "cooperation")
    assert TEXT[span.start : span.end] == "co\u00adoperation"


def test_a_quotation_is_found_and_placed(passage):
    citation = make_citation(make_country(), passage=passage, exact="3,700", suffix=" again")
    assert citation.position == TEXT.index("3,700 again")
    span = citation.span()
    assert passage.text[span.start : span.end] == "3,700"


def test_a_quotation_that_is_not_there_is_refused(passage):
    with pytest.raises(ValidationError, match="do not stand in the passage"):
        make_citation(make_country(), passage=passage, exact="3,800 soldiers")


def test_a_quotation_waits_for_its_document():
    citation = make_citation(make_country(), passage=make_passage(), exact="whatever it says", position=4)
    assert (citation.span(), citation.position) == (None, 4)


def test_surroundings_need_words(passage):
    with pytest.raises(ValidationError, match="Give the words quoted"):
        make_citation(make_country(), passage=passage, prefix="before")
    citation = make_citation(make_country(), passage=passage, exact="3,700")
    citation.exact = ""
    assert save(citation).position is None


def test_two_quotations_of_one_passage_are_two_citations(passage):
    country = make_country()
    citations = [make_citation(country, passage=passage, exact=words) for words in ("3,700", "soldiers", "")]
    assert len({citation.key for citation in citations}) == 3
