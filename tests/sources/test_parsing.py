"""Documents of every kind become numbered passages, whatever is in them."""

import csv
import io
import time

import pytest
from django.conf import settings
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from sources.documents import parsing
from sources.documents.lines import cells, visible
from sources.documents.parsed import MAX_PASSAGES, DocumentError
from sources.documents.parsing import parse
from sources.documents.reading import read

WIKI = """= The article =

Lead sentence.

== Ties ==
=== Missions ===
| Country | Since |
| Nauru | 2009 |
| | 2010 |
* item one
- item two

== See also ==
Other
"""
MARKDOWN = """# The article

Lead *sentence* with a [link](https://example.org "title") and `code`,
on two lines ![picture](https://example.org/a.png).

## Ties

- item one
  - item two

| Country | Since |
|---|---|
| Nauru | 2009 |

<div>Raw <script>alert(1)</script>words</div>

> Quoted words
"""
HTML = """<!doctype html><html><head><title>The title</title><style>p {color: red}</style></head><body>
<h1>The article</h1><p>Lead <b>sentence</b><script src="https://evil.example/x.js">alert(1)</script>
<img src="https://evil.example/track.gif" onerror="alert(1)"> goes on<br>here.</p>
<h2>Ties</h2><ul><li>item one<ul><li>item two</li></ul>rest</li></ul>
<table><caption>Missions</caption><tr><th>Country</th><th>Since</th></tr><tr><td>Nauru<td><p>2009</p><p>again</p></tr></table>
<iframe src="https://evil.example/">framed</iframe><!-- remark --><template>later</template></body></html>"""


def told(document):
    return [(each.kind, each.section, each.text) for each in document.passages]


