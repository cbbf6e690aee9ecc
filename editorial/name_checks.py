"""Soft checks of names, which every named record type signs for itself: slips of the keyboard, and twins."""

from core.scripts import foreign_letters, mixed_words
from editorial.checks import Doubt, soft_check
from editorial.twins import key_of, likeness, pairs_to_compare, share_a_name

MIXED = "mixed-scripts"
TWIN = "probable-duplicate"
TWIN_TITLE = "Probable duplicate"
#: Names this much alike, of a hundred, differ in a letter or two.
ALIKE = 92


def look_for_mixed_scripts(model, *fields):
    """Doubt the names in these fields when a word of them mixes alphabets whose letters look alike."""

    @soft_check(MIXED, model, "Name in mixed scripts")
    def mixed(scope):
        for pk, *names in scope.records.order_by().values_list("pk", *fields).iterator(2000):
            words = [word for name in names for word in mixed_words(name)]
            if words:
                told = "; ".join(f"“{word}” has {', '.join(foreign_letters(word))}" for word in dict.fromkeys(words))
                yield Doubt(pk, f"A word mixes letters of two alphabets that look alike: {told}.", facts=tuple(words))


def look_for_twins(model, *, links=(), apart=lambda record: None, unlike=lambda first, second: False, slips=True):
    """
    Doubt a record that bears the same name as an older one, or with `slips` almost the same main name.

    Records for which `apart` gives different answers, or that `unlike` tells apart, are no twins.
    """

    @soft_check(TWIN, model, TWIN_TITLE)
    def twins(scope):
        for newer, older in pairs_to_compare(scope, links, apart):
            if share_a_name(newer, older):
                same = next((name for name in newer.record.names() if key_of(name) in older.keys), newer.record)
                reason = f"It may be the same as {_told(older.record)}: both bear the name “{same}”."
            elif slips and likeness(newer, older) >= ALIKE:
                reason = f"It may be the same as {_told(older.record)}: the names are almost the same."
            else:
                continue
            if not unlike(newer.record, older.record):
                facts = (*newer.keys, "or", *older.keys)
                yield Doubt(newer.record.pk, reason, facts, (model, older.record.pk))


def _told(record):
    return f"“{record}” ({record.slug})"
