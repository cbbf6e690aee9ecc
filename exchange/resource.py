"""The sheet of one record type: its columns, how its rows are found again, and what else its rows ask for."""

from import_export import fields, resources

from core.text import fold
from editorial.choices import Status
from editorial.merging import merged_fields
from exchange.asking import among
from exchange.cells import SEPARATOR, IntegerCell, cell_for
from exchange.engine import import_sheets
from exchange.exporting import SheetTable


def columns_left_out(model):
    """The names of the model fields that have no column, for `Meta.exclude`: keys and what is derived."""
    shown = {field.name for field in merged_fields(model)} | {"version"}
    return [field.name for field in model._meta.concrete_fields if field.name not in shown]


class SheetResource(resources.ModelResource):
    """
    The base of every sheet, asked by `exchange.planning` batch by batch.

    A row is found by its key and compared. A row whose version is old is merged with what others changed since, or
    refused with both values. A row without a version may fill blank cells of a record, but not replace what stands
    there. What is written is written by `exchange.applying`.
    """

    version = fields.Field(attribute="version", column_name="version", widget=IntegerCell())
    # The models, beyond those of foreign keys, whose rows must be in before this sheet's.
    needs = ()
    last = False
    sheet_order = ("slug",)
    # Columns of model fields that `locate` reads, because one cell cannot be read without another.
    read_apart = frozenset()
    # The fields whose values `locate` has asked for, so that no other record can have them.
    located_by = frozenset({"slug"})
    # Columns whose content may follow from others.
    derived = ("slug",)
    # Whether `applied` has anything to do.
    derives = False

    class Meta:
        import_id_fields = ["slug"]

    @classmethod
    def sheet_name(cls):
        """The sheet's name in a workbook and the file's in a folder, such as `treaty-actions`."""
        return cls._meta.model._meta.verbose_name_plural.replace(" ", "-")

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return fields.Field(attribute=field_name, column_name=field_name, widget=cell_for(django_field))

    def get_export_order(self):
        return [name for name in self.fields if name != "version"] + ["version"]

    def models_read(self):
        """Types of record beyond those of its fields and `needs` that its rows are checked against."""
        return []

    def columns(self):
        """The names of the columns, in order."""
        return [self.fields[name].column_name for name in self.get_export_order()]

    def model_columns(self):
        """(model field, sheet field) of each column that holds a value of the row itself."""
        names = {field.name: field for field in merged_fields(self._meta.model)}
        return [(names[name], field) for name, field in self.fields.items() if name in names]

    # What goes out

    def export(self, queryset=None, **kwargs):
        """The rows as a Dataset; of many, `table` gives them one after the other."""
        return self.table(queryset).dataset()

    def table(self, queryset=None, *, public=False):
        """The rows as a SheetTable: all of the type, or those of a queryset."""
        return SheetTable(self, queryset, public=public)

    def export_paths(self):
        """{column: path} of the columns that the database tells by themselves; references by their slug."""
        paths = {field.column_name: field.attribute for name, field in self.fields.items() if name == "version"}
        for model_field, field in self.model_columns():
            if not model_field.many_to_many:
                paths[field.column_name] = f"{model_field.name}__slug" if model_field.is_relation else model_field.name
        return paths

    def export_apart(self, pks, *, public=False):
        """{column: {pk: text}} of the other columns, for some records; those without a text are left out."""
        return {
            model_field.name: _slugs_of_sets(model_field, pks, public=public)
            for model_field, _field in self.model_columns()
            if model_field.many_to_many
        }

    # The library's own door leads to the engine too, whoever calls it.

    def import_data(self, dataset, dry_run=False, *, user=None, file_name="", file_digest="", reason="", **kwargs):
        """Import this sheet by itself, all or nothing. Returns the library's Result, holding SheetRowResults."""
        details = {"file_name": file_name or "", "file_digest": file_digest, "reason": reason}
        report = import_sheets([(self, dataset)], author=user, dry_run=dry_run, **details)
        return report.results[self.sheet_name()]

    # What the planner asks, a batch of rows at a time

    def preload(self, rows, world):
        """Look up all that the rows refer to."""
        for _model_field, field in self.model_columns():
            if field.column_name not in self.read_apart and hasattr(field.widget, "preload"):
                contents = {row[field.column_name] for row in rows if field.column_name in row}
                field.widget.preload(contents, world)

    def locate(self, readings, planner):
        """Give each reading its key and, where the register has it, its record."""
        raise NotImplementedError

    def further_texts(self, record):
        """What the sheet says of a record in columns that hold no field of it: cell texts by column."""
        return {}

    def prepare(self, record):
        """Fill what is derived, without a query."""
        record.prepare()

    def clean(self, record):
        """Ask the model's own rules, without a query. Raises ValidationError."""
        record.clean()

    def names(self, record):
        """What rows that come later may call the record; a slug is told from a name by a leading slash."""
        return []

    def accepted(self, rows, planner):
        """Note what rows that will be written, or that say what is there, ask for beyond themselves."""

    def finish(self, planner):
        """Plan what had to wait until the rows of all sheets were read."""

    def unfit(self, records, planner):
        """
        (record, sentence) pairs: why published records, as they will be, may not be published.

        The same answers as those of `publication_problems`, from the register as the rows will leave it.
        """
        return []

    def applied(self, pks):
        """Keep in line what is derived from rows, after some were written."""

    def owners(self, pks):
        """{type of record: primary keys} that rows of this sheet speak of: of most, themselves."""
        return {self._meta.model: set(pks)}


def _slugs_of_sets(field, pks, *, public):
    """{pk: the slugs in a set of records, as the sheet writes them}."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through._base_manager.filter(**{f"{source}__in": among(pks)})
    if public:
        rows = rows.filter(**{f"{target}__status": Status.PUBLISHED})
    slugs = {}
    for pk, slug in rows.values_list(f"{source}_id", f"{target}__slug"):
        slugs.setdefault(pk, []).append(slug)
    return {pk: f"{SEPARATOR} ".join(sorted(some)) for pk, some in slugs.items()}


class RecordResource(SheetResource):
    """The sheet of a type of record: a row has an address, a status and names."""

    class Meta(SheetResource.Meta):
        pass

    def locate(self, readings, planner):
        slugs = {reading.text("slug") for reading in readings} - {""}
        found = planner.stored(slug__in=among(slugs)) if slugs else []
        by_slug = {record.slug: record for record in found}
        for reading in readings:
            reading.key = reading.text("slug")
            reading.found = by_slug.get(reading.key)
        nameless = [reading for reading in readings if not reading.key and planner.is_readable(reading)]
        if nameless:
            planner.namesakes.settle(nameless)

    def names(self, record):
        return [f"/{record.slug}", *dict.fromkeys(fold(name) for name in record.names())]

    def unfit(self, records, planner):
        model, problems = self._meta.model, []
        for link in model.record_links():
            targets = planner.targets(records, link)
            statuses = planner.world.statuses(link.related_model, {pk for pks in targets.values() for pk in pks})
            for record in records:
                if any(statuses.get(pk) != Status.PUBLISHED for pk in targets.get(record.pk, ())):
                    sentence = (
                        f"{record}: the {link.verbose_name} is not published. Publish that first, or choose another."
                    )
                    problems.append((record, sentence))
        return problems
