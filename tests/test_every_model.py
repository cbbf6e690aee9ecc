"""What every record type promises, asked of all of them: a new one is held to it without a test of its own."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from core.fields import PartialDateField
from editorial.merging import merged_fields
from editorial.models import Record, Versioned
from exchange.engine import import_sheets
from exchange.registry import sheet_for
from sources.models import Citation, CitedRecord, Document, Passage
from tests.factories import MAKERS, make_citation, make_document, make_passage, make_user, save

VERSIONED = [model for model in apps.get_models() if issubclass(model, Versioned)]
RECORDS = [model for model in VERSIONED if issubclass(model, Record)]
PARTS = {
    Passage: make_passage,
    Citation: lambda: make_citation(MAKERS[RECORDS[0]]()),
    Document: make_document,
}
# What a document asserts is its bytes, and those are no table: they come in through `manage.py attach_documents`.
WITHOUT_SHEET = {Document}

every_row = pytest.mark.parametrize("model", VERSIONED, ids=lambda model: model.__name__)
every_sheet = pytest.mark.parametrize(
    "model", [model for model in VERSIONED if model not in WITHOUT_SHEET], ids=lambda model: model.__name__
)
every_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)


def made(model):
    return PARTS[model]() if model in PARTS else MAKERS[model]()


def test_every_record_type_has_a_maker():
    assert set(MAKERS) == set(RECORDS)


@every_row
def test_it_says_what_a_row_asserts(model):
    assert model.__doc__.strip().startswith("One row asserts that ")
    assert "vidence" in model.__doc__


@every_row
def test_its_rules_are_named_and_its_order_is_total(model):
    assert model._meta.ordering
    for constraint in model._meta.constraints:
        assert constraint.name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        assert (
            constraint.violation_error_message != constraint.default_violation_error_message
            or "unique" in constraint.name
        )


@every_row
def test_deleting_what_it_refers_to_is_refused(model):
    for field in model._meta.concrete_fields:
        if field.is_relation and not (model is Passage and field.name == "source"):
            assert field.remote_field.on_delete is models.PROTECT, field


@every_row
@pytest.mark.django_db
def test_it_has_a_version_a_history_and_a_readable_name(model):
    row = made(model)
    assert row.version == 1
    (first,) = model.history_model.objects.filter(id=row.pk)
    assert first.changeset.author_name
    assert str(row)
    assert "object (" not in str(row)


@every_row
@pytest.mark.django_db
def test_every_field_is_kept_in_history(model):
    kept = {field.name for field in model.history_model._meta.concrete_fields}
    kept |= set(getattr(model, "_history_m2m_fields", []))
    assert {field.name for field in merged_fields(model)} <= kept


@every_row
def test_partial_dates_keep_their_bounds_in_indexed_columns(model):
    for field in model._meta.concrete_fields:
        if isinstance(field, PartialDateField):
            for side in ("earliest", "latest"):
                assert model._meta.get_field(f"{field.name}_{side}").db_index


@every_sheet
@pytest.mark.django_db
def test_its_sheet_comes_back_unchanged(model):
    made(model)
    resource = sheet_for(model)()
    report = import_sheets([(resource, sheet_for(model)().export())], author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed) == (0, 0)


@every_sheet
@pytest.mark.django_db
def test_its_sheet_has_a_column_for_every_field(model):
    columns = set(sheet_for(model)().columns())
    assert {field.name for field in merged_fields(model)} - {"content_type", "object_id"} <= columns
    assert "version" in columns


@every_record
def test_it_is_edited_in_the_admin(model):
    assert admin.site.is_registered(model)


@every_record
@pytest.mark.django_db
def test_it_is_read_on_a_page_once_published(model, client):
    record = MAKERS[model](published=True)
    assert client.get(record.get_absolute_url()).status_code == 200
    hidden = MAKERS[model](**({"published": False}))
    assert client.get(hidden.get_absolute_url()).status_code == 404


@every_record
@pytest.mark.django_db
def test_it_is_published_only_when_cited(model):
    record = MAKERS[model](published=False)
    record.status = "published"
    if issubclass(model, CitedRecord):
        with pytest.raises(ValidationError, match="needs a citation"):
            save(record)
    else:
        assert save(record).is_published


@every_record
@pytest.mark.django_db
def test_groups_may_curate_it(model):
    for group in ("Editors", "Reviewers", "Data editors"):
        user = make_user(group)
        for verb in ("view", "add", "change", "delete"):
            assert user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"), (group, verb)


@every_record
def test_its_links_are_known(model):
    for link in model.record_links():
        assert issubclass(link.related_model, Record)
