"""An OpenDocument workbook (ODF 1.3) of text cells, written row by row."""

import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{OFFICE}" office:version="1.3"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">
<office:automatic-styles>
<number:text-style style:name="as-text"><number:text-content/></number:text-style>
<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text"/>
</office:automatic-styles><office:body><office:spreadsheet>"""
TAIL = "</office:spreadsheet></office:body></office:document-content>"
MANIFEST_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{MANIFEST}" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

#: Space that XML programs run together, unless it is written as an element.
SPACES = re.compile(r"^ +| +$|(?<= ) +")


def write_open_document(out, sheets):
    """Write {name: table} to a file: tables have headers, and give rows of texts when iterated."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type stands first and unpacked, so that programs know the file by its first bytes.
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST_XML)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(HEAD.encode())
            for name, table in sheets.items():
                width = max(1, len(table.headers))
                columns = f'table:default-cell-style-name="text" table:number-columns-repeated="{width}"'
                content.write(f"<table:table table:name={quoteattr(name)}><table:table-column {columns}/>".encode())
                content.write(_row(table.headers).encode())
                for row in table:
                    content.write(_row(row).encode())
                content.write(b"</table:table>")
            content.write(TAIL.encode())


def _row(cells):
    return "<table:table-row>" + "".join(map(_cell, cells)) + "</table:table-row>\n"


def _cell(content):
    if not content:
        return '<table:table-cell table:style-name="text"/>'
    lines = "".join(f"<text:p>{_line(line)}</text:p>" for line in content.split("\n"))
    return f'<table:table-cell table:style-name="text" office:value-type="string">{lines}</table:table-cell>'


def _line(text):
    spaced = SPACES.sub(lambda match: f'<text:s text:c="{len(match[0])}"/>', escape(text))
    return spaced.replace("\t", "<text:tab/>")
