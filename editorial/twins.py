"""
Probable duplicates: records of one type whose names are the same, or so alike that one may be a slip of the other.

Nothing is compared with everything. Looking at all, records meet those that bear the same name in any script, and
their neighbours in the order of names and of addresses. Looking at a few, they meet their neighbours in the order of
addresses, which are made from names: an index leads there, however long the table is.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import OuterRef, Subquery
from rapidfuzz import fuzz

from core.text import fold
from editorial.choices import Status

NEIGHBOURS = 3
#: The same name in more records than this names no one thing, such as “Ambassador”.
MAX_NAMESAKES = 20
MIN_LETTERS = 8
_NOT_WORDS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Named:
    """One record with the forms of its names that are compared: words folded and put in order."""

    record: object
    keys: tuple[str, ...]

    @classmethod
    def of(cls, record):
        """The record with its main name's form first."""
        names = [name for name in record.search_text.split("\n") if name]
        return cls(record, tuple(dict.fromkeys(filter(None, map(key_of, names)))))


def key_of(name):
    """A name without regard to case, accents, punctuation and the order of its words."""
    return " ".join(sorted(_NOT_WORDS.sub(" ", fold(name)).split()))


def share_a_name(first, second):
    """Whether two records bear a name that is the same."""
    return not set(first.keys).isdisjoint(second.keys)


def likeness(first, second):
    """How alike two main names are, from 0 to 100; 0 for short ones, and where they differ in a number."""
    one, two = first.keys[0], second.keys[0]
    if min(len(one), len(two)) < MIN_LETTERS or _DIGITS.findall(one) != _DIGITS.findall(two):
        return 0
    return fuzz.ratio(one, two)


def pairs_to_compare(scope, links=(), apart=lambda record: None):
    """
    (Named, Named) of each pair worth comparing, the newer record first.

    `links` are loaded with the records. Records for which `apart` gives different answers are never a pair.
    """
    found = _among_few(scope, links) if scope.pks is not None else _among_all(scope, links, apart)
    return [pair for pair in found if apart(pair[0].record) == apart(pair[1].record)]


def _among_all(scope, links, apart):
    named = [Named.of(record) for record in scope.records.select_related(*links).order_by("pk").iterator(2000)]
    namesakes = defaultdict(list)
    for each in named:
        for key in each.keys:
            namesakes[key, apart(each.record)].append(each)
    pairs = {}
    for group in namesakes.values():
        if 1 < len(group) <= MAX_NAMESAKES:
            pairs |= {_places(pair): pair for pair in combinations(group, 2)}
    named = [each for each in named if each.keys]
    for order in (lambda each: (each.keys[0], each.record.pk), lambda each: each.record.slug):
        in_order = sorted(named, key=order)
        for place, each in enumerate(in_order):
            for other in in_order[place + 1 : place + 1 + NEIGHBOURS]:
                pairs[_places((each, other))] = (each, other)
    return [_newer_first(pair) for pair in pairs.values()]


def _among_few(scope, links):
    model = scope.records.model
    keys = {tuple(sorted(pair)) for pair in scope.known}
    for step in (1, -1):
        comes, order = ("gt", "slug") if step > 0 else ("lt", "-slug")
        beside = model._base_manager.filter(**{f"slug__{comes}": OuterRef("slug")}).order_by(order).values("pk")
        nearest = {f"near_{place}": Subquery(beside[place : place + 1]) for place in range(NEIGHBOURS)}
        for pk, *others in scope.records.annotate(**nearest).order_by().values_list("pk", *nearest):
            keys.update(tuple(sorted((pk, other))) for other in others if other is not None)
    wanted = {pk for pair in keys for pk in pair}
    found = model.objects.exclude(status=Status.WITHDRAWN).select_related(*links).filter(pk__in=wanted)
    named = {record.pk: Named.of(record) for record in found}
    pairs = [(named[one], named[two]) for one, two in sorted(keys) if one in named and two in named]
    return [_newer_first(pair) for pair in pairs if all(each.keys for each in pair)]


def _places(pair):
    return tuple(sorted(each.record.pk for each in pair))


def _newer_first(pair):
    return tuple(sorted(pair, key=lambda each: -each.record.pk))
