"""What the sheets of all cited records have in common: a column of citations."""

from collections import defaultdict

from import_export import fields

from editorial.choices import Status
from editorial.references import UnresolvedReferenceError
from exchange.asking import among
from exchange.cells import SEPARATOR
from exchange.resource import RecordResource
from sources.cells import PassagesCell, place_key
from sources.choices import Stance
from sources.implied import Implied
from sources.models import Citation, Passage, Source


class CitedResource(RecordResource):
    """The sheet of a cited record: its last column names the passages that the row rests on."""

    citations = fields.Field(attribute="citations", column_name="citations", widget=PassagesCell())
    needs = (Passage,)

    def models_read(self):
        return [Citation, Source]

    def get_export_order(self):
        return [name for name in self.fields if name not in ("citations", "version")] + ["citations", "version"]

    def export_apart(self, pks, *, public=False):
        rows = Citation.objects.about(self._meta.model).filter(object_id__in=among(pks)).order_by()
        if public:
            rows = rows.filter(source__status=Status.PUBLISHED)
        places = defaultdict(set)
        for pk, *place in rows.values_list("object_id", "source__slug", "passage__edition", "passage__number"):
            places[pk].add(tuple(each or 0 for each in place))
        texts = {pk: f"{SEPARATOR} ".join(place_key(*place) for place in sorted(some)) for pk, some in places.items()}
        return super().export_apart(pks, public=public) | {"citations": texts}

    def preload(self, rows, world):
        super().preload(rows, world)
        self.fields["citations"].widget.preload({row.get("citations") for row in rows}, world)

    def locate(self, readings, planner):
        cell, known = self.fields["citations"].widget, {}
        for reading in readings:
            content = reading.row.get("citations")
            if content and content not in known:
                try:
                    cell.clean(content)
                    known[content] = None
                except UnresolvedReferenceError as error:
                    known[content] = error.with_traceback(None)
            if content and known[content] is not None:
                reading.errors["citations"] = known[content]
        super().locate(readings, planner)

    def accepted(self, rows, planner):
        """Note the passages that the cells name: the sheet of citations may yet cite them with more detail."""
        cell, known, entries = self.fields["citations"].widget, {}, []
        for outcome in rows:
            content = outcome.reading.row.get("citations")
            if not content:
                continue
            if content not in known:
                known[content] = [(source.pk, passage and passage.pk) for source, passage in cell.clean(content)]
            record = outcome.record
            entries.append((record.pk, [outcome.reading.number, record.slug, record.status, known[content]]))
        planner.note("waiting", self._meta.model, entries)

    def finish(self, planner):
        """
        Cite the passages named in the cells that nothing cites yet for their record.

        A passage that a cell leaves out is not removed: a citation is deleted in the admin.
        """
        model = self._meta.model
        for batch in planner.noted_batches("waiting", model):
            yield Implied(planner, model).citations(batch)

    def unfit(self, records, planner):
        """What a record lacks, and last a citation that supports it from a source that is published."""
        problems = super().unfit(records, planner)
        model = self._meta.model
        pks = [record.pk for record in records]
        planned = planner.noted("cites", model, pks)
        changed = {citation for _pk, (citation, *_rest) in planned}
        stored = Citation.objects.about(model).filter(object_id__in=among(pks), stance=Stance.SUPPORTS)
        supporting = [
            (pk, source)
            for citation, pk, source in stored.values_list("pk", "object_id", "source_id")
            if citation not in changed
        ]
        supporting += [(pk, source) for pk, (_citation, source, _passage, supports) in planned if supports]
        statuses = planner.world.statuses(Source, {source for _pk, source in supporting})
        supported = {pk for pk, source in supporting if statuses.get(source) == Status.PUBLISHED}
        for record in records:
            if record.pk not in supported:
                sentence = (
                    f"{record} needs a citation to be published: add one that supports it, from a published source."
                )
                problems.append((record, sentence))
        return problems
