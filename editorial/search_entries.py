"""
The entries that a search looks through, kept as units of work close.

Names are folded and spoken in Python (core/sounds.py), so that both databases find the same.
"""

from itertools import islice

from django.contrib.contenttypes.models import ContentType

from core.sounds import latin_words, sound, words_of
from editorial.models import Record, SearchEntry, SearchWord

#: Stands before the key of a word's sound among an entry's words.
SOUND = "~"
LONGEST_WORD = 64
#: Under this length a word has too many neighbours for a guess, and is not kept to be guessed.
SHORTEST_GUESSED = 4
BATCH = 500


def searchable_models():
    """The record types that are searched by name."""
    return [model for model in _all_records() if model.search_weight is not None]


def _all_records(parent=Record):
    for model in parent.__subclasses__():
        if model._meta.abstract:
            yield from _all_records(model)
        else:
            yield model


def follow(unit):
    """Bring the entries of all records that a unit of work touched up to date; called as it closes."""
    for model, pks in unit.touched.items():
        refresh(model, pks)


def refresh(model, pks):
    """Bring the entries of some records of one type up to date, with a constant number of statements a batch."""
    if model.search_weight is None:
        return
    keys = sorted(pks)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        shown = list(_published(model).filter(pk__in=some))
        _drop(model, set(some) - {record.pk for record in shown})
        _keep(model, shown)


def rebuild():
    """Make all entries anew, and return how many there are. For records whose names hold the names of others."""
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    for model in searchable_models():
        for batch in _in_batches(_published(model).order_by("pk").iterator(chunk_size=BATCH)):
            _keep(model, batch)
    return SearchEntry.objects.count()


def _published(model):
    links = [each.name for each in model._meta.concrete_fields if each.is_relation]
    return model.objects.published().select_related(*links)


def _in_batches(records):
    while batch := list(islice(records, BATCH)):
        yield batch


def _keep(model, records):
    content_type = ContentType.objects.get_for_model(model)
    entries = [_entry(record, content_type) for record in records]
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["content_type", "object_id"],
        update_fields=["title", "slug", "names", "details", "words", "weight"],
    )
    spelled = {word[:LONGEST_WORD] for entry in entries for word in entry.names.split()}
    new = [SearchWord(word=word) for word in sorted(spelled) if len(word) >= SHORTEST_GUESSED]
    SearchWord.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)


def _drop(model, pks):
    if pks:
        content_type = ContentType.objects.get_for_model(model)
        SearchEntry.objects.filter(content_type=content_type, object_id__in=pks).delete()


def _entry(record, content_type):
    lines = list(dict.fromkeys(" ".join(words_of(name)) for name in filter(None, record.search_names())))
    plain = [word for line in lines for word in line.split()]
    details = record.search_details()
    spelled = [*plain, *latin_words(plain), *words_of(details)]
    sounds = [f"{SOUND}{key}" for key in map(sound, plain) if key]
    return SearchEntry(
        content_type=content_type,
        object_id=record.pk,
        title=str(record),
        slug=record.slug,
        names="\n".join(lines),
        details=details,
        words=" ".join(dict.fromkeys([*spelled, *sounds])),
        weight=record.search_weight,
    )
