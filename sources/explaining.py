"""“Why do you say so?”: from a value to its citations, their passages, and the changesets that wrote each of them."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist

from editorial.choices import Status
from editorial.diffs import shown_value
from sources.models import Citation, CitedRecord


@dataclass(frozen=True)
class Entry:
    """Who wrote something into the register, when, and through which door; the file when it came from one."""

    changeset: int
    entered_by: str
    entered_at: datetime
    kind: str
    reason: str
    file_name: str
    file_digest: str
    sheet_row: str

    @classmethod
    def of(cls, history_row):
        """What a row of a typed history tells of its writing; its changeset should be fetched with it."""
        changeset = history_row.changeset
        return cls(
            changeset.pk,
            changeset.author_name,
            changeset.created,
            changeset.get_kind_display(),
            changeset.reason,
            changeset.file_name,
            changeset.file_digest,
            history_row.sheet_row,
        )

    def as_dict(self):
        """For JSON."""
        return asdict(self) | {"entered_at": self.entered_at.isoformat()}


@dataclass(frozen=True)
class Reason:
    """One citation of the value, and who entered it."""

    citation: Citation
    entered: Entry | None

    @property
    def passage(self):
        return self.citation.passage

    @property
    def source(self):
        return self.citation.source

    def as_dict(self):
        """For JSON. The summary is our own; of the passage's text only the words quoted are told."""
        citation, passage = self.citation, self.citation.passage
        return {
            "key": citation.key,
            "about": citation.field or None,
            "stance": citation.stance,
            "says": citation.says,
            "quotation": {"exact": citation.exact, "prefix": citation.prefix, "suffix": citation.suffix},
            "note": citation.note,
            "source": {"slug": self.source.slug, "title": self.source.title, "url": self.source.get_absolute_url()},
            "passage": passage
            and {
                "key": passage.key,
                "number": passage.number,
                "edition": passage.edition,
                "section": passage.section,
                "summary": passage.summary,
                "fingerprint": passage.fingerprint,
                "url": passage.get_absolute_url(),
            },
            "locator": citation.locator,
            "entered": self.entered and self.entered.as_dict(),
        }


@dataclass(frozen=True)
class Explanation:
    """
    Why the register gives a field its value.

    `entered` is the change that gave it the value it has; `reasons` are the citations of the field or, where there are
    none, of the record as a whole.
    """

    record: CitedRecord
    field: str
    label: str
    value: str
    entered: Entry | None
    reasons: list[Reason]

    def as_dict(self):
        """For JSON."""
        return {
            "record_type": self.record._meta.model_name,
            "record": self.record.slug,
            "version": self.record.version,
            "field": self.field,
            "label": self.label,
            "value": self.value,
            "entered": self.entered and self.entered.as_dict(),
            "reasons": [reason.as_dict() for reason in self.reasons],
        }


def explain(record: CitedRecord, field: str, *, public: bool = True) -> Explanation:
    """
    Why `record` says what it says in `field`, in a constant number of queries.

    With `public` only citations that readers can follow. Raises FieldDoesNotExist for what is no citable field.
    """
    if field not in dict(record.citable_fields()):
        raise FieldDoesNotExist(f"A {record._meta.verbose_name} has no field “{field}” to explain.")
    model_field = record._meta.get_field(field)
    history = record.history_model.objects.filter(id=record.pk).select_related("changeset")
    rows = list(history.order_by("-version", "-history_id"))
    return Explanation(
        record,
        field,
        str(model_field.verbose_name),
        shown_value(rows[0], model_field) if rows else "",
        _entered(rows, model_field),
        _reasons(record, field, public),
    )


def _entered(rows, model_field):
    """The change that gave the field the value it has in the newest of the rows, which come newest first."""
    values = _values(rows, model_field)
    writer = None
    for row, value in zip(rows, values, strict=True):
        if value != values[0]:
            break
        writer = row
    return Entry.of(writer) if writer else None


def _values(rows, model_field):
    """The field's value in each history row, with at most one query."""
    if not model_field.many_to_many:
        return [model_field.get_prep_value(getattr(row, model_field.attname)) for row in rows]
    held = defaultdict(set)
    if rows:
        through = getattr(rows[0], model_field.name).model
        links = through.objects.filter(history__in=[row.pk for row in rows])
        for history_id, key in links.values_list("history_id", f"{model_field.m2m_reverse_field_name()}_id"):
            held[history_id].add(key)
    return [held[row.pk] for row in rows]


def _reasons(record, field, public):
    citations = record.citations.filter(field__in=[field, ""]).select_related("source", "passage__source")
    if public:
        citations = citations.filter(source__status=Status.PUBLISHED)
    found = list(citations.order_by("-stance", "source__title", "passage__edition", "passage__number", "pk"))
    about_field = [citation for citation in found if citation.field]
    found = about_field or found
    created = Citation.history_model.objects.filter(id__in=[each.pk for each in found], history_type="+")
    writers = {row.id: row for row in created.select_related("changeset")}
    return [Reason(each, Entry.of(writers[each.pk]) if each.pk in writers else None) for each in found]
