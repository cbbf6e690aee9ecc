"""The file formats that people choose from, for django-import-export's screens and the public downloads."""

from import_export.formats.base_formats import Format

from exchange.readers import read_file
from exchange.writers import write_csv, write_json, write_ods, write_xlsx


class SheetFormat(Format):
    """One sheet in one file. Reading looks at the content, so that every format reads what any of them wrote."""

    title = ""
    extension = ""
    CONTENT_TYPE = ""

    def __init__(self, encoding=None):
        self.encoding = encoding

    def get_title(self):
        return self.title

    def get_extension(self):
        return self.extension

    def get_content_type(self):
        return self.CONTENT_TYPE

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream):
        """The first sheet of the file. Raises exchange.readers.FileError."""
        return next(iter(read_file(in_stream).values()))

    def export_data(self, dataset, **kwargs):
        """The bytes of a file with the dataset as its only sheet."""
        raise NotImplementedError


class CSV(SheetFormat):
    title = "CSV"
    extension = "csv"
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        return write_csv(dataset)


class XLSX(SheetFormat):
    title = "Excel (XLSX)"
    extension = "xlsx"
    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset, **kwargs):
        return write_xlsx({dataset.title or "Sheet1": dataset})


class ODS(SheetFormat):
    title = "OpenDocument (ODS)"
    extension = "ods"
    CONTENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

    def export_data(self, dataset, **kwargs):
        return write_ods({dataset.title or "Sheet1": dataset})


class JSON(SheetFormat):
    title = "JSON"
    extension = "json"
    CONTENT_TYPE = "application/json"

    def export_data(self, dataset, **kwargs):
        return write_json(dataset)


FORMATS = {each.extension: each for each in (XLSX, CSV, ODS, JSON)}
