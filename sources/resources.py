"""The sheets of sources, passages and citations."""

from collections import defaultdict

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from import_export import fields

from exchange.asking import among
from exchange.cells import TextCell
from exchange.registry import sheet
from exchange.resource import RecordResource, SheetResource, columns_left_out
from sources.cells import (
    EditionCell,
    PassagePlaceCell,
    RecordTypeCell,
    no_such_passage,
    passages_at,
    place_name,
    place_text,
)
from sources.implied import note_citations
from sources.models import FIRST_EDITION, Citation, CitedRecord, Passage, Source


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
    located_by = frozenset({"source", "edition", "number"})
    derived = ()
    derives = True

    def get_export_order(self):
        rest = [name for name in super().get_export_order() if name not in ("source", "edition")]
        return ["source", "edition", *rest]

    def locate(self, readings, planner):
        places = {}
        for reading in readings:
            source, number = reading.values.get("source_id"), reading.values.get("number")
            if source and number and "edition" not in reading.errors:
                places[reading] = (source, reading.values.get("edition", FIRST_EDITION), number)
        sources, numbers = {place[0] for place in places.values()}, {place[2] for place in places.values()}
        stored = planner.stored(source__in=sources, number__in=numbers) if places else []
        found = {(each.source_id, each.edition, each.number): each for each in stored}
        for reading, place in places.items():
            reading.key = place_name(*place)
            reading.found = found.get(place)

    def prepare(self, record):
        # The source is told of a later edition when the rows are written (`applied`), not while they are read.
        if record.source_id and record.edition and record.edition > record.source.current_edition:
            record.source.current_edition = record.edition
        record.prepare()

    def names(self, record):
        return [place_name(record.source_id, record.edition, record.number)]

    def owners(self, pks):
        return {Source: set(Passage._base_manager.filter(pk__in=pks).values_list("source", flat=True))}

    def applied(self, pks):
        newest = Passage._base_manager.filter(pk__in=pks).order_by().values("source").annotate(newest=Max("edition"))
        editions = dict(newest.values_list("source", "newest"))
        for source in Source._base_manager.filter(pk__in=editions):
            if editions[source.pk] > source.current_edition:
                source.reach_edition(editions[source.pk])


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

    read_apart = frozenset({"passage", "content_type", "object_id"})
    located_by = frozenset()
    derived = ("position",)

    def further_texts(self, record):
        content_type = ContentType.objects.get_for_id(record.content_type_id)
        return {"record_type": content_type.model, "record": record.record.slug}

    def preload(self, rows, world):
        super().preload(rows, world)
        self._world = world

    def locate(self, readings, planner):
        self._find(readings, {reading: reading.text("key") for reading in readings}, planner)
        self._place_records(readings)
        self._place_passages(readings)
        keys = {}
        for reading in readings:
            if reading.found is None and not reading.errors:
                reading.record = citation = reading.put_into(planner.shape.new())
                citation.prepare()
                reading.key = citation.key
                if not reading.text("key"):
                    keys[reading] = citation.key
        self._find(keys, keys, planner)

    def _find(self, readings, keys, planner):
        wanted = set(keys.values()) - {""}
        stored = {each.key: each for each in planner.stored(key__in=among(wanted))} if wanted else {}
        by_type = defaultdict(list)
        for each in stored.values():
            by_type[each.content_type_id].append(each)
        for content_type, some in by_type.items():
            model = ContentType.objects.get_for_id(content_type).model_class()
            records = planner.world.records(model, {each.object_id for each in some})
            for each in some:
                each._state.fields_cache["record"] = records.get(each.object_id)
        for reading in readings:
            reading.found = stored.get(keys[reading])
            if reading.found is not None:
                reading.key = reading.found.key
                reading.objects.setdefault("record", reading.found._state.fields_cache["record"])

    def _place_records(self, readings):
        """Give each reading the record that its cells name, by its type and its slug or name."""
        cell, named, types = self.fields["record_type"].widget, defaultdict(dict), self._types()
        for reading in readings:
            if "record" not in reading.row and "record_type" not in reading.row and reading.found is not None:
                continue
            try:
                name = cell.clean(reading.row.get("record_type"))
            except ValueError as error:
                reading.errors["record_type"] = error
                continue
            if not name:
                reading.errors["record_type"] = "Say what kind of record is cited, such as recognition."
                continue
            named[types[name]][reading] = reading.text("record")
        for content_type, texts in named.items():
            found = self._world.resolve_all(content_type.model_class(), set(texts.values()))
            for reading, text in texts.items():
                self._place_record(reading, content_type, found[text])

    def _place_record(self, reading, content_type, record):
        there = reading.found
        if isinstance(record, Exception):
            reading.errors["record"] = record
        elif there is not None and (there.content_type_id, there.object_id) != (content_type.pk, record.pk):
            reading.errors["record"] = "A citation stays with its record. Cite the other record in a row of its own."
        else:
            reading.values |= {"content_type_id": content_type.pk, "object_id": record.pk}
            reading.objects |= {"content_type": content_type, "record": record}

    def models_read(self):
        return [model for model in apps.get_models() if issubclass(model, CitedRecord)]

    def owners(self, pks):
        found = defaultdict(set)
        for kind, pk in Citation._base_manager.filter(pk__in=among(pks)).values_list("content_type", "object_id"):
            found[ContentType.objects.get_for_id(kind).model_class()].add(pk)
        return found

    def _types(self):
        """{name in the column `record_type`: content type}."""
        models = [model for model in apps.get_models() if issubclass(model, CitedRecord)]
        return {model._meta.model_name: ContentType.objects.get_for_model(model) for model in models}

    def _place_passages(self, readings):
        """Give each reading the passage that its cell numbers, in the source that the column before names."""
        cell, places = self.fields["passage"].widget, {}
        for reading in readings:
            if "passage" not in reading.row:
                continue
            try:
                place = cell.clean(reading.row["passage"])
            except ValueError as error:
                reading.errors["passage"] = error
                continue
            source = self._source(reading)
            if place is None or source is None:
                reading.values["passage_id"] = reading.objects["passage"] = None
                reading.texts["passage"] = ""
            else:
                places[reading] = (source.pk, place[1], place[0])
        passages = passages_at(self._world, set(places.values()))
        for reading, place in places.items():
            passage = passages.get(place)
            if passage is None:
                reading.errors["passage"] = no_such_passage(self._source(reading), place[2], place[1], self._world)
            else:
                reading.values["passage_id"], reading.objects["passage"] = passage.pk, passage
                reading.texts["passage"] = passage.place

    def _source(self, reading):
        return reading.objects.get("source") or (reading.found and reading.found.source)

    def clean(self, record):
        record.clean_known()

    def accepted(self, rows, planner):
        note_citations(planner, [outcome.record for outcome in rows if outcome.is_written])

    def export_paths(self):
        paths = super().export_paths() | {"key": "key", "record_type": "content_type__model"}
        del paths["passage"]
        return paths

    def export_apart(self, pks, *, public=False):
        rows = Citation._base_manager.filter(pk__in=among(pks)).values_list(
            *("pk", "content_type", "object_id", "passage__edition", "passage__number")
        )
        cited, passages = defaultdict(dict), {}
        for pk, content_type, object_id, edition, number in rows:
            cited[content_type][pk] = object_id
            if number:
                passages[pk] = place_text(edition, number)
        records = {}
        for content_type, some in cited.items():
            model = ContentType.objects.get_for_id(content_type).model_class()
            slugs = dict(model._base_manager.filter(pk__in=among(some.values())).values_list("pk", "slug"))
            records |= {pk: slugs.get(object_id, "") for pk, object_id in some.items()}
        return {"record": records, "passage": passages}

    def get_export_order(self):
        return [
            *("key", "record_type", "record", "field", "source", "passage", "locator", "says"),
            *("exact", "prefix", "suffix", "position", "stance", "note", "version"),
        ]
