"""The citations that a sheet's column `citations` asks for, without a row of their own."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType

from editorial.choices import Status
from exchange.asking import among
from exchange.models import RowKind
from exchange.outcomes import Outcome
from exchange.policies import REFUSED
from exchange.reading import Reading
from exchange.world import reserve
from sources.choices import Stance
from sources.models import Citation, Passage, Source

#: The sheet whose keys these citations must not take.
KEYS = "citations"


class Implied:
    """The citations that cells of the column `citations` ask for."""

    def __init__(self, planner, model):
        self.planner = planner
        self.model = model
        self.content_type = ContentType.objects.get_for_model(model)

    def citations(self, batch):
        """The Outcomes of what (record key, [row, slug, status, [(source key, passage key)]]) notes ask for."""
        wanted = self._wanted(batch)
        sources = self.planner.world.records(Source, {source for *_rest, source, _passage in wanted})
        passages = self.planner.world.records(Passage, {passage for *_rest, passage in wanted if passage})
        self.planner.world.connect(Passage, passages.values())
        keys = iter(reserve(Citation, len(wanted)))
        made = [
            (number, self._citation(next(keys), pk, slug, status, sources[source], passages.get(passage)))
            for pk, number, slug, status, source, passage in wanted
        ]
        known = self._known({citation.key for _number, citation in made})
        outcomes = [self._outcome(number, citation, known) for number, citation in made]
        written = [each.record for each in outcomes if each.kind == RowKind.CITED]
        shown = [each for each in written if each._state.fields_cache["record"].status == Status.PUBLISHED]
        note_citations(self.planner, shown)
        place = [self.planner.sheet, self.planner.position, None]
        self.planner.note("touched", self.model, [(each.object_id, place) for each in shown])
        self.planner.world.scratch.take([(f"{KEYS}/key", each.key, each.pk, 0) for each in written])
        return outcomes

    def _wanted(self, batch):
        pks = {pk for pk, _said in batch}
        planned = self.planner.noted("cites", self.model, pks)
        changed = {citation for _pk, (citation, *_rest) in planned}
        cited = {(pk, source, passage) for pk, (_citation, source, passage, _supports) in planned}
        stored = Citation.objects.about(self.model).filter(object_id__in=among(pks))
        cited |= {
            (pk, source, passage)
            for citation, pk, source, passage in stored.values_list("pk", "object_id", "source_id", "passage_id")
            if citation not in changed
        }
        wanted = []
        for pk, (number, slug, status, pairs) in batch:
            for source, passage in pairs:
                if (pk, source, passage) not in cited:
                    cited.add((pk, source, passage))
                    wanted.append((pk, number, slug, status, source, passage))
        return wanted

    def _citation(self, pk, record_pk, slug, status, source, passage):
        world = self.planner.world
        record = world.shape(self.model).new()
        record.__dict__.update(id=record_pk, slug=slug, status=status)
        citation = world.shape(Citation).new()
        citation.__dict__.update(
            id=pk,
            version=1,
            content_type_id=self.content_type.pk,
            object_id=record_pk,
            source_id=source.pk,
            passage_id=passage and passage.pk,
        )
        citation._state.fields_cache.update(
            content_type=self.content_type, record=record, source=source, passage=passage
        )
        citation.key = citation.key_about(record)
        return citation

    def _known(self, keys):
        stored = set(Citation._base_manager.filter(key__in=among(keys)).values_list("key", flat=True))
        return stored | set(self.planner.world.scratch.takers(f"{KEYS}/key", keys))

    def _outcome(self, number, citation, known):
        label = str(citation)
        outcome = Outcome(Reading(number, {"citations": label}), RowKind.CITED, citation, new=True)
        if not self.planner.policy.may_write(citation):
            outcome.refuse({"citations": REFUSED})
        elif citation.key in known:
            outcome.refuse({"citations": "This citation is recorded already: edit that one."})
        else:
            known.add(citation.key)
            outcome.label = label[:300]
            outcome.changes = [["citations", "", citation.passage.key if citation.passage else citation.source.slug]]
            outcome.values = self.planner.world.shape(Citation).pack(citation, {})
        return outcome


def note_citations(planner, citations):
    """Note, by the record cited, the citations that will be written."""
    by_model = defaultdict(list)
    for each in citations:
        said = [each.pk, each.source_id, each.passage_id, each.stance == Stance.SUPPORTS]
        by_model[ContentType.objects.get_for_id(each.content_type_id).model_class()].append((each.object_id, said))
    for model, entries in by_model.items():
        planner.note("cites", model, entries)
