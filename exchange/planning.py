"""
What the rows of a file would do: read batch by batch, resolved, validated and compared with what is stored.

Nothing of the register is changed. The number of queries is constant for each batch, and what has to be remembered
of rows before lies in `exchange.scratch`, so that neither a row's cost nor memory grows with the register or the file.
"""

from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from editorial.choices import Status
from editorial.merging import merged_fields, snapshot, three_way
from editorial.writing import UnknownVersionError
from exchange.models import RowKind
from exchange.naming import Namesakes
from exchange.ordering import batches_in_reference_order
from exchange.outcomes import Held, Outcome, by_column
from exchange.policies import KeptRowError
from exchange.reading import SheetReader
from exchange.rules import rules_of
from exchange.world import reserve

BATCH = 2_000
ACCEPTED = (RowKind.CREATED, RowKind.CHANGED, RowKind.UNCHANGED)


class SheetPlanner:
    """Plans the rows of one sheet."""

    def __init__(self, resource, headers, position, world, policy):
        self.resource = resource
        self.model = resource._meta.model
        self.sheet = resource.sheet_name()
        self.position = position
        self.world = world
        self.policy = policy
        self.shape = world.shape(self.model)
        self.reader = SheetReader(resource, headers)
        self.headers = headers
        self.checks, self.uniques, self.others = rules_of(self.model)
        self.uniques = [rule for rule in self.uniques if not rule.fields <= set(resource.located_by)]
        self.derived = [column for column in self.reader.every if column.name in resource.derived]
        self.several = [field.name for field in self.model._meta.many_to_many]
        self.is_referred = self.model in world.referred_models
        self.namesakes = Namesakes(self)
        self.compared = {column.name for column in self.reader.every if column.name != "slug"}
        self.compared -= set(self.several) - set(headers)
        blank = self.shape.new()
        self.texts_of_absent = self.reader.texts(blank)

    # What resources ask

    def stored(self, **which):
        """Records that are stored, with what they refer to."""
        records = list(self.model._base_manager.filter(**which).order_by("pk").prefetch_related(*self.several))
        self.world.connect(self.model, records)
        return records

    def texts(self, record):
        """What the sheet says of a stored record, sets among it: cell texts by column."""
        texts = self.resource.further_texts(record) | self.reader.texts(record)
        for column in self.reader.every:
            if column.is_several:
                texts[column.name] = column.text_of(record)
        return texts

    def is_readable(self, reading):
        """Whether every cell of a row that is new, by what is known so far, may stand in a record."""
        return not (reading.errors or reading.invalid or self.reader.absent_invalid)

    def takers(self, rule, values):
        """{value: (pk, row)} of the rows before that have what only one may have."""
        return self.world.scratch.takers(f"{self.sheet}/{rule}", values)

    def note(self, topic, model, entries):
        """Keep (pk, what) entries for the end."""
        if entries:
            self.world.scratch.note(topic, model, entries)

    def noted(self, topic, model, pks):
        return self.world.scratch.noted(topic, model, pks)

    def noted_batches(self, topic, model):
        return self.world.scratch.noted_batches(topic, model, BATCH)

    def targets(self, records, link):
        """{pk: primary keys} that a foreign key or a set of records leads to, as it will be."""
        if not link.many_to_many:
            return {record.pk: [pk] for record in records if (pk := getattr(record, link.attname)) is not None}
        planned = self.world.planned(self.model, [record.pk for record in records])
        found = {pk: related[link.name] for pk, (_record, related) in planned.items() if link.name in related}
        rest = [record.pk for record in records if record.pk not in found]
        source, target = link.m2m_field_name(), link.m2m_reverse_field_name()
        through = link.remote_field.through._base_manager.filter(**{f"{source}__in": rest})
        for pk, other in through.values_list(f"{source}_id", f"{target}_id"):
            found.setdefault(pk, []).append(other)
        return found

    def unfit(self, pks):
        """(record, sentence) pairs: which of the records touched may not be published as they will be."""
        records = self.world.records(self.model, pks).values()
        return self.resource.unfit([record for record in records if record.status == Status.PUBLISHED], self)

    # Batches

    def batches(self, rows):
        """The Outcomes of the rows, batch by batch; `rows` are (number, {column: cell}) pairs."""
        for batch in batches_in_reference_order(self.resource, rows, BATCH):
            self.reader.forget_references()
            yield self._plan(batch)

    def _plan(self, batch):
        self.resource.preload([row for _number, row in batch], self.world)
        readings = [self.reader.read(number, row) for number, row in batch]
        self.resource.locate(readings, self)
        outcomes = [Outcome(reading) for reading in readings]
        self._fill(outcomes)
        self._merge_stale([each for each in outcomes if each.kind is None and not each.new])
        written = [each for each in outcomes if each.kind is None]
        for outcome in written:
            self._validate(outcome)
        self._settle(outcomes)
        return outcomes

    def _fill(self, outcomes):
        """Give each outcome its record with what the row says in it."""
        found = [each for each in outcomes if each.reading.found is not None]
        pks = iter(reserve(self.model, len(outcomes) - len(found)) if len(found) < len(outcomes) else ())
        for outcome in outcomes:
            reading = outcome.reading
            if reading.errors:
                self._refuse_cells(outcome)
            elif reading.found is None:
                outcome.new = True
                outcome.record = reading.record or reading.put_into(self.shape.new())
                outcome.record.pk = next(pks)
                outcome.record.version = 1
                outcome.related = reading.related
            else:
                self._compare(outcome)

    def _refuse_cells(self, outcome):
        """The row's unreadable cells together with what else is wrong with it, so that all is told at once."""
        reading = outcome.reading
        absent = self.reader.absent_invalid if reading.found is None else {}
        outcome.refuse({**absent, **reading.invalid, **reading.errors})

    def _compare(self, outcome):
        current, reading = outcome.reading.found, outcome.reading
        outcome.before = before = self.texts(current)
        if not reading.invalid and all(before.get(column) == text for column, text in reading.texts.items()):
            outcome.kind, outcome.record = RowKind.UNCHANGED, current
            return
        outcome.record = reading.put_into(self.shape.copy(current))
        outcome.related = dict(reading.related)

    # What others changed meanwhile

    def _merge_stale(self, outcomes):
        stale = {}
        for outcome in outcomes:
            try:
                version = self.resource.fields["version"].widget.clean(outcome.reading.row.get("version"))
            except ValueError as error:
                outcome.refuse({"version": error})
                continue
            current = outcome.reading.found
            seen = self.policy.seen(version)
            outcome.record.version = current.version + 1
            if seen is not None and seen != current.version:
                stale[current.pk, seen] = outcome
        if not stale:
            return
        history = self.model.history_model.objects.filter(
            id__in={pk for pk, _ in stale}, version__in={seen for _, seen in stale}
        )
        bases = {(row.id, row.version): row for row in history if (row.id, row.version) in stale}
        for (pk, seen), outcome in stale.items():
            base = bases.get((pk, seen))
            if base is None:
                outcome.refuse(UnknownVersionError(outcome.reading.found, seen))
            else:
                self._merge(outcome, base)

    def _merge(self, outcome, base):
        fields = merged_fields(self.model)
        current, record = outcome.reading.found, outcome.record
        before, theirs = snapshot(base, fields), snapshot(current, fields)
        merged, clashes = three_way(before, theirs, snapshot(record, fields, outcome.related))
        if clashes:
            outcome.kind = RowKind.CONFLICT
            outcome.problems = [self._clash(outcome, clash) for clash in clashes]
            return
        for field in fields:
            if merged[field.name] != theirs[field.name]:
                continue
            if field.many_to_many:
                outcome.related.pop(field.name, None)
            else:
                record.__dict__[field.attname] = current.__dict__[field.attname]
                if field.is_relation:
                    record._state.fields_cache[field.name] = current._state.fields_cache.get(field.name)
        if all(merged[field.name] == theirs[field.name] for field in fields):
            outcome.kind, outcome.record = RowKind.UNCHANGED, current

    def _clash(self, outcome, clash):
        current = outcome.reading.found
        theirs = outcome.before.get(clash.field, "")
        reason = (
            f"Someone else changed this since the row was exported: the register now says “{theirs}”. "
            f"Take that value, or write version {current.version} to put yours in its place."
        )
        value = str(outcome.reading.row.get(clash.field) or "")
        base = "" if clash.base is None else str(clash.base)
        return {"column": clash.field, "value": value, "reason": reason, "theirs": theirs, "base": base}

    # The model's own rules

    def _validate(self, outcome):
        """Everything that the row's own values decide, as `full_clean` does; what others have comes after."""
        record, reading = outcome.record, outcome.reading
        errors = dict(reading.invalid)
        if outcome.new:
            errors |= self.reader.absent_invalid
        else:
            self._validate_absent(record, errors)
        try:
            self._prepare(record, errors)
            self.resource.clean(record)
        except ValidationError as error:
            for column, told in by_column(error).items():
                errors[column] = [*errors.get(column, []), *told]
        without = set(errors)
        for check in self.checks:
            if check.refuses(record, without):
                errors.setdefault("", []).extend(check.error.messages)
        outcome.told = errors

    def _prepare(self, record, errors):
        if not errors:
            self.resource.prepare(record)
            return
        # What is derived from cells that are refused anyway is of no use, and may not be possible.
        if getattr(record, "slug", None) == "":
            record.slug = "refused"
        with suppress(ValueError, IndexError, ObjectDoesNotExist):
            self.resource.prepare(record)

    def _validate_absent(self, record, errors):
        for field in self.reader.absent:
            value = getattr(record, field.attname)
            if field.is_relation or field.blank and value in field.empty_values:
                continue
            try:
                field.clean(value, None)
            except ValidationError as error:
                errors[field.name] = error.messages

    # What only one may have, and who may write

    def _settle(self, outcomes):
        """Refuse what clashes with other rows, and accept the rest, in the order of the file."""
        candidates = [each for each in outcomes if each.kind is None]
        kept = self.policy.kept(self.model, [each.reading.found for each in candidates if not each.new])
        keys = {rule: self._guarded(rule, candidates) for rule in self.uniques}
        held = self._held(candidates, keys)
        names = [each.reading.key for each in outcomes if each.reading.key is not None]
        before = self.takers("key", names) | self.takers("said", [each.reading.said for each in candidates])
        claims = []
        for outcome in outcomes:
            reading = outcome.reading
            if outcome.kind in (RowKind.REFUSED, RowKind.CONFLICT):
                continue
            first = before.get(reading.key) or (reading.said and before.get(reading.said))
            # A row about a record that another row is about clashes with nothing but that row.
            errors = outcome.told if first is not None else self._refusals(outcome, keys, held)
            if outcome.kind is None and errors:
                outcome.refuse(errors)
            elif first is not None:
                outcome.refuse({"": f"Row {first[1]} is about the same record. Keep one of the two."})
            elif outcome.kind is None:
                self._accept(outcome, kept)
            if outcome.kind in (RowKind.REFUSED, RowKind.CONFLICT):
                continue
            place = (outcome.record.pk, reading.number)
            for rule, value in (("key", reading.key), ("said", reading.said)):
                if value is not None:
                    before[value] = place
                    claims.append((f"{self.sheet}/{rule}", value, *place))
            if outcome.is_written:
                claims.append((f"{self.sheet}/pk", str(outcome.record.pk), *place))
                held.move(outcome, keys, claims, self.sheet)
        self.world.scratch.take(claims)
        self._remember([each for each in outcomes if each.is_written])
        self.resource.accepted([each for each in outcomes if each.kind in ACCEPTED], self)

    def _guarded(self, rule, candidates):
        """{outcome: key} of the rows that have something which a rule guards."""
        found = {}
        for outcome in candidates:
            if not rule.fields & outcome.told.keys():
                key = rule.key(outcome.record)
                if key is not None:
                    found[outcome] = key
        return found

    def _held(self, candidates, keys):
        held = Held()
        for rule, guarded in keys.items():
            if guarded:
                stored = rule.holders([outcome.record for outcome in guarded])
                pks = {str(pk) for some in stored.values() for pk in some}
                moved = {int(pk) for pk in self.takers("pk", pks)} if pks else set()
                held.stored[rule.name] = {key: some - moved for key, some in stored.items()}
                held.planned[rule.name] = {
                    key: pk for key, (pk, _row) in self.takers(rule.name, set(guarded.values())).items()
                }
        return held

    def _refusals(self, outcome, keys, held):
        """What is wrong with a row, the values that others have among it."""
        if outcome.kind is not None:
            return {}
        errors = outcome.told
        record = outcome.record
        for rule, guarded in keys.items():
            if outcome in guarded and held.by_other(rule.name, guarded[outcome], record.pk):
                error = rule.error or record.unique_error_message(self.model, tuple(rule.expressions))
                column = rule.column or (rule.expressions[0] if not rule.error and len(rule.expressions) == 1 else "")
                errors.setdefault(column, []).extend(error.messages)
        for constraint in self.others:
            try:
                constraint.validate(self.model, record, exclude=set(errors))
            except ValidationError as error:
                errors.setdefault("", []).extend(error.messages)
        return errors

    def _accept(self, outcome, kept):
        record = outcome.record
        before = outcome.before
        outcome.related = {name: items for name, items in outcome.related.items() if not outcome.new or items}
        after = self._texts_after(outcome)
        outcome.changes = [
            [column, before.get(column, ""), text] for column, text in after.items() if before.get(column, "") != text
        ]
        try:
            if not outcome.new and (record.pk, record.version - 1) in kept:
                raise KeptRowError(f"{record} was changed by an editor and stays as it is.")
            self.policy.check(record, outcome.reading.row, before, outcome.changes)
        except KeptRowError as error:
            outcome.kind = RowKind.KEPT
            outcome.problems = [{"column": "", "value": "", "reason": error.messages[0]}]
            outcome.changes, outcome.record = [], outcome.reading.found
            return
        except ValidationError as error:
            outcome.refuse(error)
            return
        outcome.kind = RowKind.CREATED if outcome.new else RowKind.CHANGED
        outcome.label = str(record)[:300]
        outcome.values = self.shape.pack(record, outcome.related)

    def _texts_after(self, outcome):
        """What the sheet will say of a record that is written: cell texts by column."""
        record, reading = outcome.record, outcome.reading
        after = self.resource.further_texts(record)
        if outcome.new:
            after |= self.texts_of_absent | reading.texts
            after.update((column.name, column.text_of(record)) for column in self.derived)
        else:
            after |= self.reader.texts(record)
            after.update((name, reading.texts[name]) for name in outcome.related)
        return after

    def _remember(self, written):
        """Keep what rows that come later, and the last look, may ask of records that are about to be written."""
        touched = {}
        for outcome in written:
            record, place = outcome.record, [self.sheet, self.position, outcome.reading.number]
            for owner in record.publication_owners():
                # One that becomes published by another row is noted for that row.
                if owner.status == Status.PUBLISHED:
                    touched.setdefault(type(owner), []).append((owner.pk, place))
        for model, entries in touched.items():
            self.note("touched", model, entries)
        remembered = [
            each for each in written if self.is_referred or getattr(each.record, "status", "") == Status.PUBLISHED
        ]
        if remembered:
            self.world.plan(
                self.model, [(each.record, each.values, self.resource.names(each.record)) for each in remembered]
            )
