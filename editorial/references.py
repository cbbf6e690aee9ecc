"""Finding the record that a person means by a slug or a name: one at a time, or all that a file names at once."""

import re
from collections import defaultdict
from difflib import get_close_matches

from core.text import fold

MAX_NAMES_COMPARED = 20_000
#: The largest table whose names are read as a whole, once; of a larger one only those that are asked for.
MAX_ROWS_PRELOADED = 20_000
#: How many texts that name nothing get a hint in one import: each is compared with every name there is.
MAX_HINTS = 200
ASKED_AT_ONCE = 200

SLUG = re.compile(r"[-a-zA-Z0-9_]+\Z")


class UnresolvedReferenceError(ValueError):
    """No record, or more than one, bears the name `text`; `suggestions` are slugs of those that may be meant."""

    def __init__(self, message, suggestions=(), model=None, text=""):
        super().__init__(message)
        self.suggestions = list(suggestions)
        self.model = model
        self.text = text


def resolve(model, text):
    """
    The one record of `model` that `text` names: by slug, or by any of its names in any script.

    Raises UnresolvedReferenceError, naming the candidates or the nearest right answers.
    """
    text = text.strip()
    found = model.objects.filter(slug=text).first() if SLUG.match(text) else None
    if found is not None:
        return found
    candidates = list(model.objects.named(text)[:6])
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise ambiguous(model, text, [record.slug for record in candidates])
    raise unknown(model, text, _nearest(_slugs_by_name(_names(model)[:MAX_NAMES_COMPARED]), text))


def ambiguous(model, text, slugs):
    """The error that says which records a name may mean."""
    told = f"“{text}” may be any of these: {', '.join(slugs)}. Write one of these slugs."
    return UnresolvedReferenceError(told, slugs, model, text)


def unknown(model, text, nearest):
    """The error that says that a name is not known, and what is nearest to it."""
    hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "Add it first, or correct the name."
    told = f"There is no {model._meta.verbose_name} “{text}”. {hint}"
    return UnresolvedReferenceError(told, nearest, model, text)


def _names(model):
    return model.objects.order_by("pk").values_list("pk", "slug", "search_text")


def _slugs_by_name(rows):
    slug_of = {}
    for _pk, slug, search_text in rows:
        slug_of.update(dict.fromkeys(search_text.split("\n"), slug))
        slug_of[slug] = slug
    slug_of.pop("", None)
    return slug_of


def _nearest(slug_of, text):
    """Slugs of up to three records whose slug or name comes closest to `text`."""
    matches = get_close_matches(fold(text), slug_of, n=6, cutoff=0.7)
    return list(dict.fromkeys(slug_of[match] for match in matches))[:3]


class NameTable:
    """
    The names of one type of record, for an import that asks for many of them.

    What `resolve` asks the database for each text, this asks once for all texts of a batch. `added` knows records
    that the same import is about to write: `added.named(model, texts)` gives {text: primary keys} of those that bear
    one of the folded names, or the slug, and `added.is_planned(model, pk)` whether a record's names in the database
    are those of yesterday.
    """

    def __init__(self, model, added=None):
        self.model = model
        self.added = added
        self.by_name = None
        self.slug_of = None
        self.hints = 0

    def find_all(self, texts):
        """{text: primary key, or the UnresolvedReferenceError that tells why there is none}."""
        texts = {text: text.strip() for text in texts}
        found = {}
        slugs = [text for text in texts.values() if SLUG.match(text)]
        by_slug = dict(self.model._base_manager.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
        folded = {text: fold(text) for text in set(texts.values()) - set(by_slug)}
        by_name = self._named(set(folded.values()))
        planned_slugs, planned_names, outdated = self._planned(by_slug, by_name, slugs, folded.values())
        for text, plain in texts.items():
            pk = next(iter(planned_slugs.get(plain, ())), None) or by_slug.get(plain)
            if pk is not None and (pk not in outdated or pk in planned_slugs.get(plain, ())):
                found[text] = pk
                continue
            name = folded.get(plain) or fold(plain)
            pks = [pk for pk in by_name.get(name, ()) if pk not in outdated]
            pks += [pk for pk in planned_names.get(name, ()) if pk not in pks]
            found[text] = pks[0] if len(pks) == 1 else self._refusal(plain, pks)
        return found

    def _planned(self, by_slug, by_name, slugs, names):
        if self.added is None:
            return {}, {}, frozenset()
        stored = {*by_slug.values(), *(pk for pks in by_name.values() for pk in pks)}
        return (
            self.added.named(self.model, [f"/{slug}" for slug in slugs], strip=1),
            self.added.named(self.model, names),
            self.added.planned_among(self.model, stored),
        )

    def _named(self, names):
        """{folded name: primary keys} of the records in the database that bear one of the names."""
        if not names:
            return {}
        if self.by_name is None:
            rows = list(_names(self.model)[: MAX_ROWS_PRELOADED + 1])
            self.by_name = _pks_by_name(rows) if len(rows) <= MAX_ROWS_PRELOADED else {}
            self.slug_of = _slugs_by_name(rows[:MAX_NAMES_COMPARED])
            self.is_whole = len(rows) <= MAX_ROWS_PRELOADED
        if self.is_whole:
            return self.by_name
        names = sorted(names)
        found = defaultdict(list)
        for start in range(0, len(names), ASKED_AT_ONCE):
            some = set(names[start : start + ASKED_AT_ONCE])
            rows = self.model.objects.any_named(some).values_list("pk", "slug", "search_text")
            for name, pks in _pks_by_name(rows).items():
                if name in some:
                    found[name] += pks
        return found

    def _refusal(self, text, pks):
        if pks:
            slugs = dict(self.model._base_manager.filter(pk__in=pks[:6]).values_list("pk", "slug"))
            return ambiguous(self.model, text, [slugs.get(pk) or f"{text} (new)" for pk in pks[:6]])
        self.hints += 1
        return unknown(self.model, text, _nearest(self.slug_of, text) if self.hints <= MAX_HINTS else [])


def _pks_by_name(rows):
    pks = defaultdict(list)
    for pk, _slug, search_text in rows:
        for name in filter(None, search_text.split("\n")):
            pks[name].append(pk)
    return pks
