"""The sheets of sources, passages and citations, and the column of citations that every cited record has."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from import_export import fields
from import_export.widgets import Widget

from editorial.references import UnresolvedReferenceError, resolve
from editorial.writing import write
from exchange.cells import SEPARATOR, ChoiceCell, IntegerCell, ReferenceCell, TextCell, split_list
from exchange.engine import Problem
from exchange.registry import sheet
from exchange.resource import RecordResource, SheetResource, columns_left_out
from sources.models import Citation, CitedRecord, Passage, Source


def find_passage(source, number):
    """The passage of a source by its number. Raises UnresolvedReferenceError saying how many there are."""
    passage = Passage.objects.filter(source=source, number=number).first() if number else None
    if passage is None:
        count = source.passages.count()
        raise UnresolvedReferenceError(f"“{source}” has no passage {number}; it has {count}.")
    passage.source = source
    return passage


class PassagesCell(Widget):
    """The passages that a record rests on, as `source-slug#number; …`; a source alone where it has no passages."""

    def __init__(self):
        super().__init__()
        self.known = {}

    def clean(self, value, row=None, **kwargs):
        """(source, passage or None) pairs, in the cell's order. Raises UnresolvedReferenceError."""
        return [self.find(part) for part in split_list(value)]

    def find(self, text):
        if text not in self.known:
            name, _hash, number = text.partition("#")
            source = resolve(Source, name)
            if number and not (number.isascii() and number.isdigit() and len(number) < 9):
                raise UnresolvedReferenceError(f"“{text}” names no passage: write source-slug#number.")
            self.known[text] = (source, find_passage(source, int(number)) if number else None)
        return self.known[text]

    def render(self, value, obj=None, **kwargs):
        places = {(c.source.slug, c.passage.number if c.passage else 0) for c in value.all()}
        return f"{SEPARATOR} ".join(f"{slug}#{number}" if number else slug for slug, number in sorted(places))


class CitedResource(RecordResource):
    """The sheet of a cited record: its last column names the passages that the row rests on."""

    citations = fields.Field(attribute="citations", column_name="citations", widget=PassagesCell())
    needs = (Passage,)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.waiting = []

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__source", "citations__passage")

    def get_export_order(self):
        return [name for name in self.fields if name not in ("citations", "version")] + ["citations", "version"]

    def fill(self, record, row):
        try:
            self.fields["citations"].widget.clean(row.get("citations"))
        except UnresolvedReferenceError as error:
            raise ValidationError({"citations": str(error)}) from error
        return super().fill(record, row)

    def row_done(self, record, row):
        if row.get("citations"):
            self.waiting.append((record, row["citations"]))

    def finish(self, report):
        """
        Cite the passages named in the cells that nothing cites yet for their record.

        Done after all sheets, because the sheet of citations may cite the same passage with more detail. A passage
        that a cell leaves out is not removed: a citation is deleted in the admin.
        """
        for record, cell in self.waiting:
            cited = set(record.citations.values_list("source", "passage"))
            for source, passage in self.fields["citations"].widget.clean(cell):
                if (source.pk, passage and passage.pk) not in cited:
                    self._cite(report, record, source, passage)

    def _cite(self, report, record, source, passage):
        content_type = ContentType.objects.get_for_model(record)
        citation = Citation(content_type=content_type, object_id=record.pk, source=source, passage=passage)
        try:
            write(citation)
        except ValidationError as error:
            report.problems += [
                Problem(self.sheet_name(), None, "citations", str(citation), told) for told in error.messages
            ]


@sheet
class SourceResource(RecordResource):
    class Meta:
        model = Source
        exclude = columns_left_out(Source)


