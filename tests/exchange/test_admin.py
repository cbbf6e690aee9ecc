"""Spreadsheets through the admin's own forms: upload, preview, confirm, export, and who may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.formats import FORMATS
from exchange.readers import read_file
from exchange.registry import sheet_for, sheets
from exchange.writers import write_csv, write_ods, write_xlsx
from relations.models import Country
from tests.factories import MAKERS, make_country, make_user, save

pytestmark = pytest.mark.django_db

RECORD_SHEETS = [resource for resource in sheets() if resource._meta.model in MAKERS]
HEADERS = b"name,country_status,capital\n"


def address(model, verb):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}")


def upload(client, data, name="countries.csv", model=Country, reason="From the gazetteer"):
    file = SimpleUploadedFile(name, data)
    return client.post(address(model, "import"), {"import_file": file, "reason": reason, "resource": "0"})


def confirm(client, preview, model=Country, **changed):
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.content.decode())
    data = {name: value for name, value in fields if name != "csrfmiddlewaretoken"} | changed
    return client.post(address(model, "process_import"), data, follow=True)


@pytest.fixture
def importer(client, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    client.force_login(make_user("Reviewers", username="rita"))
    return client


def test_a_file_is_previewed_and_then_written(importer):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    assert preview.status_code == 200
    assert "<ins>Yaren</ins>" in preview.content.decode()
    assert Country.objects.count() == 0
    done = confirm(importer, preview)
    assert "1 created, 0 changed, 0 unchanged" in done.content.decode()
    changeset = Country.objects.get().history.get().changeset
    assert (changeset.author_name, changeset.reason) == ("rita", "From the gazetteer")
    assert changeset.file_name == "countries.csv"
    assert len(changeset.file_digest) == 64


def test_problems_are_told_by_row_and_column_and_nothing_is_written(importer):
    page = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n,moon,\n")
    told = page.content.decode()
    assert page.status_code == 400
    assert "Nothing was written: 2 problems" in told
    assert "not in the list" in told
    assert "This field cannot be blank" in told
    assert Country.objects.count() == 0


def test_what_shows_only_after_all_rows_is_told_in_the_preview(importer):
    page = upload(importer, b"name,country_status,status\nNauru,un-member,published\n")
    told = page.content.decode()
    assert page.status_code == 400
    assert "needs a citation" in told
    assert "Confirm import" not in told


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04x", b"\xd0\xcf\x11\xe0", b"\xff\xfe\x00", b"a,b\n1,2,3\n", b"<html>", b"[{]"]
)
def test_what_cannot_be_read_is_told(importer, data):
    page = upload(importer, data)
    assert page.status_code == 400
    assert "errorlist" in page.content.decode()


def test_what_changed_between_preview_and_confirmation_is_shown_again(importer):
    country = make_country(name="Nauru")
    data = f"slug,capital,version\n{country.slug},Aiwo,1\n".encode()
    preview = upload(importer, data)
    country.capital = "Yaren"
    save(country)
    page = confirm(importer, preview)
    assert page.status_code == 409
    assert "Yaren" in page.content.decode()
    assert Country.objects.get().capital == "Yaren"


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 64, "", "x\x00y"])
def test_a_confirmation_points_at_no_other_file(importer, name):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    page = confirm(importer, preview, import_file_name=name)
    assert page.status_code in (200, 400)
    assert Country.objects.count() == 0


def test_the_same_file_again_writes_nothing(importer):
    data = HEADERS + b"Nauru,un-member,Yaren\n"
    confirm(importer, upload(importer, data))
    page = upload(importer, data)
    assert "there is nothing to write" in page.content.decode()
    assert Country.objects.get().version == 1


@pytest.mark.parametrize("extension", FORMATS)
def test_an_export_comes_back_through_the_form(importer, extension):
    make_country(name="=Ångström", capital="two\nlines".replace("\n", " "))
    number = list(FORMATS).index(extension)
    file = importer.post(address(Country, "export"), {"format": str(number), "resource": "0"})
    assert file.status_code == 200
    assert f".{extension}" in file["Content-Disposition"]
    (dataset,) = read_file(file.content).values()
    assert dataset.dict[0]["name"] == "=Ångström"
    preview = upload(importer, file.content, name=f"a.{extension}")
    assert "there is nothing to write" in preview.content.decode()


@pytest.mark.parametrize("resource", RECORD_SHEETS, ids=lambda resource: resource.sheet_name())
@pytest.mark.parametrize(
    "write", [write_csv, lambda data: write_xlsx({"a": data}), lambda data: write_ods({"a": data})]
)
def test_every_sheet_goes_through_the_form(importer, resource, write):
    model = resource._meta.model
    MAKERS[model](published=True)
    dataset = sheet_for(model)().export()
    preview = upload(importer, write(dataset), name="sheet", model=model)
    assert preview.status_code == 200, preview.content.decode()
    assert f"<strong>{len(dataset)}</strong> unchanged" in preview.content.decode()


@pytest.mark.parametrize(
    ("group", "may_import", "may_export"),
    [(None, False, False), ("Editors", False, True), ("Data editors", True, True), ("Reviewers", True, True)],
)
def test_who_may(client, settings, tmp_path, group, may_import, may_export):
    settings.UPLOAD_DIR = tmp_path
    client.force_login(make_user(group))
    assert (client.get(address(Country, "import")).status_code == 200) is may_import
    assert (client.get(address(Country, "export")).status_code == 200) is may_export
    assert (client.post(address(Country, "process_import"), {}).status_code == 403) is not may_import
    assert (upload(client, HEADERS + b"Nauru,un-member,\n").status_code == 200) is may_import


def test_an_anonymous_visitor_is_sent_to_sign_in(client):
    for verb in ("import", "export"):
        assert client.get(address(Country, verb)).status_code == 302
    assert client.post(address(Country, "process_import")).status_code == 302
