"""Files of every sort come in as text cells, or are refused with a sentence."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from tablib import Dataset

from exchange import archives, readers
from exchange.readers import FileError, read_file
from exchange.writers import write_json, write_ods, write_xlsx

HOSTILE = ["=1+1", "'quoted", "two\nlines", "two  spaces", "007", " Ж ", "שלום", "🇳🇷", "-", "x" * 5000]


def only(sheets):
    (dataset,) = sheets.values()
    return dataset


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_workbooks_keep_text_as_it_is(write):
    dataset = Dataset(headers=["slug", *(f"c{i}" for i in range(len(HOSTILE)))])
    dataset.append(["a", *HOSTILE])
    sheets = read_file(write({"first": dataset, "second": dataset}))
    assert list(sheets) == ["first", "second"]
    assert list(sheets["first"][0]) == ["a", *HOSTILE]


def test_json_keeps_text_as_it_is():
    dataset = Dataset(headers=["slug", *(f"c{i}" for i in range(len(HOSTILE)))])
    dataset.append(["a", *HOSTILE])
    assert list(only(read_file(write_json(dataset)))[0]) == ["a", *HOSTILE]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_dialects(delimiter, encoding, line_end):
    text = line_end.join([delimiter.join(row) for row in [["slug", "name"], ["a", "Ångström"]]])
    dataset = only(read_file(text.encode(encoding)))
    assert (dataset.headers, dataset[0]) == (["slug", "name"], ("a", "Ångström"))


def test_numbers_and_dates_of_a_workbook_become_text():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write_number(1, 0, 2009)
        sheet.write_number(1, 1, 2.5)
        sheet.write_datetime(1, 2, date(2009, 12, 15), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(1, 3, True)
    assert only(read_file(out.getvalue()))[0] == ("2009", "2.5", "2009-12-15", "TRUE")


def test_blank_cells_at_the_end_do_not_count():
    dataset = only(read_file(b"slug,name,,\na,b,,\nc\n"))
    assert [list(row) for row in dataset] == [["a", "b"], ["c", ""]]


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "nothing to import"),
        (b"\n\n", "nothing to import"),
        (b"a,b\n1,2,3\n", "Row 2 has 3 cells"),
        (b'a,b\n1,"open\n', "missing quote"),
        (b"a,b\n\xff\xfe\n", "not UTF-8"),
        ("имя\nЖ".encode("cp1251"), "not UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "old .xls"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04broken", "cut short"),
        (archive(readme="hello"), "not a workbook"),
        (archive(xl__workbook_xml="<broken"), "damaged"),
        (b'[{"a": [1]}]', "must be text"),
        (b'{"a": 1}', "list of objects"),
        (b"[{]", "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_refused(data, told):
    with pytest.raises(FileError, match=told):
        read_file(data)


def test_macros_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.xml", "<x/>")
        file.writestr("xl/vbaProject.bin", "x")
    with pytest.raises(FileError, match="macros"):
        read_file(out.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000)
    data = archive(xl__workbook_xml="0" * 100_000)
    assert len(data) < 1_000
    with pytest.raises(FileError, match="Unpacked"):
        read_file(data)


def test_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    with pytest.raises(FileError, match="larger than"):
        read_file(b"slug\n" + b"a\n" * 10)
