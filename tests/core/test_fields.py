"""Model fields of core, on models that exist only here."""

# ruff: noqa: DJ008 -- models that exist only in a test need no name for people
import copy
import pickle
from datetime import date, datetime

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext, isolate_apps
from simple_history.models import HistoricalRecords

from core.dates import DateError, PartialDate, parse
from core.fields import LineField, NamesField, PartialDateField, ProseField
from core.form_fields import PartialDateFormField
from core.validators import validate_language_tag, validate_web_url, validate_wikidata_id

LABEL = "core"


@pytest.fixture
def isolated():
    with isolate_apps(LABEL) as registry:
        yield registry


@pytest.fixture
def grant(isolated):
    """An unsaved model with two partial dates."""

    class Grant(models.Model):
        title = LineField(max_length=50, blank=True)
        granted = PartialDateField()
        ended = PartialDateField("end of the spell")

        class Meta:
            app_label = LABEL

    return Grant


@pytest.fixture
def stored(grant, transactional_db):
    """The same model with a table."""
    with connection.schema_editor() as editor:
        editor.create_model(grant)
    yield grant
    with connection.schema_editor() as editor:
        editor.delete_model(grant)


def columns(model):
    return [field.name for field in model._meta.local_fields]


COLUMNS = [
    "title",
    "granted_edtf",
    "granted_earliest",
    "granted_latest",
    "granted",
    "ended_edtf",
    "ended_earliest",
    "ended_latest",
    "ended",
]


# The shape of the model


def test_companions_come_before_their_field(grant):
    assert columns(grant) == ["id", *COLUMNS]
    assert len(set(grant._meta.local_fields)) == len(COLUMNS) + 1
    assert sorted(grant._meta.local_fields) == grant._meta.local_fields
    assert grant._meta.get_field("granted").columns == (
        "granted",
        "granted_edtf",
        "granted_earliest",
        "granted_latest",
    )
    assert grant._meta.get_field("granted_earliest").db_index
    assert not grant._meta.get_field("granted_edtf").editable
    assert grant.check() == []


def test_companions_reach_children_of_abstract_models(isolated):
    class Dated(models.Model):
        granted = PartialDateField()

        class Meta:
            abstract = True
            app_label = LABEL

    class First(Dated):
        class Meta:
            app_label = LABEL

    class Second(Dated):
        class Meta:
            app_label = LABEL

    assert columns(First) == columns(Second) == ["id", "granted_edtf", "granted_earliest", "granted_latest", "granted"]
    assert First._meta.get_field("granted_edtf") != Second._meta.get_field("granted_edtf")


def test_null_is_an_error_of_the_model(isolated):
    class Nullable(models.Model):
        granted = PartialDateField(null=True)

        class Meta:
            app_label = LABEL

    assert [problem.id for problem in Nullable.check()] == ["core.E001"]


# Migrations


def test_deconstruction_is_short_and_complete():
    field = PartialDateField("date", help_text="When.")
    assert field.deconstruct()[1:] == (
        "core.fields.PartialDateField",
        [],
        {"verbose_name": "date", "help_text": "When."},
    )
    required = PartialDateField(blank=False, max_length=90)
    assert required.deconstruct()[3] == {"blank": False, "max_length": 90}
    assert required.clone().blank is False
    assert copy.deepcopy(field).max_length == 120


def test_a_migration_names_the_columns_and_finds_nothing_more_to_do(grant):
    state = ModelState.from_model(grant)
    assert list(state.fields) == ["id", *COLUMNS]
    rendered = ProjectState({(LABEL, "grant"): state}).apps.get_model(LABEL, "Grant")
    assert columns(rendered) == ["id", *COLUMNS]
    again = ModelState.from_model(rendered)
    detector = MigrationAutodetector(ProjectState({(LABEL, "grant"): state}), ProjectState({(LABEL, "grant"): again}))
    assert detector._detect_changes() == {}
    written, imports = MigrationWriter.serialize(state.fields["granted_earliest"])
    assert written.startswith("core.fields.PartialDateBoundField(")
    assert "import core.fields" in imports


