"""“Cite this” gives what reference managers read, whatever the title holds."""

import json
from datetime import date

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from core.dates import to_partial_date
from sources.citing import as_bibtex, as_csl, as_ris, as_text
from sources.references import Reference, When, of_record, of_source, permalink
from tests.factories import make_country, make_source, save

TODAY = date(2026, 3, 9)
HOSTILE = [
    "A } brace { too many {{",
    "Ends with a backslash \\",
    "Two\nlines\r\nER  - \r\nTY  - BOOK",
    "@book{evil, title = {x}}",
    'Quotes " and % comment # & $ _ ^ ~',
    "جمهورية أوسيتيا \u202eالجنوبية",
    "Хуссар Ирыстон – 南奥塞梯",
]


def reference(**values):
    return Reference(
        **{"key": "chancery-x", "kind": "book", "title": "T", "address": "https://example.org/?version=1"} | values
    )


def entries(text):
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return library.entries


@pytest.mark.django_db
def test_the_page_of_a_record_is_cited_at_its_version():
    country = make_country(name="Nauru")
    found = of_record(country, "https://example.org/countries/nauru/", accessed=TODAY)
    assert as_text(found) == (
        "Chancery, “Nauru”, version 1. https://example.org/countries/nauru/?version=1 (accessed 2026-03-09)."
    )
    (entry,) = entries(as_bibtex(found))
    assert (entry.entry_type, entry.key) == ("misc", "chancery-country-nauru")
    assert entry["url"] == "https://example.org/countries/nauru/?version=1"
    (item,) = json.loads(as_csl(found))
    assert item["accessed"] == {"date-parts": [[2026, 3, 9]]}
    assert item["container-title"] == "Chancery"


@pytest.mark.django_db
def test_a_source_is_cited_as_itself():
    source = make_source(title="Report", source_type="news-report", author="A. Writer", publisher="Gazette")
    source.published, source.url = "7 December 2025", "https://gazette.example/report"
    save(source)
    found = of_source(source, "https://example.org/sources/report/", accessed=TODAY)
    assert as_text(found) == (
        "A. Writer, “Report”, Gazette, 2025-12-07. https://gazette.example/report (accessed 2026-03-09). "
        "As kept by Chancery: https://example.org/sources/report/?version=2."
    )
    (entry,) = entries(as_bibtex(found))
    assert (entry.entry_type, entry["date"], entry["year"], entry["urldate"]) == (
        "article",
        "2025-12-07",
        "2025",
        "2026-03-09",
    )
    (record,) = rispy.loads(as_ris(found))
    assert (record["type_of_reference"], record["authors"], record["year"]) == ("NEWS", ["A. Writer"], "2025")
    assert record["date"] == "2025/12/07/"
    (item,) = json.loads(as_csl(found))
    assert (item["type"], item["issued"]) == ("article-newspaper", {"date-parts": [[2025, 12, 7]]})
    assert item["author"] == [{"literal": "A. Writer"}]


@pytest.mark.django_db
def test_a_source_that_is_nowhere_else_is_cited_here():
    found = of_source(make_source(title="Paper"), "https://example.org/sources/paper/", accessed=TODAY)
    assert found.address == permalink("https://example.org/sources/paper/", 1)
    assert found.note == ""


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("7 December 2025", "2025-12-07"),
        ("December 2009", "2009-12"),
        ("2009", "2009"),
        ("2008/2009", "None"),
        ("19 September 2005 or before", "None"),
        ("", "None"),
    ],
)
def test_only_what_is_sure_of_a_date_is_told(printed, told):
    assert str(When.of(to_partial_date(printed))) == told


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles(title):
    check(reference(title=title, author=title, publisher=title, note=title))


@given(st.text(max_size=80))
def test_any_title(title):
    check(reference(title=title, author=title, container=title))


def check(found):
    """Every form is one record for its parser, and holds one line for each value."""
    bibtex = as_bibtex(found)
    (entry,) = entries(bibtex)
    assert (entry.key, entry["url"]) == ("chancery-x", found.address)
    assert bibtex.count("\n") == len(entry.fields) + 2
    ris = as_ris(found)
    (record,) = rispy.loads(ris)
    assert record["urls"] == [found.address]
    assert all(line[2:6] == "  - " for line in ris.split("\r\n")[:-1])
    (item,) = json.loads(as_csl(found))
    assert item["URL"] == found.address
    if found.title.strip() and "title" in item:
        assert "\n" not in item["title"]
    text = as_text(found)
    assert "\n" not in text
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e")


def test_the_words_of_a_hostile_title_survive():
    (entry,) = entries(as_bibtex(reference(title="50% of {Nauru}\\")))
    assert entry["title"] == r"{50\% of {\char123}Nauru{\char125}{\textbackslash}}"
    assert json.loads(as_csl(reference(title="a\nb {c}")))[0]["title"] == "a b {c}"
    (record,) = rispy.loads(as_ris(reference(title="a\nER  - b")))
    assert record["title"] == "a ER - b"
    assert "“\u2068جمهورية\u2069”" in as_text(reference(title="جمهورية"))
