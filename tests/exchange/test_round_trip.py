"""What goes out comes back: exporting and importing the whole register changes nothing."""

import csv
import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tablib import Dataset

from editorial.models import Changeset
from exchange.dataset import export_dataset, import_dataset
from exchange.formats import FORMATS
from exchange.readers import read_file
from tests.factories import MAKERS, make_citation, make_country, make_event, make_official

pytestmark = pytest.mark.django_db

PIECES = [
    *(
        "=1+1",
        "==",
        "+1",
        "-",
        "@SUM(A1)",
        "'",
        "''",
        '"',
        ",",
        ";",
        "|",
        "\t",
        "\n",
        "\n\n",
        "007",
        "1e5",
        "2009-12-15",
    ),
    *("TRUE", "#N/A", "_x0041_", "_x000D_", "[long text 1]", "&amp;", "<b>", "]]>", " ", "  ", "\u00a0", "\u2003"),
    *(
        "Хуссар Ирыстон",
        "שלום",
        "مرحبا",
        "\u200f",
        "🇳🇷",
        "👩\u200d🚀",
        "e\u0301",
        "ﬁ",
        "\ufeff",
        "x" * 32_767,
        "🚀" * 16_384,
    ),
]
HOSTILE = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=5),
    max_size=4,
).map("".join)


@pytest.fixture
def register():
    for maker in MAKERS.values():
        maker(published=True)
    country = make_country(
        name="=1+1", other_names="Хуссар Ирыстон [os]\n'Quoted", part_of=make_country(name="Ångström")
    )
    make_citation(country, field="name", says="-x", note="two\nlines and  two spaces", stance="disputes")
    make_event(countries=[country], officials=[make_official(name="+Plus")], amount="2.5", unit="roubles")


@pytest.mark.parametrize("target", ["folder", "register.xlsx", "register.ods"])
def test_round_trip_changes_nothing(register, tmp_path, target):
    path = tmp_path / target
    rows = export_dataset(path)
    changesets = Changeset.objects.count()
    report = import_dataset(path, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed, report.unchanged) == (0, 0, sum(rows.values()))
    assert Changeset.objects.count() == changesets


@pytest.mark.parametrize("extension", FORMATS)
@settings(max_examples=40)
@given(rows=st.lists(st.lists(HOSTILE, min_size=3, max_size=3), min_size=1, max_size=4))
def test_hostile_text_survives_every_format(extension, rows):
    table = Dataset(*([f"row {number}", *row] for number, row in enumerate(rows)), headers=["slug", "a", "b", "c"])
    (found,) = read_file(FORMATS[extension]().export_data(table)).values()
    assert list(found) == list(table)


@pytest.mark.parametrize("target", ["folder", "register.xlsx", "register.ods"])
@settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(HOSTILE, min_size=5, max_size=10))
def test_a_register_of_hostile_text_comes_back_unchanged(tmp_path, target, texts):
    for text in texts:
        country = make_country(summary=text[:5_000], capital=text[:100])
        make_citation(country, field="name", says=text[:300], note=text[:300])
    rows = export_dataset(tmp_path / target)
    report = import_dataset(tmp_path / target, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed, report.unchanged) == (0, 0, sum(rows.values()))


@pytest.mark.parametrize("extension", FORMATS)
def test_no_format_makes_a_formula_or_a_link(extension):
    risky = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\n=1",
        "=HYPERLINK(A1)",
        "https://a.example",
        "mailto:a@b.example",
    ]
    content = FORMATS[extension]().export_data(Dataset(risky, headers=[f"=h{number}" for number in range(len(risky))]))
    if extension == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode(), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]
    elif extension != "json":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = b"".join(archive.read(name) for name in archive.namelist())
        assert not re.search(rb"<f[ >/]|table:formula|<hyperlink|xlink:href|value-type=\"(?!string)", parts)