def test_a_field_is_added_to_a_table_with_rows(isolated, transactional_db):
    """Operations come in alphabetical order, the main column first; each must bring its own column only."""

    class Plain(models.Model):
        title = models.CharField(max_length=9)

        class Meta:
            app_label = LABEL

    class Dated(models.Model):
        title = models.CharField(max_length=9)
        granted = PartialDateField()

        class Meta:
            app_label = LABEL

    fields = {field.name: field for field in Dated._meta.local_fields}
    before = ProjectState({(LABEL, "plain"): ModelState.from_model(Plain)})
    operations = [
        migrations.AddField("plain", name, fields[name].clone())
        for name in ("granted", "granted_earliest", "granted_edtf", "granted_latest")
    ]
    with connection.schema_editor() as editor:
        editor.create_model(before.apps.get_model(LABEL, "Plain"))
    before.apps.get_model(LABEL, "Plain").objects.create(title="old")
    try:
        state = before
        for operation in operations:
            after = state.clone()
            operation.state_forwards(LABEL, after)
            with connection.schema_editor() as editor:
                operation.database_forwards(LABEL, editor, state, after)
            state = after
        model = state.apps.get_model(LABEL, "Plain")
        assert model.objects.get().granted is None
        model.objects.create(title="new", granted="December 2009")
        assert model.objects.get(granted_latest=date(2009, 12, 31)).title == "new"
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(state.apps.get_model(LABEL, "Plain"))


# History


@pytest.fixture
def kept(isolated, transactional_db):
    """A model with a history table."""

    class Kept(models.Model):
        granted = PartialDateField()
        history = HistoricalRecords(app=LABEL, history_user_id_field=models.IntegerField(null=True))

        class Meta:
            app_label = LABEL

    history = Kept.history.model
    with connection.schema_editor() as editor:
        editor.create_model(Kept)
        editor.create_model(history)
    yield Kept
    with connection.schema_editor() as editor:
        editor.delete_model(history)
        editor.delete_model(Kept)


def test_history_keeps_the_text_and_its_companions(kept):
    names = columns(kept.history.model)
    assert names[1:5] == ["granted_edtf", "granted_earliest", "granted_latest", "granted"]
    assert names.count("granted_edtf") == 1
    row = kept.objects.create(granted="December 2009")
    row.granted = "19 September 2005 or before"
    row.save()
    row.refresh_from_db()
    latest, first = kept.history.all()
    assert (first.granted.text, first.granted_earliest) == ("December 2009", date(2009, 12, 1))
    assert (latest.granted_earliest, latest.granted_latest) == (None, date(2005, 9, 19))
    assert kept.history.filter(granted_edtf="[..2005-09-19]").count() == 1
    assert first.instance.granted == parse("December 2009")
    assert {change.field for change in latest.diff_against(first).changes} >= {"granted"}


# The attribute


def test_the_attribute_takes_text_dates_and_none(grant):
    assert grant().granted is None
    assert grant(granted="  ").granted is None
    assert grant(granted=None).granted is None
    assert grant(granted="December 2009").granted == parse("December 2009")
    assert grant(granted=date(2009, 12, 5)).granted.edtf == "2009-12-05"
    assert grant(granted=datetime(2009, 12, 5, 13, 0)).granted.edtf == "2009-12-05"
    assert grant(granted=parse("2009")).granted is parse("2009")
    assert isinstance(grant.granted.field, PartialDateField)


def test_companions_follow_at_once(grant):
    row = grant(granted="December 2009")
    assert (row.granted_edtf, row.granted_earliest, row.granted_latest) == (
        "2009-12",
        date(2009, 12, 1),
        date(2009, 12, 31),
    )
    row.granted = "2005 or before"
    assert (row.granted_edtf, row.granted_earliest, row.granted_latest) == ("[..2005]", None, date(2005, 12, 31))
    row.granted = None
    assert (row.granted_edtf, row.granted_earliest, row.granted_latest) == ("", None, None)


def test_unreadable_text_waits_for_clean(grant):
    row = grant(granted="8/9/2008")
    assert row.granted == "8/9/2008"
    assert row.granted_edtf == ""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert "8 September 2008" in refusal.value.message_dict["granted"][0]
    with pytest.raises(DateError):
        row._meta.get_field("granted").pre_save(row, add=True)


