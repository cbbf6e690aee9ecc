"""
The search over all published records: the best hits for what somebody types.

SQLite's FTS5 and PostgreSQL's tsvector only look words up by their beginnings (editorial/search_entries.py says which
words); which hit is best is decided here, for the few that come into question.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.sounds import sound, words_of
from editorial.models import SearchEntry, SearchWord
from editorial.search_entries import LONGEST_WORD, SHORTEST_GUESSED, SOUND

MAX_WORDS = 8
#: So many entries are looked at for one search; where more match, the count says “or more”.
MOST_COUNTED = 2000
MOST_WEIGHED = 200
#: Words that stand in most titles and tell none from another.
IDLE = frozenset("a and as at between by for from in of on the to with".split())  # noqa: SIM905


@dataclass
class Found:
    """
    The answer to one search.

    `entries` are the best hits, the best first; `counts` the number of hits by content type, of at most MOST_COUNTED
    that were looked at; `corrected` is what was searched for instead where nothing bears the words as typed.
    """

    text: str
    entries: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    corrected: str = ""

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def is_cut(self):
        return self.total >= MOST_COUNTED


def search(text, *, model=None, limit=MOST_WEIGHED):
    """
    The published records whose names hold words that begin, or sound, like those of `text`.

    Nothing typed finds nothing. `model` narrows the entries to one type, not the counts. Where nothing is found, words
    that no name holds give way to their nearest neighbours.
    """
    words = words_of(text)[:MAX_WORDS]
    found = _hits(text, words, model, limit)
    if not found.counts and words:
        better = _corrected(words)
        if better != words:
            found = _hits(text, better, model, limit)
            found.corrected = " ".join(better) if found.counts else ""
    return found


def named_in(text, model, *, limit=2):
    """The records of one type of which some name stands as a whole in `text`, in the order in which they are named."""
    typed = words_of(text)[:MAX_WORDS]
    if not typed:
        return []
    line = f" {' '.join(typed)} "
    named = {}
    matches = _matching(typed, model, all_of_them=False)
    for entry in SearchEntry.objects.filter(pk__in=[match.pk for match in matches[:MOST_WEIGHED]]):
        held = [f" {name} " for name in entry.names.split("\n") if f" {name} " in line]
        if held:
            longest = max(held, key=len)
            named[entry] = (line.index(longest), -len(longest))
    return sorted(named, key=named.get)[:limit]


def _hits(text, words, model, limit):
    telling = [word for word in words if word not in IDLE] or words
    if not telling:
        return Found(text)
    matches = _matching(telling)
    counts = Counter(match.content_type for match in matches)
    wanted = matches if model is None else _matching(telling, model)
    likely = SearchEntry.objects.filter(pk__in=[match.pk for match in wanted[:MOST_WEIGHED]])
    entries = sorted(likely, key=lambda entry: (-_closeness(entry, words, telling), entry.title, entry.pk))
    return Found(text, entries[:limit], dict(counts))


class Match(NamedTuple):
    """An entry in the index, before it is looked at."""

    rank: int
    length: int
    pk: int
    content_type: int


def _matching(words, model=None, *, all_of_them=True, most=MOST_COUNTED):
    """The entries that hold the words, all or any, by their beginnings or by how they sound; the likelier first."""
    columns = "SELECT -e.weight, length(e.names), e.id, e.content_type_id FROM editorial_searchentry e"
    if connection.vendor == "postgresql":
        wanted = _query(words, "'{}':*", " | ", " & " if all_of_them else " | ")
        statement = f"{columns} WHERE e.document @@ %s::tsquery"
    else:
        wanted = _query(words, '"{}"*', " OR ", " AND " if all_of_them else " OR ")
        index = "editorial_searchindex"
        statement = f"{columns} JOIN {index} ON {index}.rowid = e.id WHERE {index} MATCH %s"
    values = [wanted]
    if model is not None:
        statement += " AND e.content_type_id = %s"
        values.append(ContentType.objects.get_for_model(model).pk)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT %s", [*values, most])
        return sorted(map(Match._make, cursor.fetchall()))


def _query(words, beginning, either, both):
    """What is asked of the index, in the words of its language; the searched words hold letters and digits only."""
    starts = [[word[:LONGEST_WORD], *([f"{SOUND}{sound(word)}"] if sound(word) else [])] for word in words]
    return both.join(f"({either.join(beginning.format(start) for start in some)})" for some in starts)


def _closeness(entry, words, telling):
    """How well an entry's names fit what was typed: higher is closer."""
    typed = " ".join(words)
    told = words_of(entry.details)
    best = 0
    for place, line in enumerate(entry.names.split("\n")):
        held = line.split()
        if line == typed:
            fit = 1000
        elif line.startswith(f"{typed} "):
            fit = 420
        elif line.startswith(typed):
            fit = 410
        elif all(word in held for word in telling):
            fit = 400
        elif all(any(each.startswith(word) for each in held) for word in telling):
            fit = 300
        elif all(any(each.startswith(word) for each in (*held, *told)) for word in telling):
            fit = 275
        elif {sound(word) for word in telling} <= {sound(each) for each in held}:
            fit = 250
        else:
            fit = 100
        best = max(best, fit + 100 * len(words) / max(len(held), len(words)) - (place > 0))
    return best + entry.weight


def _corrected(words):
    """The words, each that no name holds replaced by the nearest that one does."""
    return [word if len(word) < SHORTEST_GUESSED or _is_held(word) else _nearest(word) for word in words]


def _is_held(word):
    return bool(_matching([word], most=1))


def _nearest(word):
    """The known word with the fewest letters added, dropped, changed or swapped; itself where none is near."""
    slips = 1 if len(word) < 6 else 2
    # Few mistype the first letter; those who swap it with the second are looked after.
    starting = Q()
    for first in {word[0], word[1]}:
        starting |= Q(word__gte=first, word__lt=chr(ord(first) + 1))
    alike = SearchWord.objects.filter(starting).annotate(size=Length("word"))
    known = alike.filter(size__range=(len(word) - slips, len(word) + slips)).values_list("word", flat=True)
    best = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=slips)
    return best[0] if best else word
