"""Spreadsheets through the admin's own forms: upload, preview, confirm, export, and who may."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.models import Changeset
from exchange import runs
from exchange.formats import FORMATS
from exchange.models import ImportRun, RunState
from exchange.readers import read_file
from exchange.registry import sheet_for, sheets
from exchange.writers import write_csv, write_ods, write_xlsx
from relations.models import Country, Mission
from tests.admin_pages import address, filled_form
from tests.factories import MAKERS, make_country, make_user, save

pytestmark = pytest.mark.django_db

RECORD_SHEETS = [resource for resource in sheets() if resource._meta.model in MAKERS]
HEADERS = b"name,country_status,capital\n"
MISSIONS = "sending_state,receiving_state,mission_type\n"


def upload(client, data, name="countries.csv", model=Country, reason="From the gazetteer"):
    """What the preview shows, or the form with what is wrong with the file."""
    data = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, data)
    page = address(model, "import") if model else address(ImportRun, "add")
    return client.post(page, {"import_file": file, "reason": reason, "resource": "0"}, follow=True)


def run_of(page):
    return page.context["run"]


def press(client, page, verb, chosen="form:has([name=do-{}])", **typed):
    """Press one of the buttons of a run's page."""
    typed = {f"do-{verb}": "Pressed"} | typed
    data = filled_form(page, chosen=chosen.format(verb), **typed)
    return client.post(address(ImportRun, "change", run_of(page).pk), data, follow=True)


def text_of(page):
    return " ".join(page.content.decode().split())


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture
def importer(client):
    client.force_login(make_user("Reviewers", username="rita"))
    return client


def test_a_file_is_previewed_and_then_written(importer):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    assert preview.status_code == 200
    assert "<ins>Yaren</ins>" in preview.content.decode()
    assert Country.objects.count() == 0
    done = press(importer, preview, "confirm")
    assert "1 created, 0 changed" in done.content.decode()
    changeset = Country.objects.get().history.get().changeset
    assert (changeset.author_name, changeset.reason) == ("rita", "From the gazetteer")
    assert changeset.file_name == "countries.csv"
    assert len(changeset.file_digest) == 64
    assert reverse("admin:editorial_changeset_undo", args=[changeset.pk]) in done.content.decode()


def test_an_import_is_undone_in_two_clicks(importer):
    done = press(importer, upload(importer, HEADERS + b"Nauru,un-member,Yaren\n"), "confirm")
    undo = reverse("admin:editorial_changeset_undo", args=[run_of(done).changeset_id])
    page = importer.get(undo)
    importer.post(undo, filled_form(page, change_reason="The wrong file"))
    assert Country.objects.count() == 0


def test_problems_are_told_by_row_and_column_and_nothing_is_written(importer):
    page = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n,moon,\n")
    told = text_of(page)
    assert "Nothing was written: 1 row has problems" in told
    assert "<code>country_status</code> <q>moon</q>" in told
    assert "not in the list" in told
    assert "This field cannot be blank" in told
    assert "Confirm import" not in told
    assert Country.objects.count() == 0


def test_what_shows_only_after_all_rows_is_told_in_the_preview(importer):
    page = upload(importer, b"name,country_status,status\nNauru,un-member,published\n")
    assert "needs a citation" in page.content.decode()
    assert "Confirm import" not in page.content.decode()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04x", b"\xd0\xcf\x11\xe0", b"\xff\xfe\x00", b"a,b\n1,2,3\n", b"<html>", b"[{]"]
)
@pytest.mark.parametrize("model", [Country, None])
def test_what_cannot_be_read_is_told(importer, data, model):
    page = upload(importer, data, model=model)
    assert page.status_code == 400
    assert "errorlist" in page.content.decode()
    assert "From the gazetteer" in page.content.decode()
    assert not ImportRun.objects.exists()


def test_columns_that_are_not_known_are_told(importer):
    page = upload(importer, b"name,capitol\nNauru,Yaren\n")
    assert "There is no column “capitol”" in text_of(page)
    assert "Confirm import" not in text_of(page)


# The rows of a preview


def test_rows_are_filtered_and_paged_at_a_constant_cost(importer):
    make_country(name="Nauru")
    lines = "".join(f"Country {number},un-member,Town {number}\n" for number in range(120)).encode()
    page = upload(importer, HEADERS + b"Nauru,un-member,\n" + lines + b"Bad,moon,\n")
    here = address(ImportRun, "change", run_of(page).pk)
    assert run_of(page).counts == {"countries": {"unchanged": 1, "created": 120, "refused": 1}}
    assert [row.place for row in page.context["shown"]] == ["Row 123"]
    created = importer.get(here, {"show": "created", "p": 3})
    assert [row.title for row in created.context["shown"]] == [f"Country {number}" for number in range(100, 120)]
    assert importer.get(here, {"show": "all"}).context["page"].paginator.count == 122
    for query in ({"show": "nonsense", "sheet": "x", "p": "y"}, {"p": "999999999999999999999"}):
        assert importer.get(here, query).status_code == 200
    costs = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            importer.get(here, {"show": "created", "p": number})
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_prose_is_compared_word_by_word(importer):
    country = make_country(name="Nauru", summary="An island in the Pacific Ocean")
    page = upload(importer, f"slug,summary,version\n{country.slug},An island in the southern Pacific Ocean,1\n")
    told = text_of(page)
    assert '<ins class="word"><span class="visually-hidden">added: </span>southern</ins>' in told
    assert "<del" not in told


