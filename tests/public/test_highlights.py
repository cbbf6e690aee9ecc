"""The words that a citation takes from a passage, found in its text and in the original."""

import pytest

from public.highlights import cells_of, original_url, stretches, without_signs
from sources.models import Citation, Source


def test_the_original_is_opened_at_the_words():
    source = Source(url="https://example.org/a?b=1")

    def url(**values):
        return original_url(Citation(source=source, **values))

    assert url(exact="16 December 2009") == "https://example.org/a?b=1#:~:text=16%20December%202009"
    assert url(says="first … last-born, & only").endswith("#:~:text=first,last%2Dborn%2C%20%26%20only")
    assert url(exact=" ".join("abcdefghijklmnop")).endswith("#:~:text=a%20b%20c%20d%20e,l%20m%20n%20o%20p")
    assert url() == "https://example.org/a?b=1"
    source.url = "https://example.org/#part"
    assert url(says="x") == "https://example.org/#part:~:text=x"
    source.url = ""
    assert url(says="x") == ""


@pytest.mark.parametrize(
    ("text", "says", "told"),
    [
        ("Signed in 1990 and in 1992.", "in 1990 … 1992", ["in 1990", "1992"]),
        ("Signed in 1992 and in 1990.", "in 1990 … 1992", []),
        ("In 1990.", "990", []),
        ("It’s his “own” word", 'It\'s his "own"', ["It’s his “own”"]),
        ("", "x", []),
    ],
)
def test_the_value_as_printed_is_marked_where_it_stands(text, says, told):
    found = stretches(text, [Citation(says=says)])
    assert [each.text for each in found if each.is_quoted] == told
    assert "".join(each.text for each in found) == text


def test_words_cited_twice_are_marked_once():
    found = stretches("one two three", [Citation(says="one two"), Citation(says="two three"), Citation(says="two")])
    assert [(each.text, each.is_quoted) for each in found] == [("one two", True), (" three", True)]


@pytest.mark.parametrize("text", ["== Title ==", "# Title", "- Title", "Title"])
def test_the_signs_of_headings_and_items_are_left_out(text):
    assert "".join(each.text for each in stretches(text, [], without_signs(text))) == "Title"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("| Nauru | 2009 | |", [("Country", "Nauru"), ("Date", "2009")]),
        ("| | | A note. |", [("Note", "A note.")]),
        ("| | | |", []),
        ("| Nauru | 2009 |", []),
        ("| a | b | c | d |", []),
        ("no row", []),
    ],
)
def test_the_cells_of_a_row_stand_under_their_headers(row, told):
    cells = cells_of(row, ["Country", "Date", "Note"])
    assert [(header, row[span.start : span.end]) for header, span in cells] == told


def test_words_are_marked_in_their_cell():
    row = "| Nauru | 16 December 2009 |"
    (_, country), (_, date) = cells_of(row, ["Country", "Date"])
    cited = [Citation(says="December 2009")]
    assert [each.text for each in stretches(row, cited, country)] == ["Nauru"]
    assert [(each.text, each.is_quoted) for each in stretches(row, cited, date)] == [
        ("16 ", False),
        ("December 2009", True),
    ]
