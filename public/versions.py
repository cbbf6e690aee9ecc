"""Earlier versions of a record, as readers once saw them."""

from dataclasses import dataclass

from django.http import Http404

from editorial.choices import Status
from editorial.diffs import Names
from editorial.models import Record
from public.facts import Cell, field_fact
from public.sections import section_of
from sources.explaining import Entry

_DIGITS = 9


@dataclass(frozen=True)
class Version:
    """A published version of a record: its values then, and the change that made it."""

    record: Record
    number: int
    entered: Entry


@dataclass(frozen=True)
class Compared:
    """One fact as it stood in a version, and as it stands now."""

    then: Cell
    now: Cell

    @property
    def differs(self):
        return self.then.pieces != self.now.pieces


def version_of(record: Record, asked: str) -> Version:
    """
    The version of this number. Raises Http404 where there is none, or none that readers ever saw.

    What it refers to is left out as far as readers may not see it today: a permalink is no way round a withdrawal.
    """
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else 0
    rows = record.history_model.objects.filter(id=record.pk, version=number, status=Status.PUBLISHED)
    row = rows.select_related("changeset").order_by("-history_id").first()
    if row is None:
        raise Http404("This record has no such version.")
    return Version(_restored(record, row), number, Entry.of(row))


def _restored(record, row):
    """The record with the values of a history row; one query for each field that leads to other records."""
    model = type(record)
    kept = [field for field in model._meta.concrete_fields if hasattr(row, field.attname)]
    restored = model(**{field.attname: getattr(row, field.attname) for field in kept if field.attname != "id"})
    restored.pk = record.pk
    names = Names([row])
    restored._prefetched_objects_cache = {}
    for link in model.record_links():
        published = link.related_model.objects.published()
        if link.many_to_many:
            restored._prefetched_objects_cache[link.name] = published.filter(pk__in=names.keys_of(row, link))
        else:
            key = getattr(row, link.attname)
            setattr(restored, link.name, published.filter(pk=key).first() if key else None)
    return restored


def compared(then: Record, now: Record) -> list[Compared]:
    """The name, summary and facts of a record in two versions, those that are blank in both left out."""
    section = section_of(type(now))
    fields = {field.name for field in type(now)._meta.concrete_fields}
    names = [field_fact(type(now), name) for name in ("name", "title") if name in fields]
    # A fact that cites nothing is derived from others, and perhaps from other records of today.
    facts = [*names, *(fact for fact in section.facts if fact.cites), section.note]
    rows = [Compared(fact.cell(then, []), fact.cell(now, [])) for fact in facts]
    return [row for row in rows if row.then.pieces or row.now.pieces]
