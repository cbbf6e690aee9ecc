"""How names of any script are spoken, roughly: so that Джиоев, Dzhioev and Dzhioyev are one. No Django."""

import re
from functools import lru_cache

from anyascii import anyascii

from core.text import fold

_WORD = re.compile(r"[^\W_]+")
#: Spellings that romanizations disagree on, the longer first. What they become is no spelling of anything.
_SPELLINGS = tuple(
    (re.compile(pattern), become)
    for pattern, become in (
        (r"shch|sch", "s"),
        (r"dzh|dsch|dj", "j"),
        (r"tch|ch|cz", "c"),
        (r"zh|sz|sh", "s"),
        (r"kh|gh|h", "h"),
        (r"ts|tz", "c"),
        (r"ph", "f"),
        (r"ck|qu|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        # The glide before a vowel comes and goes: Yevkurov, Evkurov; Dzhioyev, Dzhioev; Zakaria, Zakariya.
        (r"[jy](?=[aeou])", ""),
        (r"[iy]+j?", "i"),
        (r"(.)\1+", r"\1"),
    )
)
SHORTEST = 3


def words_of(text: str) -> list[str]:
    """The words of a text in the form in which they are searched: folded, letters and digits only."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The key that all usual spellings of a name's word share; blank for what is too short, or no word to speak."""
    latin = "".join(_WORD.findall(anyascii(word).lower()))
    if len(latin) < SHORTEST or not latin.isascii() or not latin.isalpha():
        return ""
    for pattern, become in _SPELLINGS:
        latin = pattern.sub(become, latin)
    return latin


def latin_words(words: list[str]) -> list[str]:
    """The words of other scripts as they are spelled in Latin letters by a plain table; the others as they are."""
    return [word if word.isascii() else "".join(_WORD.findall(anyascii(word).lower())) or word for word in words]
