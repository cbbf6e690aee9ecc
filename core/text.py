"""Clean text, folded text and lists of names. Pure Python, no Django."""

import re
import unicodedata
from typing import NamedTuple

#: Characters without width or meaning of their own, left behind by word processors and web pages: soft hyphen,
#: zero-width space, direction marks, word joiner, invisible operators, byte order mark, annotations, tag characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FORBIDDEN_KINDS = (
    ("\u202a", "\u206f", "it changes the direction of the text around it"),
    ("\ud800", "\udfff", "it is half of a character"),
    ("\ufdd0", "\uffff", "it is not a character"),
)


def clean_text(value: str, *, multiline: bool = False) -> str:
    """``value`` as the register stores it: NFC, trimmed, without zero-width characters. Idempotent.

    A line break or tab becomes a space, unless ``multiline``: then line breaks of every kind become ``\\n`` (browsers
    send ``\\r\\n``, which would otherwise look like an edit). The zero-width joiners stay between letters of scripts
    that need them, such as Persian. Raises ``ValueError`` naming the first control character, half surrogate,
    noncharacter or direction override (Unicode UAX #9, 2.1–2.5) and its position, counted from 1.
    """
    if match := _FORBIDDEN.search(value):
        code = ord(match[0])
        reason = next(
            (why for low, high, why in _FORBIDDEN_KINDS if low <= match[0] <= high), "it is a control character"
        )
        raise ValueError(f"Character {match.start() + 1} (U+{code:04X}) cannot be stored: {reason}. Remove it.")
    text = _LINE_BREAK.sub("\n", value)
    if not multiline:
        text = text.replace("\n", " ").replace("\t", " ")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _without_idle_joiners(_INVISIBLE.sub("", text)))
    return text.strip()


def _without_idle_joiners(text: str) -> str:
    """Without zero-width joiners, except after a letter or mark of a script in which they shape words."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept: list[str] = []
    for position, char in enumerate(text):
        if char in _JOINERS:
            following = text[position + 1 : position + 2]
            if not (kept and _is_joining(kept[-1]) and following and _is_joining(following)):
                continue
        kept.append(char)
    return "".join(kept)


def _is_joining(char: str) -> bool:
    # Scripts from Hebrew onwards; Latin, Greek, Cyrillic and Armenian stand before and never need a joiner.
    return char >= "\u0590" and unicodedata.category(char)[0] in "LM"


_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
        "ə": "a", "ŋ": "n", "ĸ": "k", "ʻ": "'", "ʼ": "'", "‘": "'", "’": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "ʹ": "'", "ʾ": "'", "ʿ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "ی": "ي", "ى": "ي", "ک": "ك",
        "ـ": "", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "·": "-", "・": "-",
    }
)  # fmt: skip
#: Marks that leave the letter recognizable: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs.
#: Vowel signs of Indic and other scripts are letters in their own right and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f]+"
)
#: Letters whose mark makes another letter to their readers, unlike ё, which is often printed е.
_OWN_LETTERS = re.compile("([\u0438\u0456\u0443])([\u0306\u0308])")
_PROTECTED = {"и\u0306": "й", "у\u0306": "ў", "і\u0308": "ї"}
#: Ossetian ӕ is often typed with the Latin letter of the same shape.
_OSSETIAN_AE = re.compile("(?<=[\u0400-\u04ff])æ|æ(?=[\u0400-\u04ff])")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def fold(value: str) -> str:
    """The form in which texts are searched and names matched, in any script. Idempotent; never raises.

    Case, compatibility forms, accents, the kinds of hyphen, apostrophe and space, and zero-width characters make no
    difference: "Côte d’Ivoire" and "COTE D'IVOIRE" fold alike, so do "Łódź" and "lodz", "Артём" and "артем".
    """
    if value.isascii():
        return " ".join(value.replace("`", "'").lower().split())
    text = unicodedata.normalize("NFKD", _UNSEEN.sub("", value)).casefold()
    text = unicodedata.normalize("NFKD", text).casefold()
    text = _OWN_LETTERS.sub(lambda match: _PROTECTED.get(match[0], match[1]), text)
    text = _OSSETIAN_AE.sub("ӕ", _ACCENTS.sub("", text)).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", text).split())


#: BCP 47 (RFC 5646 2.1) without extensions: language, optional script, optional region, optional variants.
LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.I
)
_NAME_LINE = re.compile(r"(.*?)\s*(?:\[([^\[\]]*)\])?")


class Name(NamedTuple):
    """A name, and the BCP 47 tag of the language it is in, or "" where that is not known."""

    name: str
    language: str = ""

    def __str__(self) -> str:
        return f"{self.name} [{self.language}]" if self.language else self.name


def clean_language_tag(value: str) -> str:
    """A BCP 47 tag in its usual case (``sr-Latn-RS``, RFC 5646 2.1.1); ``ValueError`` when it is none."""
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValueError(f"“{value}” is not a language tag. Write one such as en, os, sr-Latn or pt-BR.")
    language, *rest = value.lower().split("-")
    usual = {2: str.upper, 4: str.title}
    return "-".join([language, *(usual.get(len(part), str)(part) if part.isalpha() else part for part in rest)])


def parse_names(value: str) -> list[Name]:
    """Names, one a line, each followed by its language in brackets where known: ``Хуссар Ирыстон [os]``.

    Blank lines are skipped. Raises ``ValueError``, naming the line, for a name that is missing, a bad language tag, a
    name given twice for one language (case aside) or a character that ``clean_text`` refuses.
    """
    names: list[Name] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(clean_text(value, multiline=True).split("\n"), 1):
        if not line.strip():
            continue
        name, tag = _NAME_LINE.fullmatch(clean_text(line)).groups()
        if not name:
            raise ValueError(f"Line {number} has no name before the language.")
        try:
            language = "" if tag is None else clean_language_tag(tag.strip())
        except ValueError as error:
            raise ValueError(f"Line {number}: {error}") from None
        if (name.casefold(), language) in seen:
            raise ValueError(f"Line {number} repeats the name “{name}”. Remove one of the two.")
        seen.add((name.casefold(), language))
        names.append(Name(name, language))
    return names


def normalize_names(value: str) -> str:
    """``value`` with each name in its normal form on a line of its own; errors as of ``parse_names``."""
    return "\n".join(map(str, parse_names(value)))