def pdf(*pages, password=""):
    """A PDF whose pages show these lines."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        shown = "".join(f"1 0 0 1 50 {750 - 20 * row} Tm ({line}) Tj\n" for row, line in enumerate(lines))
        stream.set_data(f"BT /F1 12 Tf\n{shown}ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_five_documents_are_numbered_as_the_seeds_are(five_documents):
    with (settings.BASE_DIR / "seeds" / "sources.csv").open(encoding="utf-8", newline="") as file:
        names = {row["slug"]: row["file_name"] for row in csv.DictReader(file)}
    with (settings.BASE_DIR / "seeds" / "passages.csv").open(encoding="utf-8", newline="") as file:
        seeded = {(row["source"], int(row["number"])): row["fingerprint"] for row in csv.DictReader(file)}
    found = {}
    for slug, name in names.items():
        document = parse((five_documents / name).read_bytes(), name)
        found |= {(slug, each.number): each.fingerprint for each in document.passages}
    assert found == seeded


def test_wiki_style_text():
    document = parse(WIKI.encode(), "article.txt")
    assert document.title == "The article"
    assert told(document) == [
        ("heading", "", "= The article ="),
        ("paragraph", "", "Lead sentence."),
        ("heading", "", "== Ties =="),
        ("heading", "Ties", "=== Missions ==="),
        ("table-row", "Ties › Missions", "| Country | Since |"),
        ("table-row", "Ties › Missions", "| Nauru | 2009 |"),
        ("table-row", "Ties › Missions", "| | 2010 |"),
        ("list-item", "Ties › Missions", "* item one"),
        ("list-item", "Ties › Missions", "- item two"),
        ("heading", "", "== See also =="),
        ("paragraph", "See also", "Other"),
    ]
    assert [each.headers for each in document.passages[4:8]] == [(), ("Country", "Since"), ("Country", "Since"), ()]


def test_the_words_of_a_line_without_its_marks():
    for kind, text, words in (
        ("heading", "== Ties ==", "Ties"),
        ("heading", "Ties", "Ties"),
        ("list-item", "- item", "item"),
        ("paragraph", "- no item", "- no item"),
    ):
        span = visible(kind, text)
        assert text[span.start : span.end] == words
    row = "| | 26 August 2008 | a b |"
    assert [row[span.start : span.end] for span in cells(row)] == ["", "26 August 2008", "a b"]
    assert cells("no bars") == []


def test_markdown():
    document = parse(MARKDOWN.encode(), "article.md")
    assert told(document) == [
        ("heading", "", "The article"),
        ("paragraph", "", "Lead sentence with a link and code, on two lines picture."),
        ("heading", "", "Ties"),
        ("list-item", "Ties", "item one"),
        ("list-item", "Ties", "item two"),
        ("table-row", "Ties", "| Country | Since |"),
        ("table-row", "Ties", "| Nauru | 2009 |"),
        ("paragraph", "Ties", "Raw words"),
        ("paragraph", "Ties", "Quoted words"),
    ]
    assert document.passages[6].headers == ("Country", "Since")


def test_html_keeps_its_words_and_nothing_that_runs_or_is_fetched():
    document = parse(HTML.encode(), "article.html")
    assert (document.media_type, document.title) == ("text/html", "The title")
    assert told(document) == [
        ("heading", "", "The article"),
        ("paragraph", "", "Lead sentence goes on here."),
        ("heading", "", "Ties"),
        ("list-item", "Ties", "item one"),
        ("list-item", "Ties", "item two"),
        ("list-item", "Ties", "rest"),
        ("caption", "Ties", "Missions"),
        ("table-row", "Ties", "| Country | Since |"),
        ("table-row", "Ties", "| Nauru | 2009 again |"),
    ]
    assert document.passages[-1].headers == ("Country", "Since")
    assert "evil" not in repr(document)


def test_html_says_its_own_encoding():
    page = '<meta charset="windows-1251"><p>Осетия</p>'.encode("windows-1251")
    assert told(parse(page, "a.html")) == [("paragraph", "", "Осетия")]
    with pytest.raises(DocumentError, match="encoding “klingon” is unknown"):
        parse(b'<meta charset="klingon">', "a.html")


def test_tables_in_tables_keep_every_cell_in_order():
    page = b"<table><tr><td>a<table><tr><td>in</td><td>ner</td></tr></table>after<td>b</table>"
    assert [each.text for each in parse(page, "a.html").passages] == ["| a |", "| in | ner |", "| after | b |"]


def test_pdf_with_text():
    data = pdf(["The ministers met in Tskhinvali and", "signed it. They", "left."], ["Second page."])
    document = parse(data, "report.pdf")
    assert document.media_type == "application/pdf"
    assert told(document) == [
        ("paragraph", "Page 1", "The ministers met in Tskhinvali and signed it. They left."),
        ("paragraph", "Page 2", "Second page."),
    ]


def test_right_to_left_text_is_kept_and_overrides_are_not():
    document = parse("جمهورية \u202eأوسيتيا\u202c الجنوبية".encode(), "a.txt")
    assert document.passages[0].text == "جمهورية أوسيتيا الجنوبية"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding):
    assert parse("Хуссар Ирыстон".encode(encoding), "a.txt").passages[0].text == "Хуссар Ирыстон"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"a\0b", "a.txt", "NUL"),
        (b"<p>a\0b", "a.html", "NUL"),
        (b"caf\xe9", "a.txt", "not text in UTF-8: byte 4"),
        (b" \n\t\n", "a.txt", "no text"),
        (b"", "a.html", "no text"),
        (b"PK\x03\x04", "a.docx", "“a.docx” is no document"),
        (b"hello", "a.pdf", "no document"),
        (b"%PDF-1.7 rubbish", "a.pdf", "not a well-formed PDF"),
        (pdf([]), "a.pdf", "no text"),
        (pdf(["secret"], password="x"), "a.pdf", "encrypted"),
        (b">" * 5_000 + b" deep", "a.md", "nest too deep"),
        (b"line\n" * 10_000_001, "a.txt", "larger than 20 MB"),
        (b"%PDF-" + b" " * 50_000_000, "a.pdf", "larger than 50 MB"),
        (b"l\n" * (MAX_PASSAGES + 1), "a.txt", "more than 200,000 passages"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, name, reason):
    with pytest.raises(DocumentError, match=reason) as refusal:
        parse(data, name)
    assert str(refusal.value).endswith(".")


def test_the_time_of_reading_is_bounded(monkeypatch):
    monkeypatch.setattr(parsing, "SECONDS", 1)
    start = time.monotonic()
    with pytest.raises(DocumentError, match="too much time or memory"):
        parse(b"<div>" * 500_000 + b"deep", "a.html")
    assert time.monotonic() - start < 20


def test_a_hundred_thousand_headings():
    wiki = "".join(f"{'=' * (n % 60 + 1)} H{n} {'=' * (n % 60 + 1)}\n" for n in range(100_000))
    document = read(wiki.encode(), "a.txt")
    assert len(document.passages) == 100_000
    assert max(len(each.section) for each in document.passages) <= 300
    page = "".join(f"<h{n % 6 + 1}>{'long ' * 30}{n}</h{n % 6 + 1}>" for n in range(100_000))
    document = read(page.encode(), "a.html")
    assert len(document.passages) == 100_000
    assert max(len(each.section) for each in document.passages) <= 300


def test_deep_html_loses_nothing():
    assert told(read(b"<div>" * 5_000 + b"deep<p>words", "a.html")) == [
        ("paragraph", "", "deep"),
        ("paragraph", "", "words"),
    ]
