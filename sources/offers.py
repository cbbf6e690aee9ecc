"""
What words of a document may say, by rule: dates by the date grammar, records by the register's own names.

Nothing here is a fact. A person sees each value in a form and saves it, or does not.
"""

import re
from dataclasses import dataclass, field

from core.dates import MAX_LENGTH, DateError, parse
from core.fields import NamesField, PartialDateField
from core.text import fold
from sources.models import CitedRecord

MAX_DATE_WORDS = 8
MAX_NAME_WORDS = 10
MAX_NAMES_COMPARED = 20_000
MAX_WORDS = 400

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
#: They say nothing that the date itself does not.
_IDLE = frozenset({"in", "on"})


@dataclass(frozen=True)
class Offers:
    """Dates as printed, and records by their type, each in the order of the words."""

    dates: tuple[str, ...] = ()
    records: dict[type[CitedRecord], tuple[CitedRecord, ...]] = field(default_factory=dict)


def bears_names(model) -> bool:
    """Whether records of this type are known by names of their own, such as countries and officials."""
    fields = model._meta.concrete_fields
    return any(isinstance(each, NamesField) for each in fields) and any(each.name == "name" for each in fields)


def offers_in(words: str, models) -> Offers:
    """What the words name, of the given record types; one query for each type that bears names."""
    words = " ".join(words.split()[:MAX_WORDS])
    spoken = _phrases(words)
    found = {model: _named(model, spoken) for model in dict.fromkeys(models) if bears_names(model)}
    return Offers(tuple(dates_in(words)), {model: records for model, records in found.items() if records})


def dates_in(words: str) -> list[str]:
    """The dates that stand in a text, as printed; of two readings from one word on, the longer."""
    tokens = words.split()
    found, start = [], 0
    while start < len(tokens):
        end = next((end for end in _ends(tokens, start) if _is_date(tokens, start, end)), None)
        if end is None:
            start += 1
        else:
            found.append(_bare(tokens, start, end))
            start = end
    return list(dict.fromkeys(found))


def initial_values(model, offers: Offers, about: str = "") -> dict:
    """
    The offers fitted into the fields of a new record of `model`; `about` is the field cited, which goes first.

    Of several countries the first goes into the first field, as in “Nauru recognized South Ossetia”. A record that
    bears names of its own takes only the field cited: what else its sentence mentions is about something else.
    """
    fields = [each for each in [*model._meta.concrete_fields, *model._meta.many_to_many] if each.editable]
    fields.sort(key=lambda each: each.name != about)
    if bears_names(model):
        fields = [each for each in fields if each.name == about]
    values, dates = {}, list(offers.dates[:1])
    left = {model: list(records) for model, records in offers.records.items()}
    for each in fields:
        records = left.get(each.related_model) if each.is_relation else None
        if isinstance(each, PartialDateField) and dates:
            values[each.name] = dates.pop()
        elif records and each.many_to_many:
            values[each.name] = [record.pk for record in offers.records[each.related_model]]
        elif records:
            values[each.name] = records.pop(0).pk
    return values


def _ends(tokens, start):
    """Where a date that begins at `start` may end, the longest first."""
    if tokens[start].lower() in _IDLE:
        return []
    return range(min(len(tokens), start + MAX_DATE_WORDS), start, -1)


def _bare(tokens, start, end):
    return " ".join(tokens[start:end]).strip("()“”\"'«»").rstrip(".,;:!?)”\"'»")


def _is_date(tokens, start, end):
    text = _bare(tokens, start, end)
    if not _YEAR.search(text) or len(text) > MAX_LENGTH:
        return False
    try:
        parse(text)
    except DateError:
        return False
    return True


def _phrases(words):
    """Every run of words as names are folded, with the place and length of its first occurrence."""
    tokens = _tokens(fold(words))
    found = {}
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + MAX_NAME_WORDS) + 1):
            found.setdefault(" ".join(tokens[start:end]), []).append((start, end))
    return found


def _tokens(folded):
    """The words of a folded text; “Nauru's” is a form of the name."""
    return [match[0].removesuffix("'s") for match in _WORD.finditer(folded)]


def _named(model, spoken):
    """The records of one type whose names stand in the words, the longer name before one inside it."""
    bearers = {}
    rows = model.objects.order_by("pk").values_list("pk", "search_text")[:MAX_NAMES_COMPARED]
    for pk, search_text in rows:
        for name in filter(None, search_text.split("\n")):
            phrase = " ".join(_tokens(name))
            if phrase in spoken:
                bearers.setdefault(phrase, set()).add(pk)
    taken, places = set(), {}
    for phrase in sorted(bearers, key=lambda each: -len(each.split())):
        for start, end in spoken[phrase]:
            span = set(range(start, end))
            if not span & taken:
                taken |= span
                # A name that two records bear is left to the person.
                if len(bearers[phrase]) == 1:
                    (pk,) = bearers[phrase]
                    places[pk] = min(start, places.get(pk, start))
    records = model.objects.in_bulk(places)
    return tuple(records[pk] for pk in sorted(places, key=places.get) if pk in records)
