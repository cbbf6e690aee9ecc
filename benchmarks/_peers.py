"""What the spreadsheet benchmarks compare with: stock django-import-export, and plain SQL that keeps no promise."""

import secrets

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget
from python_calamine import CalamineWorkbook
from simple_history.models import HistoricalRecords

from core.dates import parse
from core.fields import LineField, PartialDateField, ProseField
from editorial.models import Changeset
from relations.choices import MissionStatus, MissionType
from relations.models import Country, Mission
from sources.models import Citation, Passage


class PeerMission(models.Model):
    """A mission as an ordinary Django project has it, with the library's history."""

    slug = models.SlugField(max_length=160, unique=True, blank=True)
    sending_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    receiving_state = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    mission_type = models.CharField(max_length=25, choices=MissionType.choices)
    seat = LineField(max_length=100, blank=True)
    opened = PartialDateField()
    closed = PartialDateField()
    mission_status = models.CharField(max_length=10, choices=MissionStatus.choices, blank=True)
    summary = ProseField(blank=True)
    history = HistoricalRecords()

    class Meta:
        app_label = "relations"
        constraints = Mission._meta.constraints[:1]

    def __str__(self):
        return self.slug

    def save(self, *args, **options):
        self.slug = self.slug or slugify(
            f"{self.mission_type} {self.sending_state} {self.receiving_state} {self.seat}"
        )
        super().save(*args, **options)


class PeerCitation(models.Model):
    """A citation as an ordinary Django project has it."""

    mission = models.ForeignKey(PeerMission, on_delete=models.PROTECT, related_name="citations")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        app_label = "relations"

    def __str__(self):
        return str(self.passage)


PEERS = (PeerMission, PeerMission.history.model, PeerCitation, PeerCitation.history.model)


def make_peer_tables():
    with connection.schema_editor() as editor:
        for model in PEERS:
            editor.create_model(model)


class StockResource(resources.ModelResource):
    """What django-import-export's documentation leads to: look-ups by natural keys, validation, transactions."""

    sending_state = fields.Field("sending_state", "sending_state", ForeignKeyWidget(Country, "slug"))
    receiving_state = fields.Field("receiving_state", "receiving_state", ForeignKeyWidget(Country, "slug"))

    class Meta:
        model = PeerMission
        fields = (
            "slug",
            "sending_state",
            "receiving_state",
            "mission_type",
            "seat",
            "opened",
            "mission_status",
            "summary",
        )
        import_id_fields = ("seat",)
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = False

    def after_save_instance(self, instance, row, **kwargs):
        source, _, number = row["citations"].partition("#")
        passage = Passage.objects.get(source__slug=source, number=number)
        PeerCitation.objects.create(mission=instance, passage=passage)


class StockExport(resources.ModelResource):
    """The stock export of the register's own missions, as quick as its documentation makes it: `select_related`."""

    sending_state = fields.Field("sending_state", "sending_state", ForeignKeyWidget(Country, "slug"))
    receiving_state = fields.Field("receiving_state", "receiving_state", ForeignKeyWidget(Country, "slug"))

    class Meta:
        model = Mission
        exclude = ("id", "search_text")

    def get_queryset(self):
        return super().get_queryset().select_related("sending_state", "receiving_state").order_by("slug")


def plain_sql(path):
    """Parse a workbook and insert its rows, their history and their citations: no check and no promise."""
    headers, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    countries = dict(Country.objects.values_list("slug", "pk"))
    passages = {f"{slug}#{number}": (pk, source) for pk, source, slug, number in _passages()}
    about = ContentType.objects.get_for_model(Mission).pk
    changeset = Changeset.objects.create(author_name="plain", kind="import").pk
    now = timezone.now()
    mission = (Mission.objects.aggregate(models.Max("pk"))["pk__max"] or 0) + 1
    cited = (Citation.objects.aggregate(models.Max("pk"))["pk__max"] or 0) + 1
    missions, citations = [], []
    for place, cells in enumerate(rows):
        row = dict(zip(headers, cells, strict=True))
        date = parse(row["opened"])
        slug = f"{row['mission_type']}-{row['sending_state']}-{row['receiving_state']}-{slugify(row['seat'])}"
        missions.append(
            (
                *(mission + place, 1, slug, "draft", f"\n{slug}\n", row["mission_type"], row["seat"]),
                *(date.edtf, date.earliest.isoformat(), date.latest.isoformat(), date.text, "", None, None, ""),
                *(row["mission_status"], row["summary"]),
                *(None, countries[row["receiving_state"]], countries[row["sending_state"]], None),
            )
        )
        passage, source = passages[row["citations"]]
        citations.append(
            (
                *(cited + place, 1, secrets.token_hex(8), about, mission + place, "", source, passage, "", "", "", ""),
                *("", None, "supports", ""),
            )
        )
    with transaction.atomic():
        for model, columns, made in ((Mission, MISSION_COLUMNS, missions), (Citation, CITATION_COLUMNS, citations)):
            kept = [column for column in columns if column != "search_text"]
            places = [columns.index(column) for column in kept]
            history = [
                (*(row[place] for place in places), now, "+", changeset, f"missions, row {number}")
                for number, row in enumerate(made, 2)
            ]
            stamps = ["history_date", "history_type", "changeset_id", "sheet_row"]
            _insert(model._meta.db_table, columns, made)
            _insert(model.history_model._meta.db_table, [*kept, *stamps], history)


MISSION_COLUMNS = (
    *("id", "version", "slug", "status", "search_text", "mission_type", "seat"),
    *("opened_edtf", "opened_earliest", "opened_latest", "opened"),
    *("closed_edtf", "closed_earliest", "closed_latest", "closed", "mission_status", "summary"),
    *("hosted_by_id", "receiving_state_id", "sending_state_id", "receiving_organization_id"),
)
CITATION_COLUMNS = (
    *("id", "version", "key", "content_type_id", "object_id", "field", "source_id", "passage_id"),
    *("locator", "says", "exact", "prefix", "suffix", "position", "stance", "note"),
)


def _passages():
    return Passage.objects.order_by().values_list("pk", "source", "source__slug", "number")


def _insert(table, columns, rows):
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", rows
        )