def test_a_conflict_is_shown_three_ways(importer):
    country = make_country(name="Nauru", capital="Denigomodu")
    country.capital = "Yaren"
    save(country)
    page = upload(importer, f"slug,capital,version\n{country.slug},Aiwo,1\n")
    told = text_of(page)
    for heading, value in (
        ("When it was exported", "Denigomodu"),
        ("The register now", "Yaren"),
        ("Your file", "Aiwo"),
    ):
        assert f'<dt>{heading}</dt><dd class="value">{value}</dd>' in told
    assert run_of(page).counts["countries"] == {"conflict": 1}


def test_names_are_told_for_the_whole_file(importer):
    myanmar = make_country(name="Myanmar")
    for name in ("France", "Peru"):
        make_country(name=name)
    rows = "Burrma,France,embassy\nPeru,Burrma,embassy\nMyanmarr,Peru,embassy\n"
    page = upload(importer, MISSIONS + rows, model=Mission)
    assert page.context["run"].state == RunState.REFUSED
    names = {form.told_name: form.offered for form in page.context["name_forms"]}
    assert names == {"Burrma": [], "Myanmarr": [("myanmar", "Myanmar")]}
    typed = {"names-0-other": "Mianmar", "names-1-choice": "myanmar"}
    page = press(importer, page, "names", **typed)
    assert page.status_code == 400
    assert "There is no country “Mianmar”" in text_of(page)
    page = press(importer, page, "names", **typed | {"names-0-other": "Myanmar"})
    assert "“Burrma” means <strong>Myanmar</strong>" in text_of(page)
    assert run_of(page).mappings == {"countries": {"Burrma": "myanmar", "Myanmarr": "myanmar"}}
    assert page.context["run"].state == RunState.CHECKED
    back = press(importer, page, "forget-name")
    assert run_of(back).mappings == {"countries": {"Myanmarr": "myanmar"}}
    assert run_of(back).state == RunState.REFUSED
    again = press(importer, back, "names", **{"names-0-other": "myanmar"})
    press(importer, again, "confirm")
    assert Mission.objects.filter(sending_state=myanmar).count() == 2


@pytest.mark.parametrize("data", [{}, {"names-TOTAL_FORMS": "x"}, {"sheet": "\x00", "name": "n", "seen": "x" * 99}])
@pytest.mark.parametrize("verb", ["confirm", "names", "forget-name", "again"])
def test_made_up_posts_break_nothing(importer, data, verb):
    page = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    answer = importer.post(address(ImportRun, "change", run_of(page).pk), {f"do-{verb}": "1"} | data)
    assert answer.status_code in (302, 400)
    assert Country.objects.count() == 0


def test_the_file_comes_back_with_its_problems_marked(importer):
    data = HEADERS + b"Nauru,un-member,Yaren\nBad,moon,=1+1\n"
    page = upload(importer, data)
    file = importer.get(address(ImportRun, "marked", run_of(page).pk))
    assert 'filename="countries-problems.xlsx"' in file["Content-Disposition"]
    content = b"".join(file.streaming_content)
    found = read_file(content)
    assert found["countries"].dict[1] == {"name": "Bad", "country_status": "moon", "capital": "=1+1"}
    (problem,) = found["Problems"].dict
    assert (problem["Sheet"], problem["Row"], problem["Column"], problem["Value"]) == (
        *("countries", "3", "country_status", "moon"),
    )
    with ZipFile(io.BytesIO(content)) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert 'ref="B3"' in comments
    assert "not in the list" in comments
    # It may be sent as it is: the list of problems is no sheet of the register.
    again = upload(importer, content, name="again.xlsx", model=None)
    assert run_of(again).counts == run_of(page).counts


# What is confirmed is what was looked at


def test_what_changed_between_preview_and_confirmation_is_shown_again(importer):
    country = make_country(name="Nauru")
    preview = upload(importer, f"slug,capital,version\n{country.slug},Aiwo,1\n")
    country.capital = "Yaren"
    save(country)
    page = press(importer, preview, "confirm")
    assert page.status_code == 409
    assert "The register has changed since you looked" in text_of(page)
    assert "Written meanwhile" in text_of(page)
    assert 'The register now</dt><dd class="value">Yaren' in text_of(page)
    assert Country.objects.get().capital == "Yaren"


def test_only_the_plan_that_was_seen_is_confirmed(importer):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    page = press(importer, preview, "confirm", seen="0" * 64)
    assert page.status_code == 409
    page = press(importer, preview, "confirm", change_reason="")
    assert page.status_code == 400
    assert "required" in page.content.decode()
    assert Country.objects.count() == 0


def test_a_confirmation_sent_twice_writes_once(importer):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    for _ in range(2):
        assert press(importer, preview, "confirm").status_code == 200
    assert Changeset.objects.count() == 1


