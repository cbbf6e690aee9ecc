"""
What the register said at a moment that is past: the second axis of time, told from history.

Only what readers could see then, and may see today: an old address is no way round a withdrawal.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.dateformat import format as date_format

from core.dates import DateError, to_partial_date
from editorial.choices import Status
from editorial.diffs import Names
from people.models import Event
from public.sections import section_of
from relations.models import DiplomaticRelation, Membership, Mission, Recognition
from sources.models import Citation, CitedRecord, Passage, Source

FORMS = "Write a day, such as 2026-03-03 or 3 March 2026, or a moment, such as 2026-03-03T14:30."
#: How far the register follows what a record refers to, and what that refers to.
STEPS = 3

#: The columns by which rows of other types belong to a record's page, by the panel's key, where history can tell it.
LINKS = {
    "recognized-by": ("recognized_entity",),
    "recognizes": ("recognizing_state",),
    "relations": ("first_state", "second_state"),
    "missions-sent": ("sending_state",),
    "missions-received": ("receiving_state",),
    "missions-hosted": ("hosted_by",),
    "memberships": ("member",),
    "members": ("organization",),
    "events": ("countries", "organizations", "officials"),
}
TOLD = frozenset({Recognition, DiplomaticRelation, Mission, Membership, Event})
BETWEEN = {
    "recognitions": ("recognizing_state", "recognized_entity"),
    "relations": ("first_state", "second_state"),
    "missions": ("sending_state", "receiving_state"),
    "events": ("countries", "countries"),
}


class MomentError(ValueError):
    """What was asked for is no moment that is past; the message says what to write."""


@dataclass(frozen=True)
class Moment:
    """A moment in the life of the register, as the reader asked for it. A day means its end, in universal time."""

    asked: str
    at: datetime
    is_day: bool

    @classmethod
    def of(cls, text: str):
        """The moment that a text means. Raises MomentError."""
        text = text.strip()
        day = _day(text)
        try:
            at = datetime.combine(day, time.max, UTC) if day else _instant(text)
        except (ValueError, OverflowError) as error:
            raise MomentError(f"“{text[:60]}” is no day or moment of the register. {FORMS}") from error
        if (day or at) > (timezone.now().date() if day else timezone.now()):
            raise MomentError(f"“{text[:60]}” is still to come: the register cannot say yet what it will say. {FORMS}")
        return cls(text, at, day is not None)

    def __str__(self):
        return date_format(self.at, "j F Y") if self.is_day else f"{date_format(self.at, 'j F Y, H:i')} UTC"


def _day(text) -> date | None:
    try:
        found = to_partial_date(text)
    except DateError:
        return None
    is_day = found is not None and found.earliest == found.latest and found.earliest is not None
    return found.earliest if is_day and found.edtf == found.earliest.isoformat() else None


def _instant(text):
    at = datetime.fromisoformat(text if len(text) > len("2026-03-03") else "")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


class Register:
    """The register as readers knew it at a moment."""

    def __init__(self, moment: Moment):
        self.moment = moment

    def rows(self, model, pks) -> dict[int, object]:
        """The history rows, by id, that told of these rows at the moment; deleted ones are not there."""
        history = model.history_model.objects.filter(id__in=set(pks), changeset__created__lte=self.moment.at)
        newest = history.order_by().values("id").annotate(newest=Max("history_id")).values_list("newest", flat=True)
        found = model.history_model.objects.filter(history_id__in=list(newest)).exclude(history_type="-")
        return {row.id: row for row in found.select_related("changeset")}

    def records(self, model, pks, steps=STEPS) -> dict[int, object]:
        """Those of the records that readers saw at the moment and may see today, as they were then."""
        pks = set(pks) - {None}
        if not pks or not steps:
            return {}
        rows = {pk: row for pk, row in self.rows(model, pks).items() if row.status == Status.PUBLISHED}
        today = set(model.objects.published().filter(pk__in=rows).values_list("pk", flat=True))
        rows = {pk: row for pk, row in rows.items() if pk in today}
        slugs = dict(model.objects.filter(pk__in=rows).values_list("pk", "slug"))
        names = Names(rows.values())
        found = {}
        for pk, row in rows.items():
            kept = [
                each for each in model._meta.concrete_fields if hasattr(row, each.attname) and each.attname != "id"
            ]
            record = model(pk=pk, **{each.attname: getattr(row, each.attname) for each in kept})
            record.slug = slugs[pk]  # links lead to where it is today
            record._prefetched_objects_cache = {}
            found[pk] = record
        for link in model.record_links():
            self._follow(link, rows, found, names, steps)
        return found

    def _follow(self, link, rows, found, names, steps):
        """Lead a link of records to what it led to then."""
        if link.many_to_many:
            keys = {pk: names.keys_of(row, link) for pk, row in rows.items()}
        else:
            keys = {pk: {getattr(row, link.attname)} for pk, row in rows.items()}
        targets = self.records(link.related_model, set().union(*keys.values()), steps - 1) if keys else {}
        for pk, record in found.items():
            led = [targets[key] for key in keys[pk] if key in targets]
            if link.many_to_many:
                told = link.related_model.objects.none()
                told._result_cache = sorted(led, key=str)
                record._prefetched_objects_cache[link.name] = told
            else:
                setattr(record, link.name, led[0] if led else None)

    def citations(self, records) -> list[Citation]:
        """The citations of these records as they stood, from sources that readers could read then and can today."""
        wanted = Q(pk__in=[])
        for record in records:
            if isinstance(record, CitedRecord):
                content_type = ContentType.objects.get_for_model(record)
                wanted |= Q(content_type=content_type, object_id=record.pk)
        pks = Citation.history_model.objects.filter(wanted).order_by().values_list("id", flat=True).distinct()
        rows = self.rows(Citation, list(pks)).values()
        sources = self.records(Source, {row.source_id for row in rows}, 1)
        passages = Passage.objects.defer("text", "headers").in_bulk({row.passage_id for row in rows} - {None})
        editions = dict(Source.objects.filter(pk__in=sources).values_list("pk", "current_edition"))
        found = []
        for row in rows:
            if row.source_id in sources:
                kept = [each.attname for each in Citation._meta.concrete_fields if each.attname != "id"]
                citation = Citation(pk=row.id, **{name: getattr(row, name) for name in kept})
                citation.source = sources[row.source_id]
                citation.source.current_edition = editions[row.source_id]
                citation.passage = passages.get(row.passage_id)
                found.append(citation)
        return sorted(found, key=_place)

    def linked(self, model, links, record) -> list:
        """The records of a type that were linked, by any of these fields, with a record then."""
        wanted = Q(pk__in=[])
        for name in links:
            link = model._meta.get_field(name)
            if link.related_model is type(record):
                wanted |= Q(**{_path(model, link): record.pk})
        found = self._found(model, wanted)
        return [each for each in found if any(record in _targets(each, name) for name in links)]

    def between(self, model, links, first, second) -> list:
        """The records of a type that stood between two others then, in either direction."""
        one, other = links
        link = model._meta.get_field(one)
        if link.many_to_many:
            found = self._found(model, Q(**{_path(model, link): first.pk}))
            return [each for each in found if {first, second} <= set(_targets(each, one))]
        both = [first.pk, second.pk]
        found = self._found(model, Q(**{f"{one}__in": both, f"{other}__in": both}))
        return [each for each in found if {*_targets(each, one), *_targets(each, other)} == {first, second}]

    def _found(self, model, wanted):
        pks = model.history_model.objects.filter(wanted).order_by().values_list("id", flat=True).distinct()
        return sorted(self.records(model, pks).values(), key=lambda each: _in_time(section_of(model), each))


def _path(model, link):
    """What a history row is filtered by to find what a link held."""
    if not link.many_to_many:
        return link.name
    through = model.history_recorder.m2m_models[link]
    return f"{through._meta.model_name}__{link.m2m_reverse_field_name()}"


def _targets(record, name):
    if record._meta.get_field(name).many_to_many:
        return list(getattr(record, name).all())
    return [getattr(record, name)]


def _in_time(section, record):
    when = section.dating(record)
    day = when and (when.earliest or when.latest)
    return (day is None, day or date.min, str(record), record.pk)


def _place(citation):
    passage = citation.passage
    place = (passage.edition, passage.number) if passage else (0, 0)
    return (citation.source.title, citation.source_id, *place, citation.locator, citation.pk)
