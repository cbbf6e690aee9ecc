"""Clean text, folded text and lists of names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import Name, clean_language_tag, clean_text, fold, normalize_names, parse_names


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("  Tskhinval\u00a0", "Tskhinval"),
        ("Co\u0302te d’Ivoire", "Côte d’Ivoire"),
        ("Ab\u200bkhazia\ufeff", "Abkhazia"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u200f\u0639\u0645\u0627\u0646\u200e", "\u0639\u0645\u0627\u0646"),
        ("two\r\nlines\tof text", "two lines of text"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb", "ab"),
        ("می\u200c", "می"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(value, clean):
    assert clean_text(value) == clean


def test_prose_keeps_its_lines():
    assert clean_text(" one\r\ntwo\rthree\u2028four\n", multiline=True) == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("a\x00b", "Character 2 (U+0000) cannot be stored: it is a control character"),
        ("\x1b[0m", "Character 1 (U+001B)"),
        ("ab\x9f", "Character 3 (U+009F)"),
        ("\u202egpj.exe", "Character 1 (U+202E) cannot be stored: it changes the direction"),
        ("a\u2067b", "Character 2 (U+2067)"),
        ("\ud83d", "Character 1 (U+D83D) cannot be stored: it is half of a character"),
        ("\ufffe", "Character 1 (U+FFFE) cannot be stored: it is not a character"),
    ],
)
def test_what_cannot_be_stored_is_named(value, sentence):
    for multiline in (False, True):
        with pytest.raises(ValueError, match="cannot be stored") as refusal:
            clean_text(value, multiline=multiline)
        assert sentence in str(refusal.value)
        assert str(refusal.value).isprintable()


@given(st.text(), st.booleans())
def test_cleaning_is_idempotent(value, multiline):
    try:
        clean = clean_text(value, multiline=multiline)
    except ValueError:
        return
    assert clean_text(clean, multiline=multiline) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    clean.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("Łódź", "lodz"),
        ("København", "KOBENHAVN"),
        ("İstanbul", "istanbul"),
        ("Iğdır", "igdir"),
        ("Straße", "STRASSE"),
        ("Артём", "артем"),
        ("Чикваидзе", "ЧИКВАИДЗЕ"),
        ("Республикӕ", "республикæ"),
        ("Æthelred", "aethelred"),
        ("Guinea–Bissau", "Guinea-Bissau"),
        ("Guinea\u2011Bissau", "guinea-bissau"),
        ("  South\u00a0  Ossetia ", "south ossetia"),
        ("Na\u200buru", "Nauru"),
        ("Ｎａｕｒｕ", "nauru"),
        ("Ελλάδα", "ελλαδα"),
        ("Əliyev", "Aliyev"),
        ("دُبَيّ", "دبي"),
        ("ایران", "ايران"),
        ("Việt Nam", "viet nam"),
    ],
)
def test_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nаuru", "Nauru"), ("мой", "мои"), ("Україна", "Украіна"), ("कि", "की"), ("ตา", "ตี"), ("Nauru", "Naura")],
)
def test_not_alike(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_is_idempotent_and_never_raises(value):
    folded = fold(value)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text(alphabet=st.characters(max_codepoint=0x52F, exclude_categories=["Cs", "Cc"])))
def test_folding_sees_no_difference_of_normal_forms(value):
    assert fold(unicodedata.normalize("NFD", value)) == fold(unicodedata.normalize("NFC", value))


def test_names_with_their_languages():
    value = "Хуссар Ирыстон [os]\r\n\n Burma [EN] \nМьянма\nSrbija [sr-latn-rs]"
    assert parse_names(value) == [
        Name("Хуссар Ирыстон", "os"),
        Name("Burma", "en"),
        Name("Мьянма"),
        Name("Srbija", "sr-Latn-RS"),
    ]
    assert normalize_names(value) == "Хуссар Ирыстон [os]\nBurma [en]\nМьянма\nSrbija [sr-Latn-RS]"
    assert parse_names("") == []
    assert parse_names("Congo [en]\nCongo [fr]") == [Name("Congo", "en"), Name("Congo", "fr")]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("Burma\n[en]", "Line 2 has no name"),
        ("Burma [english]", "Line 1: “english” is not a language tag"),
        ("Burma []", "Line 1: “” is not a language tag"),
        ("Burma [en]\nburma [en]", "Line 2 repeats the name “burma”"),
        ("Bur\x00ma", "Character 4 (U+0000)"),
    ],
)
def test_bad_names(value, sentence):
    with pytest.raises(ValueError, match=".") as refusal:
        parse_names(value)
    assert str(refusal.value).startswith(sentence)


@given(st.text(alphabet="aB[]\n -é", max_size=30))
def test_normal_names_stay(value):
    try:
        normal = normalize_names(value)
    except ValueError:
        return
    assert normalize_names(normal) == normal
    assert parse_names(normal) == parse_names(value)


def test_language_tags_get_their_usual_case():
    assert [clean_language_tag(tag) for tag in ("EN", "pt-br", "SR-LATN", "es-419")] == [
        "en",
        "pt-BR",
        "sr-Latn",
        "es-419",
    ]