def test_the_same_file_again_says_when_and_writes_nothing(importer):
    data = HEADERS + b"Nauru,un-member,Yaren\n"
    first = press(importer, upload(importer, data), "confirm")
    page = upload(importer, data)
    assert "This file was imported on" in text_of(page)
    assert address(ImportRun, "change", run_of(first).pk) in page.content.decode()
    assert Country.objects.get().version == 1


# Large files


def test_a_large_file_is_read_and_written_behind_a_page_that_tells_how_far_it_is(importer, settings):
    settings.IMPORT_ROWS_IN_REQUEST = 1
    page = upload(importer, HEADERS + b"Nauru,un-member,Yaren\nTuvalu,un-member,Vaiaku\n")
    progress = address(ImportRun, "progress", run_of(page).pk)
    assert progress in page.content.decode()
    told = {"waiting": True, "state": "reading", "phase": "Waiting for its turn", "done": 0, "total": 2}
    assert importer.get(progress).json() == told
    runs.work_once("worker")
    told = importer.get(progress).json()
    assert (told["waiting"], told["state"], told["done"]) == (False, "checked", 2)
    page = press(importer, importer.get(address(ImportRun, "change", run_of(page).pk)), "confirm")
    assert run_of(page).state == RunState.APPLYING
    runs.work_once("worker")
    page = importer.get(address(ImportRun, "change", run_of(page).pk))
    assert "2 created, 0 changed" in page.content.decode()


def test_a_waiting_import_is_cancelled(importer, settings):
    settings.IMPORT_ROWS_IN_REQUEST = 0
    page = press(importer, upload(importer, HEADERS + b"Nauru,un-member,Yaren\n"), "cancel")
    assert run_of(page).state == RunState.CANCELLED
    assert not runs.work_once("worker")


# The whole register


def test_the_whole_register_goes_out_and_comes_back_as_one_workbook(importer):
    make_country(name="Nauru")
    MAKERS[Mission]()
    file = importer.get(address(ImportRun, "export"))
    content = b"".join(file.streaming_content)
    assert [*read_file(content)][: len(sheets())] == [each.sheet_name() for each in sheets()]
    page = upload(importer, content, name="register.xlsx", model=None)
    assert "there is nothing to write" in page.content.decode()
    assert page.context["rows"].table()[-1]["sheet"] == ""


def test_a_file_that_names_no_sheets_is_no_workbook(importer):
    page = upload(importer, HEADERS + b"Nauru,un-member,\n", model=None)
    assert page.status_code == 400
    assert "does not say which records it holds" in page.content.decode()


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
    assert run_of(preview).counts == {resource.sheet_name(): {"unchanged": len(dataset)}}
    shown = importer.get(address(ImportRun, "change", run_of(preview).pk), {"show": "all"}).context["shown"]
    assert all(row.title for row in shown)


# Who may


@pytest.mark.parametrize(
    ("group", "may_import", "may_export"),
    [(None, False, False), ("Editors", False, True), ("Data editors", True, True), ("Reviewers", True, True)],
)
def test_who_may(client, group, may_import, may_export):
    client.force_login(make_user(group))
    assert (client.get(address(Country, "import")).status_code == 200) is may_import
    assert (client.get(address(Country, "export")).status_code == 200) is may_export
    assert (client.post(address(Country, "process_import"), {}).status_code == 403) is not may_import
    assert (upload(client, HEADERS + b"Nauru,un-member,\n").status_code == 200) is may_import
    for page in ("changelist", "add", "export"):
        assert (client.get(address(ImportRun, page)).status_code == 200) is may_import
    assert (address(ImportRun, "changelist") in client.get("/admin/").content.decode()) is may_import


def test_an_import_is_seen_by_its_author_and_by_reviewers(client):
    client.force_login(make_user("Data editors", username="dana"))
    run = run_of(upload(client, HEADERS + b"Nauru,un-member,\n"))
    pages = [address(ImportRun, page, run.pk) for page in ("change", "marked", "progress")]
    for group, status, listed in (("Data editors", 404, 0), ("Editors", 403, None), ("Reviewers", 200, 1)):
        client.force_login(make_user(group, username=f"other {group}"))
        assert {client.get(page).status_code for page in pages} == {status}
        if listed is not None:
            assert client.get(address(ImportRun, "changelist")).context["cl"].result_count == listed
    for verb in ("confirm", "names", "again"):
        assert client.post(pages[0], {f"do-{verb}": "1", "seen": run.plan_digest}).status_code == 403
    assert client.post(pages[0]).status_code == 403


def test_whoever_may_no_longer_change_the_records_does_not_confirm(importer):
    preview = upload(importer, HEADERS + b"Nauru,un-member,Yaren\n")
    user = run_of(preview).uploaded_by
    user.groups.get().permissions.get(codename="change_country").delete()
    assert press(importer, preview, "confirm").status_code == 403


def test_an_anonymous_visitor_is_sent_to_sign_in(client):
    for verb in ("import", "export"):
        assert client.get(address(Country, verb)).status_code == 302
    assert client.post(address(Country, "process_import")).status_code == 302
