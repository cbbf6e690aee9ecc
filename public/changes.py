"""
What was changed lately, as far as readers see it.

A change is told when the record was published by it and is published today. What it was before is told only where
readers saw that; what it refers to only as far as they may see that today.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import Truncator

from editorial.choices import Status
from editorial.diffs import BLANK, FieldChange, Names, shown_value, with_predecessors
from editorial.merging import merged_fields
from editorial.models import Changeset, Record
from public.sections import SECTIONS, section_of

CHANGESETS_A_PAGE = 20
#: A page looks through no more changesets than this for those that readers may see.
LOOKED_THROUGH = 200
RECORDS_SHOWN = 20
LONGEST_VALUE = 300
#: Where a record stands is told by the verb.
NOT_TOLD = frozenset({"status"})
LABELS = {"slug": "Address"}


@dataclass
class RecordChange:
    """What one changeset did to one record: published it, or changed these fields of it."""

    record: Record
    verb: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def section(self):
        return section_of(type(self.record))

    @property
    def headline(self):
        return self.section.headline(self.record)


@dataclass
class Change:
    """One changeset with what it did for readers; `left_out` counts the records beyond those that are told."""

    changeset: Changeset
    records: list[RecordChange]
    left_out: int = 0

    @property
    def url(self):
        return reverse("public:change", args=[self.changeset.pk])

    @property
    def title(self):
        """What happened, in a line."""
        if len(self.records) == 1 and not self.left_out:
            (only,) = self.records
            return f"{only.headline}: {only.verb}"
        number = len(self.records) + self.left_out
        verbs = {each.verb for each in self.records}
        done = verbs.pop() if len(verbs) == 1 and not self.left_out else "published or changed"
        return f"{number:,} records {done}"


@dataclass
class ChangesPage:
    """Changes, newest first, and the number before which the next page goes on; None where there is no more."""

    changes: list[Change]
    before: int | None


class PublicNames(Names):
    """The names of what readers may see; other records have none."""

    def _fetch_names(self, model, keys):
        super()._fetch_names(model, keys)
        for key in keys:
            record = self._names.get((model, key))
            if isinstance(record, Record) and not record.is_published:
                del self._names[model, key]

    def told(self, row, model_field):
        """A field's value at a history row, without what is not shown."""
        if model_field.many_to_many:
            keys = self.keys_of(row, model_field)
            known = [self._names.get((model_field.related_model, key)) for key in keys]
            return ", ".join(sorted(str(record) for record in known if record is not None)) or BLANK
        if model_field.is_relation:
            record = self._names.get((model_field.related_model, getattr(row, model_field.attname)))
            return str(record) if record is not None else BLANK
        return Truncator(shown_value(row, model_field, self)).chars(LONGEST_VALUE)


def changes_before(number=None):
    """The ChangesPage of the newest changes, or of those with smaller numbers, in a bounded number of queries."""
    if number is None:
        newest = Changeset.objects.order_by("-pk").values_list("pk", flat=True).first()
        number = (newest or 0) + 1
    floor = max(0, number - LOOKED_THROUGH)
    seen = Q()
    for section in SECTIONS:
        seen |= Q(Exists(_visible(section.model).filter(changeset=OuterRef("pk"))))
    found = Changeset.objects.filter(seen, pk__lt=number, pk__gte=floor).order_by("-pk")
    found = list(found[: CHANGESETS_A_PAGE + 1])
    if len(found) > CHANGESETS_A_PAGE:
        found = found[:CHANGESETS_A_PAGE]
        floor = found[-1].pk
    return ChangesPage(_told(found), floor if floor > 1 else None)


def changes_about(record):
    """The newest changes of a record and of those that name it, newest first; what else they changed is left out."""

    def visible(model):
        return _visible(model).filter(_names(model, record))

    seen = Q()
    for section in SECTIONS:
        seen |= Q(pk__in=visible(section.model).values("changeset"))
    return _told(Changeset.objects.filter(seen).order_by("-pk")[:CHANGESETS_A_PAGE], visible)


def change_of(number):
    """The Change with this number, or None where readers may see nothing of it."""
    changes = _told(Changeset.objects.filter(pk=number))
    return changes[0] if changes else None


def _visible(model):
    """The history rows of one type that readers may see."""
    published = model.objects.published().order_by().values("pk")
    return model.history_model.objects.filter(status=Status.PUBLISHED, id__in=published).order_by()


def _names(model, record):
    """The condition under which history rows of one type are of the record itself, or lead to it."""
    if model is type(record):
        return Q(id=record.pk)
    told = Q(pk__in=[])
    for link in model.record_links():
        if link.related_model is type(record):
            rows = model.objects.filter(**{link.name: record}).values("pk")
            told |= Q(id__in=rows) if link.many_to_many else Q(**{link.attname: record.pk})
    return told


def _told(changesets, visible=_visible):
    by_pk = {changeset.pk: changeset for changeset in changesets}
    counts = _counts(by_pk, visible)
    told = defaultdict(list)
    for section in SECTIONS:
        if any(model is section.model for _pk, model in counts):
            for pk, change in _records(section, by_pk, visible):
                told[pk].append(change)
    changes = []
    for pk, changeset in sorted(by_pk.items(), reverse=True):
        number = sum(count for (key, _model), count in counts.items() if key == pk)
        shown = told[pk][:RECORDS_SHOWN]
        if shown:
            changes.append(Change(changeset, shown, max(0, number - len(told[pk])) + len(told[pk]) - len(shown)))
    return changes


def _counts(pks, visible):
    """How many rows each changeset wrote that readers may see, by (changeset, type), in one query."""
    if not pks:
        return {}
    counts = [
        visible(section.model)
        .filter(changeset__in=pks)
        .annotate(of_section=Value(place, IntegerField()))
        .values("changeset_id", "of_section")
        .annotate(rows=Count("pk"))
        .values_list("changeset_id", "of_section", "rows")
        for place, section in enumerate(SECTIONS)
    ]
    found = counts[0].union(*counts[1:], all=True)
    return {(pk, SECTIONS[place].model): rows for pk, place, rows in found}


def _records(section, pks, visible):
    """(changeset, RecordChange) of the first rows that each of the changesets wrote of one type."""
    turn = Window(RowNumber(), partition_by=F("changeset_id"), order_by=F("history_id").asc())
    rows = visible(section.model).filter(changeset__in=pks).annotate(turn=turn).filter(turn__lte=RECORDS_SHOWN)
    pairs = sorted(with_predecessors(list(rows)), key=lambda pair: pair[0].pk)
    names = PublicNames([row for pair in pairs for row in pair if row is not None])
    wanted = {row.id for row, _before in pairs}
    records = section.model.objects.published().select_related(*section.related).in_bulk(wanted)
    fields = [each for each in merged_fields(section.model) if each.name not in NOT_TOLD]
    for row, before in pairs:
        if before is None or before.status != Status.PUBLISHED:
            yield row.changeset_id, RecordChange(records[row.id], "published")
            continue
        changed = [_field_change(names, row, before, each) for each in fields]
        changed = [each for each in changed if each.was != each.now]
        if changed:
            yield row.changeset_id, RecordChange(records[row.id], "changed", changed)


def _field_change(names, row, before, model_field):
    label = LABELS.get(model_field.name) or str(model_field.verbose_name)
    return FieldChange(label[:1].upper() + label[1:], names.told(before, model_field), names.told(row, model_field))
