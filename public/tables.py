"""Rows of records as readers see them: cells in columns, with their marks or the number of their citations."""

from dataclasses import dataclass, field

from public.references import count_citations
from public.values import Piece

#: How many rows of one table a page of another record shows; the list has them all.
MAX_ROWS = 100


@dataclass
class Row:
    """One record in a table."""

    cells: list
    record: object
    other_marks: list = field(default_factory=list)
    sources: Piece | None = None


@dataclass
class Table:
    """Records in columns. `more` is the address of the list that has the rows left out."""

    caption: str
    columns: list
    rows: list
    more: str = ""
    has_sources: bool = True


def cited_table(section, caption, records, references, *, hide=(), more=""):
    """A table whose facts carry the marks of the page's references."""
    columns = [*section.columns_without(hide), section.note]
    shown = {name for column in columns for name in column.cites}
    rows = []
    for record in records:
        cells = [_cited_cell(column, record, references) for column in columns]
        rows.append(Row(cells, record, references.other_marks(record, shown)))
    # A column that is blank in every row tells nothing.
    kept = [place for place in range(len(columns)) if any(row.cells[place].pieces for row in rows)]
    for row in rows:
        row.cells = [row.cells[place] for place in kept]
    return Table(caption, [columns[place] for place in kept], rows, more, any(row.other_marks for row in rows))


def _cited_cell(column, record, references):
    cell = column.cell(record, references.marks(record, column.cites))
    for piece in cell.pieces:
        if piece.about is not None:
            cell.marks_of_pieces[piece] = references.other_marks(piece.about, ())
    return cell


def counted_table(section, caption, records, order):
    """A list's table: each row says how many citations it has and leads to them."""
    columns = section.columns_without(())
    counts = count_citations(section.model, records)
    rows = []
    for record in records:
        row = Row([column.cell(record, []) for column in columns], record)
        if number := counts.get(record.pk):
            word = "citation" if number == 1 else "citations"
            row.sources = Piece(f"{number} {word}", url=f"{record.get_absolute_url()}#citations")
        rows.append(row)
    return Table(caption, [SortableColumn(column, order) for column in columns], rows, has_sources=section.is_cited)


class SortableColumn:
    """A column's heading in a list: by which parameter it sorts, and whether it does now."""

    def __init__(self, column, order):
        self.name = column.name
        self.label = column.label
        self.kind = column.kind
        self.direction = order.direction_of(column.name)
        self.url = order.url_for(column.name)
