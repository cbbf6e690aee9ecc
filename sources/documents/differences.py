"""Where in a text the words stand that are most like some others."""

import re
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from sources.documents.quoting import Span


def closest_words(text: str, wanted: str) -> Span | None:
    """The words of `text` that are most like `wanted`; None when there is nothing alike."""
    found = fuzz.partial_ratio_alignment(wanted, text)
    if found is None or found.dest_start >= found.dest_end:
        return None
    words = [
        match
        for match in re.finditer(r"\S+", text)
        if match.end() > found.dest_start and match.start() < found.dest_end
    ]
    # The window is as long as what is looked for, and may reach into words that have nothing to do with it.
    matcher = SequenceMatcher(None, wanted.split(), [match[0] for match in words], autojunk=False)
    changes = matcher.get_opcodes()
    if changes and changes[-1][0] == "insert":
        words = words[: changes[-1][3]]
    if changes and changes[0][0] == "insert":
        words = words[changes[0][4] :]
    return Span(words[0].start(), words[-1].end()) if words else None
