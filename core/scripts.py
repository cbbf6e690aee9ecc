"""Words that mix scripts: letters that look alike and are not, such as a Latin “a” in a Cyrillic word. Pure Python."""

import re
import unicodedata
from functools import lru_cache

#: Scripts with letters of the same shape (Unicode UTS #39); words of others mix them for good reasons.
CONFUSABLE = ("LATIN", "CYRILLIC", "GREEK")
_WORD = re.compile(r"[^\W\d_]+")


def mixed_words(text: str) -> list[str]:
    """The words of ``text`` whose letters come from more than one of the scripts that look alike, in order."""
    if text.isascii():
        return []
    return [word for word in _WORD.findall(text) if len({script for char in word if (script := _script(char))}) > 1]


def foreign_letters(word: str) -> list[str]:
    """The letters of a mixed word that are in the minority, each with its Unicode name: “a” LATIN SMALL LETTER A."""
    scripts = [script for char in word if (script := _script(char))]
    usual = max(CONFUSABLE, key=scripts.count)
    strange = dict.fromkeys(char for char in word if _script(char) not in ("", usual))
    return [f"“{char}” {unicodedata.name(char)}" for char in strange]


@lru_cache(maxsize=2048)
def _script(char):
    name = unicodedata.name(char, "")
    return next((script for script in CONFUSABLE if name.startswith(f"{script} ")), "")