def test_a_required_date(isolated):
    class Required(models.Model):
        granted = PartialDateField(blank=False)

        class Meta:
            app_label = LABEL

    with pytest.raises(ValidationError) as refusal:
        Required().full_clean(validate_unique=False)
    assert refusal.value.message_dict["granted"] == ["This field cannot be blank."]
    Required(granted="2009").full_clean(validate_unique=False)


def test_other_types_are_an_error_of_the_field(grant):
    with pytest.raises(ValidationError, match="not int"):
        grant(granted=2009).full_clean()


# The database


def test_rows_are_stored_with_their_companions(stored):
    row = stored.objects.create(granted=" December 2009 ")
    assert stored.objects.values_list(*row._meta.get_field("granted").columns).get() == (
        "December 2009",
        "2009-12",
        date(2009, 12, 1),
        date(2009, 12, 31),
    )
    assert stored.objects.filter(granted="December 2009", ended="").exists()
    assert stored.objects.filter(granted=parse("December 2009")).exists()
    assert stored.objects.filter(granted_latest__gte=date(2009, 12, 31), ended_earliest=None).exists()


def test_bulk_create_and_bulk_update(stored):
    stored.objects.bulk_create([stored(granted="2008"), stored(granted=parse("c. 2009")), stored()])
    assert list(stored.objects.order_by("pk").values_list("granted_edtf", flat=True)) == ["2008", "2009~", ""]
    rows = list(stored.objects.order_by("pk"))
    rows[0].granted = "December 2010"
    stored.objects.bulk_update(rows, stored._meta.get_field("granted").columns)
    assert stored.objects.order_by("pk").values_list("granted_earliest", flat=True)[0] == date(2010, 12, 1)


def test_rows_are_parsed_when_read_and_once(stored, monkeypatch):
    stored.objects.create(granted="2008")
    calls = []
    monkeypatch.setattr("core.fields.to_partial_date", lambda text: calls.append(text) or parse(text))
    row = stored.objects.get()
    assert calls == []
    assert row.granted is row.granted
    assert calls == ["2008"]


def test_partial_loads_cost_no_hidden_query(stored):
    stored.objects.create(granted="2008")
    with CaptureQueriesContext(connection) as queries:
        row = stored.objects.only("granted_earliest").get()
        assert row.granted_earliest == date(2008, 1, 1)
        whole = stored.objects.defer("granted_edtf", "granted_earliest").get()
        assert whole.granted_edtf == "2008"
    assert len(queries) == 2
    assert row.granted.edtf == "2008"


def test_half_a_save_is_refused(stored):
    row = stored.objects.create(granted="2008")
    row.granted = "2009"
    with pytest.raises(ValueError, match="together"):
        row.save(update_fields=["granted"])
    row.save(update_fields=row._meta.get_field("granted").columns)
    assert stored.objects.get(granted_latest=date(2009, 12, 31)) == row


def test_saving_text_that_is_no_date_is_refused(stored):
    with pytest.raises(DateError):
        stored.objects.create(granted="late 2008")
    with pytest.raises(DateError):
        stored.objects.bulk_create([stored(granted="late 2008")])


@pytest.mark.django_db
def test_constraints_see_the_companions_before_the_save(isolated):
    class Ordered(models.Model):
        granted = PartialDateField()
        ended = PartialDateField()

        class Meta:
            app_label = LABEL
            constraints = [
                models.CheckConstraint(
                    condition=models.Q(ended_latest__gte=models.F("granted_earliest")), name="ends_after_it_began"
                )
            ]

    Ordered(granted="2008", ended="2009").validate_constraints()
    Ordered(granted="2008").validate_constraints()
    with pytest.raises(ValidationError):
        Ordered(granted="2009", ended="2008").validate_constraints()


def test_serialized_rows_come_back(stored):
    row = stored.objects.create(granted="19 September 2005 or before")
    written = serializers.serialize("python", [row])
    assert written[0]["fields"]["granted"] == "19 September 2005 or before"
    assert row._meta.get_field("granted").value_to_string(row) == "19 September 2005 or before"
    assert pickle.loads(pickle.dumps(row.granted)) == row.granted


# Forms