@sheet
class PassageResource(SheetResource):
    """Passages are found by their source and number."""

    class Meta:
        model = Passage
        exclude = columns_left_out(Passage)
        import_id_fields = ["source", "number"]

    sheet_order = ("source__slug", "number")

    def find(self, row):
        try:
            source = self.fields["source"].widget.clean(row.get("source"))
            number = self.fields["number"].widget.clean(row.get("number"))
        except ValueError:
            return None
        return self.get_queryset().filter(source=source, number=number).first()


class RecordTypeCell(ChoiceCell):
    """A type of cited record, by its model's name."""

    def __init__(self):
        Widget.__init__(self)

    @property
    def values(self):
        models = [model for model in apps.get_models() if issubclass(model, CitedRecord)]
        names = {model._meta.verbose_name: model._meta.model_name for model in models}
        return names | {name: name for name in names.values()}


class PassageNumberCell(IntegerCell):
    """A passage by its number; the source stands in the column before."""

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value.number)


@sheet
class CitationResource(SheetResource):
    """
    Citations are found by their key; one without a key is the citation that says the same, if there is one.

    The record is named by its type and its slug or name, the passage by its number in the source.
    """

    record_type = fields.Field(attribute="content_type__model", column_name="record_type", widget=RecordTypeCell())
    record = fields.Field(attribute="record__slug", column_name="record", widget=TextCell())
    passage = fields.Field(attribute="passage", column_name="passage", widget=PassageNumberCell())
    key = fields.Field(attribute="key", column_name="key", widget=TextCell())
    last = True
    sheet_order = ("content_type__model", "object_id", "field", "source__slug", "passage__number", "key")

    class Meta:
        model = Citation
        exclude = [*columns_left_out(Citation), "content_type", "object_id"]
        import_id_fields = ["key"]

    def get_export_order(self):
        return [
            "key",
            "record_type",
            "record",
            "field",
            "source",
            "passage",
            "locator",
            "says",
            "stance",
            "note",
            "version",
        ]

    def get_queryset(self):
        return super().get_queryset().select_related("content_type", "source", "passage").prefetch_related("record")

    def cells(self, record):
        place = {"record_type": record.content_type.model, "record": record.record.slug}
        return place | super().cells(record)

    def complete_key(self, row):
        if not str(row.get("key") or "").strip():
            citation = self._meta.model()
            self.fill(citation, row)
            citation.prepare()
            row["key"] = citation.key

    def fill(self, record, row):
        errors = {}
        passage_number = None
        try:
            self._fill_record(record, row, errors)
            passage_number = self.fields["passage"].widget.clean(row.get("passage"))
        except ValueError as error:
            errors["passage"] = str(error)
        columns = {name: cell for name, cell in row.items() if name != "passage"}
        super().fill(record, columns)
        if "passage" in row and not errors:
            record.passage = self._passage(record, passage_number, errors)
        if errors:
            raise ValidationError(errors)
        return {}

    def _passage(self, record, number, errors):
        if number is None or not record.source_id:
            return None
        try:
            return find_passage(record.source, number)
        except UnresolvedReferenceError as error:
            errors["passage"] = str(error)
            return None

    def _fill_record(self, record, row, errors):
        if "record" not in row and "record_type" not in row and record.pk:
            return
        try:
            name = self.fields["record_type"].widget.clean(row.get("record_type"))
        except ValueError as error:
            errors["record_type"] = str(error)
            return
        if not name:
            errors["record_type"] = "Say what kind of record is cited, such as recognition."
            return
        content_type = ContentType.objects.get(model=name, app_label__in=self._labels())
        try:
            cited = self._cells_of(content_type.model_class()).find(str(row.get("record") or "").strip())
        except UnresolvedReferenceError as error:
            errors["record"] = str(error)
            return
        record.content_type, record.object_id = content_type, cited.pk

    def _labels(self):
        return {model._meta.app_label for model in apps.get_models() if issubclass(model, CitedRecord)}

    def _cells_of(self, model):
        if not hasattr(self, "_reference_cells"):
            self._reference_cells = {}
        return self._reference_cells.setdefault(model, ReferenceCell(model))
