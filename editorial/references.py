"""Finding the record that a person means by a slug or a name."""

from difflib import get_close_matches

from core.text import fold

MAX_NAMES_COMPARED = 20_000


class UnresolvedReferenceError(ValueError):
    """No record, or more than one, bears the name; the message says what to write instead."""


def resolve(model, text):
    """
    The one record of `model` that `text` names: by slug, or by any of its names in any script.

    Raises UnresolvedReferenceError, naming the candidates or the nearest right answers.
    """
    text = text.strip()
    found = model.objects.filter(slug=text).first()
    if found is not None:
        return found
    candidates = list(model.objects.named(text)[:6])
    if len(candidates) == 1:
        return candidates[0]
    kind = model._meta.verbose_name
    if candidates:
        slugs = ", ".join(record.slug for record in candidates)
        raise UnresolvedReferenceError(f"“{text}” may be any of these: {slugs}. Write one of these slugs.")
    nearest = _nearest(model, text)
    hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "Add it first, or correct the name."
    raise UnresolvedReferenceError(f"There is no {kind} “{text}”. {hint}")


def _nearest(model, text):
    """Slugs of up to three records whose slug or name comes closest to `text`."""
    slug_of = {}
    for slug, search_text in model.objects.values_list("slug", "search_text")[:MAX_NAMES_COMPARED]:
        slug_of.update(dict.fromkeys(search_text.split("\n"), slug))
        slug_of[slug] = slug
    slug_of.pop("", None)
    matches = get_close_matches(fold(text), slug_of, n=6, cutoff=0.7)
    return list(dict.fromkeys(slug_of[match] for match in matches))[:3]
