"""The sheets of sources, passages and citations, and the column of citations that every cited record has."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from import_export import fields

from editorial.references import UnresolvedReferenceError
from editorial.units import current_unit
from editorial.writing import write
from exchange.cells import ReferenceCell, TextCell
from exchange.engine import Problem
from exchange.policies import REFUSED
from exchange.registry import sheet
from exchange.resource import RecordResource, SheetResource, columns_left_out
from sources.cells import EditionCell, PassagePlaceCell, PassagesCell, RecordTypeCell, find_passage
from sources.models import Citation, CitedRecord, Passage, Source


class CitedResource(RecordResource):
    """The sheet of a cited record: its last column names the passages that the row rests on."""

    citations = fields.Field(attribute="citations", column_name="citations", widget=PassagesCell())
    needs = (Passage,)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.waiting = []

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__source", "citations__passage__source")

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
        policy = current_unit().policy
        for record, cell in self.waiting:
            cited = set(record.citations.values_list("source", "passage"))
            for source, passage in self.fields["citations"].widget.clean(cell):
                if (source.pk, passage and passage.pk) not in cited:
                    self._cite(report, record, source, passage, policy)

    def _cite(self, report, record, source, passage, policy):
        content_type = ContentType.objects.get_for_model(record)
        citation = Citation(content_type=content_type, object_id=record.pk, source=source, passage=passage)
        try:
            if not policy.may_write(record):
                raise ValidationError(REFUSED)
            write(citation)
        except ValidationError as error:
            report.problems += [
                Problem(self.sheet_name(), None, "citations", f"{record}: {citation}", told) for told in error.messages
            ]


@sheet
class SourceResource(RecordResource):
    class Meta:
        model = Source
        exclude = columns_left_out(Source)


@sheet
class PassageResource(SheetResource):
    """Passages are found by their source, edition and number."""

    edition = fields.Field(attribute="edition", column_name="edition", widget=EditionCell())

    class Meta:
        model = Passage
        exclude = columns_left_out(Passage)
        import_id_fields = ["source", "edition", "number"]

    sheet_order = ("source__slug", "edition", "number")

    def get_export_order(self):
        rest = [name for name in super().get_export_order() if name not in ("source", "edition")]
        return ["source", "edition", *rest]

    def find(self, row):
        try:
            key = {name: self.fields[name].widget.clean(row.get(name)) for name in self._meta.import_id_fields}
        except ValueError:
            return None
        return self.get_queryset().filter(**key).first()


@sheet
class CitationResource(SheetResource):
    """
    Citations are found by their key; one without a key is the citation that says the same, if there is one.

    The record is named by its type and its slug or name, the passage by its number in the source.
    """

    record_type = fields.Field(attribute="content_type__model", column_name="record_type", widget=RecordTypeCell())
    record = fields.Field(attribute="record__slug", column_name="record", widget=TextCell())
    passage = fields.Field(attribute="passage", column_name="passage", widget=PassagePlaceCell())
    key = fields.Field(attribute="key", column_name="key", widget=TextCell())
    last = True
    sheet_order = (
        *("content_type__model", "object_id", "field"),
        *("source__slug", "passage__edition", "passage__number", "key"),
    )

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
            "exact",
            "prefix",
            "suffix",
            "position",
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
        place = None
        try:
            self._fill_record(record, row, errors)
            place = self.fields["passage"].widget.clean(row.get("passage"))
        except ValueError as error:
            errors["passage"] = str(error)
        columns = {name: cell for name, cell in row.items() if name != "passage"}
        super().fill(record, columns)
        if "passage" in row and not errors:
            record.passage = self._passage(record, place, errors)
        if errors:
            raise ValidationError(errors)
        return {}

    def _passage(self, record, place, errors):
        if place is None or not record.source_id:
            return None
        try:
            return find_passage(record.source, *place)
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
        if record.pk and (record.content_type_id, record.object_id) != (content_type.pk, cited.pk):
            errors["record"] = "A citation stays with its record. Cite the other record in a row of its own."
            return
        record.content_type, record.object_id = content_type, cited.pk

    def _labels(self):
        return {model._meta.app_label for model in apps.get_models() if issubclass(model, CitedRecord)}

    def _cells_of(self, model):
        if not hasattr(self, "_reference_cells"):
            self._reference_cells = {}
        return self._reference_cells.setdefault(model, ReferenceCell(model))
