"""The one workbook: it explains itself, offers what may be written, and comes back as it went out."""

import io
import re
import zipfile

import pytest
import xlsxwriter
from tablib import Dataset

from exchange import workbook
from exchange.dataset import export_dataset, import_dataset
from exchange.readers import read_file
from exchange.registry import sheets
from exchange.writers import write_xlsx
from relations.models import Country, Mission, Recognition
from tests.factories import MAKERS, make_country, make_recognition

pytestmark = pytest.mark.django_db

NAMES = [resource.sheet_name() for resource in sheets()]


@pytest.fixture
def register(tmp_path):
    for maker in MAKERS.values():
        maker(published=True)
    path = tmp_path / "register.xlsx"
    export_dataset(path)
    return path


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def sheet_part(path, sheet):
    """The XML of a sheet of the register: the first is the one that explains."""
    return part(path, f"xl/worksheets/sheet{NAMES.index(sheet) + 2}.xml")


def filled_in(path, found):
    """A workbook with some sheets, as a spreadsheet program leaves them: no lists, and no explanation."""
    path.write_bytes(write_xlsx({name: Dataset(*rows, headers=headers) for name, (headers, *rows) in found.items()}))
    return path


def test_the_workbook_explains_every_sheet_and_column(register):
    told = part(register, "xl/worksheets/sheet1.xml")
    book = part(register, "xl/workbook.xml")
    assert re.findall('<sheet name="([^"]+)"', book) == ["Read me", *NAMES, "Lists"]
    for resource in sheets():
        assert f"<t>{resource.sheet_name()}</t>" in told
        for column in resource().columns():
            assert f"<t>{column}</t>" in told
    assert "One of draft, in-review, published, withdrawn." in told
    assert "](#" not in told


def test_choices_and_references_have_drop_downs(register):
    book, missions = part(register, "xl/workbook.xml"), sheet_part(register, "missions")
    assert '<sheet name="Lists" sheetId="18" state="hidden"' in re.sub(r'sheetId="\d+"', 'sheetId="18"', book)
    offered = set(re.findall("<formula1>([^<]+)</formula1>", missions))
    assert {"list_countries", "list_missions_status"} <= offered
    for name in offered:
        assert f'<definedName name="{name}">Lists!$' in book
    # What is not offered may be right as well: another name, or a record that is new.
    assert 'showErrorMessage="1"' not in missions


def test_headers_stay_and_versions_hide_and_cells_are_text(register):
    countries = sheet_part(register, "countries")
    assert re.search('<pane [^>]*ySplit="1"[^>]*state="frozen"', countries)
    last = len(next(resource for resource in sheets() if resource.sheet_name() == "countries")().columns())
    assert re.search(f'<col min="{last}" max="{last}" [^>]*hidden="1"', countries)
    text = re.findall("<xf [^>]*>", part(register, "xl/styles.xml").partition("<cellXfs")[2])
    styles = set(re.findall('<c r="[A-Z]+2" s="([0-9]+)" t="inlineStr"', countries))
    assert styles
    assert all('numFmtId="49"' in text[int(style)] for style in styles)


def test_a_list_too_long_to_choose_from_is_left_out(monkeypatch, tmp_path):
    monkeypatch.setattr(workbook, "MAX_OFFERED", 2)
    for _number in range(3):
        make_country()
    export_dataset(tmp_path / "a.xlsx")
    assert "list_countries<" not in sheet_part(tmp_path / "a.xlsx", "missions")


def test_a_record_new_in_one_sheet_is_named_in_another(tmp_path):
    path = filled_in(
        tmp_path / "new.xlsx",
        {
            "recognitions": [
                ["recognizing_state", "recognized_entity", "granted"],
                ["Nauru", "Хуссар Ирыстон", "December 2009"],
            ],
            "missions": [["mission_type", "sending_state", "receiving_state"], ["embassy", "south-ossetia", "Nauru"]],
            "countries": [
                ["name", "other_names", "country_status"],
                ["Nauru", "", "UN member State"],
                ["South Ossetia", "Хуссар Ирыстон [os]", "partially-recognized"],
            ],
        },
    )
    report = import_dataset(path, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (Country.objects.count(), Recognition.objects.count(), Mission.objects.count()) == (2, 1, 1)
    again = import_dataset(path, author=None)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)


