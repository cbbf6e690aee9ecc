"""The whole register as one XLSX workbook that explains itself and offers what may be written."""

from itertools import zip_longest

from exchange.cells import ChoiceCell, DecimalCell, IntegerCell, PartialDateCell, ReferenceCell, ReferencesCell
from exchange.description import told_of_sheet
from exchange.readers import LISTS, READ_ME
from exchange.registry import sheet_for
from exchange.writers import xlsx_workbook

#: The largest type of record whose names a drop-down offers.
MAX_OFFERED = 5_000
#: How many rows below the last one have drop-downs too.
NEW_ROWS = 1_000
#: The width of a column by the kind of its cells, in characters.
WIDTHS = ((PartialDateCell, 24), (IntegerCell, 10), (DecimalCell, 12), (ChoiceCell, 24))
HOW_TO = (
    "Each sheet holds the records of one type, one in each row. Change cells, or add rows below, and import the file.",
    "A sheet or a column that you delete is left alone by the import; a cell that you clear is cleared.",
    "A new record may be named in other sheets by its name, or by the slug that you give it.",
    "Keep the column “version” as it is (it is hidden): it tells what others have changed meanwhile.",
    "Dates are text, as the source prints them: 26 August 2008, December 2009, by 2005, c. 2009.",
    "This sheet and the lists behind the drop-downs are not imported.",
)


def write_register(out, tables):
    """Write {sheet name: exchange.exporting.SheetTable} to a file or its path, row by row."""
    with xlsx_workbook(out) as workbook:
        _explain(workbook, tables)
        offers = _Offers()
        for name, table in tables.items():
            sheet = workbook.add_sheet(name)
            cells = [table.resource.fields[each].widget for each in table.resource.get_export_order()]
            for place, (header, cell) in enumerate(zip(table.headers, cells, strict=True)):
                hidden = {"hidden": True} if header == "version" else {}
                sheet.set_column(place, place, _width(cell), workbook.text, hidden)
            rows = workbook.fill(sheet, table)
            for place, cell in enumerate(cells):
                if source := offers.name_of(name, table.headers[place], cell):
                    sheet.data_validation(1, place, rows + NEW_ROWS, place, _offer(source))
        offers.write(workbook)


def _width(cell):
    return next((width for kind, width in WIDTHS if isinstance(cell, kind)), 30)


def _offer(source):
    # What is not in the list may be right too: a label, another name, a record that is new.
    return {"validate": "list", "source": f"={source}", "show_error": False}


def _explain(workbook, tables):
    sheet = workbook.add_sheet(READ_ME)
    wrapped = workbook.book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((22, 26, 110)):
        sheet.set_column(place, place, width, wrapped)
    for place, header in enumerate(("Sheet", "Column", "Holds")):
        sheet.write_string(0, place, header, workbook.bold)
    number = 0
    for number, told in enumerate(HOW_TO, 1):
        sheet.write_string(number, 2, told, wrapped)
    for name, table in tables.items():
        asserts, columns = told_of_sheet(table.resource)
        number += 2
        sheet.write_string(number, 0, name, workbook.bold)
        sheet.write_string(number, 2, asserts, wrapped)
        for column, told in columns:
            number += 1
            sheet.write_string(number, 1, column, workbook.bold)
            sheet.write_string(number, 2, told, wrapped)


class _Offers:
    """What the drop-downs offer: a column of the hidden sheet for each list, with a name of its own."""

    def __init__(self):
        self.lists = {}

    def name_of(self, sheet, column, cell):
        """The name of the list for a column, or "" where there is none or it is too long to choose from."""
        if isinstance(cell, ChoiceCell):
            name = f"list_{sheet}_{column}".replace("-", "_")
            self.lists[name] = [value for value in dict.fromkeys(cell.values.values()) if value]
        elif isinstance(cell, ReferenceCell) and not isinstance(cell, ReferencesCell):
            name = f"list_{sheet_for(cell.model).sheet_name()}".replace("-", "_")
            if name not in self.lists:
                self.lists[name] = _slugs(cell.model)
        else:
            return ""
        return name if self.lists[name] else ""

    def write(self, workbook):
        """Write the lists."""
        lists = {name: offered for name, offered in self.lists.items() if offered}
        sheet = workbook.add_sheet(LISTS)
        sheet.hide()
        workbook.fill_plain(sheet, [list(lists)])
        workbook.fill_plain(sheet, zip_longest(*lists.values(), fillvalue=""), 1)
        for place, (name, offered) in enumerate(lists.items()):
            column = _letters(place)
            workbook.book.define_name(name, f"={LISTS}!${column}$2:${column}${len(offered) + 1}")


def _slugs(model):
    slugs = list(model._base_manager.order_by("slug").values_list("slug", flat=True)[: MAX_OFFERED + 1])
    return slugs if len(slugs) <= MAX_OFFERED else []


def _letters(place):
    return chr(65 + place) if place < 26 else _letters(place // 26 - 1) + chr(65 + place % 26)