def test_the_form_shows_what_was_typed(grant):
    form_class = modelform_factory(grant, fields=["granted", "ended"])
    row = grant(granted="Sept. 2005")
    assert 'value="Sept. 2005"' in str(form_class(instance=row)["granted"])
    same = form_class({"granted": " Sept. 2005 ", "ended": ""}, instance=row)
    assert not same.has_changed()
    edited = form_class({"granted": "September 2005", "ended": "8/9/2008"}, instance=row)
    assert edited.changed_data == ["granted", "ended"]
    assert "9 August 2008" in edited.errors["ended"][0]
    assert 'value="8/9/2008"' in str(edited["ended"])
    assert "granted_edtf" not in form_class.base_fields
    assert form_class.base_fields["granted"].help_text.startswith("As the source prints it")


def test_the_form_field_alone():
    field = PartialDateFormField(required=False)
    assert field.clean("") is None
    assert isinstance(field.clean("2009"), PartialDate)
    with pytest.raises(ValidationError, match="121|longer"):
        field.clean("9" * 121)
    with pytest.raises(ValidationError):
        field.clean("20\x0009")
    with pytest.raises(ValidationError, match="required"):
        PartialDateFormField().clean("")


# Clean text


@pytest.fixture
def page(isolated):
    class Page(models.Model):
        title = LineField(max_length=20)
        prose = ProseField(blank=True)
        names = NamesField(blank=True)

        class Meta:
            app_label = LABEL

    return Page


def test_text_is_cleaned(page):
    row = page(title=" Co\u0302te\u200b ", prose="one\r\ntwo", names="Burma [EN]\n\n Хуссар Ирыстон  [os]")
    row.full_clean()
    assert (row.title, row.prose, row.names) == ("Côte", "one\ntwo", "Burma [en]\nХуссар Ирыстон [os]")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a\x00b"),
        ("title", "\ud800"),
        ("title", "x" * 21),
        ("prose", "x" * 5001),
        ("prose", "\u202e"),
        ("names", "Burma [not a tag!]"),
    ],
)
def test_unclean_text_is_refused(page, field, value):
    with pytest.raises(ValidationError) as refusal:
        page(**{"title": "t", field: value}).full_clean()
    assert list(refusal.value.message_dict) == [field]


def test_line_ends_of_browsers_are_no_edit(page):
    row = page(title="t", prose="one\ntwo", names="A\nB")
    form = modelform_factory(page, fields=["title", "prose", "names"])(
        {"title": "t", "prose": "one\r\ntwo", "names": "A\r\nB"}, instance=row
    )
    assert not form.has_changed()
    assert "<textarea" in str(form["prose"])


def test_a_bad_character_is_an_error_of_the_form(page):
    form = modelform_factory(page, fields=["title", "names"])({"title": "a\u202eb", "names": "[en]"})
    assert "Character 2 (U+202E)" in form.errors["title"][0]
    assert form.errors["names"] == ["Line 1 has no name before the language."]


# Validators


@pytest.mark.parametrize("value", ["Q1", "Q23427"])
def test_wikidata_id(value):
    validate_wikidata_id(value)


@pytest.mark.parametrize("value", ["", "Q0", "Q01", "q1", "Q1 ", "P31", "Q١", "Q1\n", "Q" + "9" * 30])
def test_no_wikidata_id(value):
    with pytest.raises(ValidationError):
        validate_wikidata_id(value)


@pytest.mark.parametrize("value", ["en", "os", "sr-Latn", "pt-BR", "es-419", "sl-rozaj-biske", "abq"])
def test_language_tag(value):
    validate_language_tag(value)


@pytest.mark.parametrize("value", ["", "e", "english", "en_GB", "en-", "ён", "en\n"])
def test_no_language_tag(value):
    with pytest.raises(ValidationError):
        validate_language_tag(value)


@pytest.mark.parametrize("value", ["https://example.org/a?b=c#d", "http://мид.рф/", "https://example.org:8443/"])
def test_web_url(value):
    validate_web_url(value)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "https://",
        "https://a b.org/",
    ],
)
def test_no_web_url(value):
    with pytest.raises(ValidationError):
        validate_web_url(value)


def test_core_has_no_concrete_model():
    assert list(apps.get_app_config("core").get_models()) == []
