"""Hostile and clumsy files: each is read for what it says, or refused with a sentence, soon and in little memory."""

import io
import re
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from datetime import time as clock
from html import unescape

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from exchange import readers
from exchange.readers import FileError, read_file
from relations.models import Country
from tests.factories import make_user

HEADERS = ["name", "country_status", "capital", "existence"]


def book(fill, **options):
    """An XLSX workbook with a sheet of countries, filled by a function of the workbook and the sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet("countries")
        sheet.write_row(0, 0, HEADERS)
        fill(workbook, sheet)
    return out.getvalue()


def packed(parts, kind=zipfile.ZIP_DEFLATED):
    """A zip file of {name: content}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def edited(data, name, edit):
    """A workbook with one part edited as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = edit(parts[name].decode()).encode()
    return packed(parts)


def sheet_xml(edit, fill=lambda workbook, sheet: sheet.write_string(1, 0, "Nauru")):
    return edited(book(fill), "xl/worksheets/sheet1.xml", edit)


def ods(rows, head=""):
    """An ODS workbook with rows of raw XML."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="countries">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_cell(text, **attributes):
    told = "".join(f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{told}><text:p>{text}</text:p></table:table-cell>'


def ods_row(*cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


ODS_HEADER = ods_row(ods_cell("name"), ods_cell("capital"))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def declaring(declaration):
    return sheet_xml(lambda xml: xml.replace("<worksheet", declaration + "<worksheet", 1).replace("Nauru", "&a;"))


def shared_by_many():
    """One text of 100,000 characters that 50,000 cells share: 5 GB of text in a small file."""

    def fill(workbook, sheet):
        sheet.write_string(1, 0, "x")
        for row in range(2, 50_000):
            sheet.write_string(row, 0, "x")

    return edited(book(fill), "xl/sharedStrings.xml", lambda xml: xml.replace(">x<", f">{'x' * 100_000}<"))


def lying_archive():
    """A part of which the archive says that it is smaller than it is."""
    data = book(lambda workbook, sheet: sheet.write_string(1, 0, "Nauru"))
    data = edited(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</worksheet>", " " * 5_000_000 + "</worksheet>")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


BOMBS = {
    "one cell of 40 MB": (
        lambda: sheet_xml(lambda xml: xml.replace("<v>", f"<v>{'0' * 40_000_000}", 1)),
        "a million characters",
    ),
    "the last cell of all": (
        lambda: sheet_xml(lambda xml: xml.replace('<c r="A2"', '<c r="XFD1048576"')),
        "702 columns",
    ),
    "two thousand parts": (lambda: packed({f"{number}": "" for number in range(2_001)}), "Unpacked, the workbook"),
    "a text shared by many cells": (shared_by_many, "Unpacked, the workbook is larger"),
    "an ODS cell repeated": (
        lambda: ods(ODS_HEADER + ods_row(ods_cell("x", table_number_columns_repeated=16_384), repeated=1_048_575)),
        "702 columns",
    ),
    "an ODS row repeated": (
        lambda: ods(ODS_HEADER + ods_row(ods_cell("x" * 1_000), repeated=999_999_999)),
        "Unpacked, the workbook is larger",
    ),
    "ODS spaces": (lambda: ods(ODS_HEADER + ods_row(ods_cell('<text:s text:c="2000000000"/>'))), "Unpacked, the"),
    "entities": (lambda: declaring(ENTITIES), "declares XML entities"),
    "an entity from outside": (lambda: declaring(OUTSIDE), "declares XML entities"),
    "ODS entities": (lambda: ods(ODS_HEADER + ods_row(ods_cell("&b;")), head=ENTITIES), "declares XML entities"),
    "JSON of ever new columns": (
        lambda: ("[" + ",".join(f'{{"c{number}": 1}}' for number in range(20_000)) + "]").encode(),
        "20000 columns",
    ),
    "JSON without end": (lambda: b"[" * 200_000, "not well-formed"),
    "a number without end": (lambda: b'[{"a": ' + b"1" * 10_000 + b"}]", "not well-formed"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon_and_in_little_memory(name):
    make, told = BOMBS[name]
    data = make()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(FileError, match=told):
        read_file(data)
    took, (_now, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 10
    assert peak < 60 * 1024 * 1024


def test_what_an_archive_says_of_its_sizes_is_not_believed(monkeypatch):
    monkeypatch.setattr("exchange.archives.MAX_UNPACKED", 1_000_000)
    with pytest.raises(FileError, match="Unpacked, the workbook is larger"):
        read_file(lying_archive())


def encrypted_zip():
    data = bytearray(book(lambda workbook, sheet: None))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), bytes(data)):
            data[found.start() + place] |= 1
    return bytes(data)


def formula(value=None):
    def fill(workbook, sheet):
        sheet.write_string(1, 0, "Nauru")
        sheet.write_formula("C2", '=HYPERLINK("x")', None, value if value is not None else "")

    return lambda: book(fill)


def date_cell(number, **options):
    def fill(workbook, sheet):
        sheet.write_string(1, 0, "Nauru")
        sheet.write_number(1, 3, number, workbook.add_format({"num_format": "yyyy-mm-dd"}))

    return book(fill, **options)


REFUSED = {
    "OLE": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le"), r"old \.xls"),
    "OLE with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        "locked with a password",
    ),
    "a zip with a password": (encrypted_zip, "locked with a password"),
    "an ODS with a password": (
        lambda: packed({"content.xml": b"\x01\x02", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "locked with a password",
    ),
    "macros": (lambda: packed({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}), "holds macros"),
    "xlsb": (lambda: packed({"xl/workbook.bin": "x"}), r"an \.xlsb workbook"),
    "HTML": (lambda: b"\xef\xbb\xbf\r\n<html><table><tr><td>name", "a web page"),
    "a zip in a zip": (lambda: packed({"register.xlsx": book(lambda workbook, sheet: None)}), "not a workbook"),
    "names that climb": (lambda: packed({"../../xl/workbook.xml": "<x/>"}), "not a workbook"),
    "half a workbook": (lambda: book(lambda workbook, sheet: None)[:2_000], "cut short or damaged"),
    "a broken part": (lambda: sheet_xml(lambda xml: xml[:300]), "Save it again|save it again|nothing to import"),
    "a value after a million blank rows": (
        lambda: book(lambda workbook, sheet: sheet.write_string(1_048_575, 0, "x")),
        "reaches down to row 1,048,576, and most of it is blank. Delete",
    ),
    "ODS: a value after a million blank rows": (
        lambda: ods(
            ODS_HEADER + ods_row("<table:table-cell/>", repeated=1_000_000) + ods_row(ods_cell("x")),
        ),
        "goes on after 1,000,000 blank rows",
    ),
    "merged cells": (
        lambda: book(lambda workbook, sheet: sheet.merge_range("A2:A5", "Nauru")),
        "The cells A2:A5 of the sheet “countries” are merged. Unmerge them",
    ),
    "ODS: merged cells": (
        lambda: ods(ODS_HEADER + ods_row(ods_cell("Nauru", table_number_rows_spanned=3))),
        "Cells in row 2 of the sheet “countries” are merged",
    ),
    "a formula": (formula(), "Cell C2 of the sheet “countries” holds a formula. Put its value there"),
    "a formula with its value": (formula("Yaren"), "Cell C2 of the sheet “countries” holds a formula"),
    "ODS: a formula": (
        lambda: ods(ODS_HEADER + ods_row(ods_cell("Nauru", table_formula="of:=1+1"))),
        "A cell in row 2 of the sheet “countries” holds a formula",
    ),
    "an error": (
        lambda: sheet_xml(lambda xml: re.sub(r'r="A2" t="s"><v>.*?<', 'r="A2" t="e"><v>#N/A<', xml)),
        "Cell A2 of the sheet “countries” holds an error such as #N/A. Correct it",
    ),
    "ODS: an error": (
        lambda: ods(ODS_HEADER + ods_row('<table:table-cell office:value-type="error"/>')),
        "A cell in row 2 of the sheet “countries” holds an error",
    ),
    "the day that never was": (lambda: date_cell(60), "before 1 March 1900. Format it as text"),
    "a negative date": (lambda: date_cell(-1), "the time 00:00:00, which no column takes"),
    "a time": (
        lambda: book(
            lambda workbook, sheet: sheet.write_datetime(
                1, 2, clock(9, 30), workbook.add_format({"num_format": "h:mm"})
            )
        ),
        "the time 09:30:00, which no column takes. Format it as text",
    ),
    "headers not in the first row": (
        lambda: book(
            lambda workbook, sheet: [sheet.write_string(0, place, "") for place in range(4)] and sheet.write(1, 0, "x")
        ),
        "The first row is blank",
    ),
    "a NUL": (lambda: b"name,capital\nNauru,Ya\x00ren\n", "Row 2: “Ya” is followed by U\\+0000"),
    "half a character": (lambda: b'[{"name": "Nauru\\ud800"}]', "Row 2: “Nauru” is followed by U\\+D800"),
    "a member twice": (lambda: b'[{"name": "a", "name": "b"}]', "two members named “name”"),
    "no number": (lambda: b'[{"latitude": NaN}]', "“NaN” is not a number"),
    "a long cell": (lambda: b"name\n" + b"x" * 131_073, "larger than field limit|longer than 131,072"),
    "a quote left open": (
        lambda: b'name,capital\nTuvalu,F\nNauru,"Yaren\nKiribati,T\n',
        "begins in line 3 .* missing quote",
    ),
    "too few and too many cells": (lambda: b"name,capital\nNauru,Yaren,x\n", "Row 2 has 3 cells"),
    "Windows-1251": (lambda: "name\nНауру".encode("cp1251"), "not UTF-8: byte 5"),
    "only blank rows": (lambda: b"\r\n,,\r\n,\r\n", "nothing to import"),
    "a blank workbook": (lambda: packed(blank_parts()), "nothing to import"),
}


def blank_parts():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet()
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_what_to_do(name):
    make, told = REFUSED[name]
    with pytest.raises(FileError, match=told) as refusal:
        read_file(make())
    assert str(refusal.value).endswith(".")


def test_blank_rows_and_sheets_and_columns_at_the_end_do_not_count():
    def fill(workbook, sheet):
        sheet.write_string(1, 0, "Nauru")
        sheet.write_blank(20_000, 9, None, workbook.add_format({"bold": True}))
        workbook.add_worksheet("Sheet2")

    (sheet,) = read_file(book(fill)).values()
    assert sheet.dict[0]["name"] == "Nauru"
    (sheet,) = read_file(
        ods(ODS_HEADER + ods_row(ods_cell("Nauru")) + ods_row("<table:table-cell/>", repeated=1_048_000))
    ).values()
    assert list(sheet) == [("Nauru", "")]


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_a_date_cell_is_its_day_whatever_day_the_workbook_counts_from(options):
    def fill(workbook, sheet):
        plain = workbook.add_format({"num_format": "dd/mm/yy"})
        sheet.write_datetime(1, 3, date(2009, 12, 15), plain)
        sheet.write_datetime(2, 3, datetime(2009, 12, 15, 18, 30), plain)

    (sheet,) = read_file(book(fill, **options)).values()
    assert [row["existence"] for row in sheet.dict] == ["2009-12-15", "2009-12-15"]


@pytest.mark.parametrize("line_end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", ";\t")
def test_tables_of_text_of_every_make(line_end, encoding, delimiter):
    text = line_end.join(delimiter.join(row) for row in [["name", "capital"], ["Науру", '"a\nb"'], ["x"]])
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (sheet,) = read_file(mark + text.encode(encoding)).values()
    assert [list(row) for row in sheet] == [["Науру", "a\nb"], ["x", ""]]


def test_a_large_file_is_refused_before_it_is_looked_at(monkeypatch):
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    with pytest.raises(FileError, match="larger than"):
        read_file(b"PK\x03\x04" + b"a" * 10)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["OLE", "half a workbook", "a formula", "merged cells", "a NUL", "half a character"])
def test_the_screen_and_the_command_tell_it_and_write_nothing(client, settings, tmp_path, name):
    make, told = REFUSED[name]
    settings.UPLOAD_DIR = tmp_path / "uploads"
    client.force_login(make_user("Reviewers"))
    file = SimpleUploadedFile("../\u202ecountries\r\n.csv", make())
    page = client.post(
        reverse("admin:relations_country_import"), {"import_file": file, "reason": "From afar", "resource": "0"}
    )
    assert page.status_code == 400
    assert re.search(told, unescape(page.content.decode()))
    (tmp_path / "countries.csv").write_bytes(make())
    with pytest.raises(CommandError, match=told):
        call_command("import_dataset", tmp_path / "countries.csv")
    assert Country.objects.count() == 0