def test_part_of_a_workbook_changes_that_part(register):
    found = read_file(register.read_bytes())
    rows = found["countries"].dict
    path = filled_in(
        register, {"countries": [["slug", "capital", "version"], [rows[0]["slug"], "Yaren", rows[0]["version"]]]}
    )
    report = import_dataset(path, author=None)
    assert (report.created, report.changed, report.unchanged, report.problems) == (0, 1, 0, [])


def test_a_text_longer_than_a_cell_is_kept_whole():
    texts = ["🇳🇷" * 8_192, "x" * 32_767, "x" * 32_768, "[long text 1]", "[other]", "ж" * 100_000]
    content = write_xlsx({"citations": Dataset(*([text] for text in texts), headers=["says"])})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in re.findall("<t[^>]*>([^<]*)</t>", parts)) <= 32_767
    found = read_file(content)
    assert list(found) == ["citations"]
    assert [row["says"] for row in found["citations"].dict] == texts


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"recognizing_state": "Nаuru"}, "Did you mean nauru?"),  # the second letter is Cyrillic
        ({"recognizing_state": "Georgia"}, "may be any of these: georgia-country, georgia-state"),
        ({"recognizing_state": "0"}, "There is no country “0”"),
        ({"recognizing_state": "1" + "0" * 30}, "There is no country"),
        ({"granted": "8/9/2008"}, "8 September 2008"),
        ({"granted": "40162"}, "serial number"),
        ({"granted": "30 February 2008"}, "Febr"),
        ({"version": "١", "summary": "x"}, "is not a whole number"),
        ({"mode": "de\u202ejure"}, "is not in the list"),
    ],
)
def test_clumsy_cells_are_refused_with_what_to_write(tmp_path, cells, told):
    make_country(name="Nauru")
    make_country(name="Georgia (country)", other_names="Georgia")
    make_country(name="Georgia (state)", other_names="Georgia")
    recognition = make_recognition()
    row = {"slug": recognition.slug, "version": "1"} | cells
    report = import_dataset(
        filled_in(tmp_path / "a.xlsx", {"recognitions": [list(row), list(row.values())]}), author=None
    )
    (problem,) = report.problems
    assert told in problem.reason
    assert (problem.row, problem.column) == (2, next(iter(cells)))
    recognition.refresh_from_db()
    assert recognition.version == 1


@pytest.mark.parametrize("length", [1, 2, 3])
def test_records_that_refer_to_each_other_in_a_circle_are_refused(tmp_path, length):
    names = ["Nauru", "Tuvalu", "Kiribati"][:length]
    rows = [[name, "un-member", names[(place + 1) % length]] for place, name in enumerate(names)]
    path = filled_in(tmp_path / "a.xlsx", {"countries": [["name", "country_status", "part_of"], *rows]})
    report = import_dataset(path, author=None)
    assert report.problems
    assert Country.objects.count() == 0
    for name in names:
        make_country(name=name)
    slugs = [[name.lower(), names[(place + 1) % length], "1"] for place, name in enumerate(names)]
    path = filled_in(tmp_path / "b.xlsx", {"countries": [["slug", "part_of", "version"], *slugs]})
    report = import_dataset(path, author=None)
    assert report.problems
    assert not Country.objects.exclude(part_of=None).exists()


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (["slug", "capitel"], "Did you mean “capital”?"),
        (["slug", "c\u0430pital"], "There is no column"),  # a Cyrillic а
        (["slug", "capital", "Capital"], "stands twice"),
        (["\ufeffSlug\u00a0", " capi\u00adtal "], None),
    ],
)
def test_headers(tmp_path, headers, told):
    country = make_country()
    row = [country.slug, "Yaren", "Yaren"][: len(headers)]
    report = import_dataset(filled_in(tmp_path / "a.xlsx", {"countries": [headers, row]}), author=None)
    assert [told in problem.reason for problem in report.problems] == ([True] if told else [])


def test_an_unknown_sheet_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("contries").write_row(0, 0, ["name"])
    (problem,) = import_dataset(path, author=None).problems
    assert "Did you mean “countries”?" in problem.reason
