"""Whatever a document holds: no word of it is lost, and the same bytes are numbered the same."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from sources.documents.parsed import DocumentError, row_text
from sources.documents.quoting import find_words, locate, says, selector
from sources.documents.reading import read
from sources.documents.words import compared, fingerprint, stored

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
plain_words = st.text(st.characters(categories=["L", "N"], codec="utf-8"), min_size=1, max_size=12)
sentences = st.lists(plain_words, min_size=1, max_size=8).map(" ".join)


def rebuilt(document):
    return " ".join(each.text for each in document.passages)


@given(st.lists(words, max_size=20), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_lines_of_text_are_rebuilt_from_the_passages(lines, end):
    text = end.join(lines)
    try:
        document = read(text.encode(), "a.txt")
    except DocumentError:
        assert not stored(text)
        return
    # Each line is normalized by itself, so that a mark that begins one joins nothing across the break.
    assert rebuilt(document) == " ".join(filter(None, map(stored, text.removeprefix("\ufeff").splitlines())))
    assert [each.number for each in document.passages] == list(range(1, len(document.passages) + 1))
    assert read(text.encode(), "a.txt") == document


blocks = st.recursive(
    sentences.map(lambda told: (escape(told), [told])),
    lambda inner: st.builds(
        lambda tag, parts: (
            f"<{tag}>{''.join(html for html, _ in parts)}</{tag}>",
            [w for _, told in parts for w in told],
        ),
        st.sampled_from(
            ["div", "p", "ul", "li", "blockquote", "section", "h2", "td", "tr", "table", "figcaption", "b"]
        ),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(blocks, min_size=1, max_size=4))
def test_html_loses_no_word(parts):
    page = "<script>lost</script>".join(html for html, _told in parts)
    expected = "".join(word for _html, told in parts for word in told)
    document = read(f"<body>{page}".encode(), "a.html")
    # Browsers move words that stand in no cell in front of their table, and so does the parser: none is lost.
    assert sorted(without_space(rebuilt(document).replace("|", ""))) == sorted(without_space(stored(expected)))
    assert read(f"<body>{page}".encode(), "a.html") == document


@given(st.lists(sentences, min_size=1, max_size=6), st.sampled_from(["{}", "# {}", "- {}", "> {}", "1. {}", "**{}**"]))
def test_markdown_loses_no_word(parts, form):
    text = "\n\n".join(form.format(part) for part in parts)
    document = read(text.encode(), "a.md")
    assert without_space(rebuilt(document)).replace("*", "") == without_space(stored("\n".join(parts)))


def without_space(text):
    return "".join(text.split())


@given(words)
def test_the_forms_of_words_are_stable(text):
    assert stored(stored(text)) == stored(text)
    assert compared(compared(text)) == compared(text)
    assert fingerprint(text) == fingerprint(f"  {stored(text)}\n")


@given(sentences, sentences, sentences)
def test_a_quotation_of_whole_words_is_found_where_it_was_taken(before, quoted, after):
    text = stored(f"{before} {quoted} {after}")
    start = len(stored(before)) + 1
    taken = selector(text, start, start + len(stored(quoted)))
    span = locate(text, taken.exact, prefix=taken.prefix, suffix=taken.suffix, near=taken.position)
    assert compared(text[span.start : span.end]) == compared(taken.exact)


numbers = st.integers(1, 99_999_999).map(lambda number: f"{number:,}") | st.integers(1, 2100).map(str)
names = st.text("abcdefghijklmnopqrstuvwxyzäöüćžабвгдежзиклмнопрстё", min_size=2, max_size=12).map(str.capitalize)
tokens = numbers | names


@st.composite
def changed_quotations(draw):
    """A text, and a quotation of it in which one name or number is changed by a letter or digit."""
    before, quoted, after = (draw(st.lists(tokens, min_size=1, max_size=5)) for _ in range(3))
    index = draw(st.integers(0, len(quoted) - 1))
    token = quoted[index]
    place = draw(st.integers(0, len(token) - 1))
    letters = "0123456789" if token[0].isdigit() else "abcdefghijklmnopqrstuvwxyzабвгде"
    letter = draw(st.sampled_from(letters))
    how = draw(st.sampled_from(["replaced", "inserted", "left out"]))
    kept = token[place + (how != "inserted") :]
    changed = token[:place] + ("" if how == "left out" else letter) + kept
    wrong = [*quoted[:index], changed, *quoted[index + 1 :]]
    return " ".join([*before, *quoted, *after]), " ".join(wrong), changed == token


@given(changed_quotations())
def test_a_changed_name_or_number_never_verifies(case):
    text, wrong, is_same = case
    expected = is_same or f" {compared(wrong)} " in f" {compared(text)} "
    assert bool(find_words(compared(text), compared(wrong))) <= expected
    assert says(compared(text), wrong) <= expected


def test_rows_read_as_they_are_written():
    assert row_text(["", "a  b", ""]) == "| | a b | |"
