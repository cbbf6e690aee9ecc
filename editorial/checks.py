"""
Soft checks: constraints with sense. They doubt a record and say why; they never keep anybody from saving.

Each app's `checks.py` signs its own, as `admin.py` signs the admin:

    @soft_check("embassy-without-relations", Mission, "Embassy without diplomatic relations")
    def embassies(scope):
        for mission in scope.records.filter(...):
            yield Doubt(mission.pk, "…", facts=(...))

A check asks its question of many records at once, in a constant number of queries. It doubts only what its facts
surely contradict: partial dates that may fit together do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Model, Q, QuerySet

from core.dates import PartialDate

FINGERPRINT_BYTES = 16


@dataclass(frozen=True)
class Doubt:
    """
    One answer of a check: which record, why, and on which facts that rests.

    `facts` are what an acceptance of it rests on: when one of them changes, it is a question again. `other` is the
    record because of which the first one is doubted, as (type, primary key).
    """

    pk: int
    reason: str
    facts: tuple = ()
    other: tuple[type[Model], int] | None = None

    @property
    def fingerprint(self) -> str:
        """A digest of the facts."""
        told = "\x1f".join(value.edtf if isinstance(value, PartialDate) else str(value) for value in self.facts)
        return sha256(told.encode()).digest()[:FINGERPRINT_BYTES].hex()


@dataclass(frozen=True)
class Scope:
    """
    What a check is asked about.

    `records` are those to look at, none of them withdrawn. `pks` are their keys, or None for the whole table. `known`
    are the (record, other) pairs of one type that it found before and that have to do with them: a check that finds
    its pairs by looking around asks about those again.
    """

    records: QuerySet
    pks: list[int] | None = None
    known: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class SoftCheck:
    """
    A question put to records of `model`.

    `depends` tells, for another type of record, which records of `model` are to be asked again once some of that type
    were written: a function from their primary keys to a condition. A check of pairs of one type finds a pair by
    whichever of the two it is asked about.
    """

    key: str
    model: type[Model]
    title: str
    find: Callable[[Scope], Iterable[Doubt]]
    depends: Mapping[type[Model], Callable[[list[int]], Q]]


_checks: list[SoftCheck] = []


def soft_check(key, model, title, *, depends=None):
    """
    Function decorator: sign a check with a title that lists show.

    Its key stays the same for good. Checks of several record types may share key and title: one question put to each.
    """

    def sign(find):
        if any(check.key == key and check.model is model for check in _checks):
            raise ValueError(f"There is a check “{key}” of {model._meta.verbose_name_plural} already.")
        _checks.append(SoftCheck(key, model, title, find, depends or {}))
        return find

    return sign


def all_checks():
    """Every check, in the order of their keys."""
    return sorted(_checks, key=lambda check: (check.key, check.model._meta.label))


def checks_of(model):
    """The checks of one type of record."""
    return [check for check in all_checks() if check.model is model]


def titles():
    """The title of each check by its key."""
    return {check.key: check.title for check in all_checks()}


def leading_by(*paths):
    """For `depends`: the records whose foreign keys `paths` lead to what was written."""

    def condition(pks):
        found = Q()
        for path in paths:
            found |= Q(**{f"{path}__in": pks})
        return found

    return condition
