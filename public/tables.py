"""Rows of records as readers see them: cells in columns, with their marks or the number of their citations."""

from dataclasses import dataclass, field

from public.references import count_citations
from public.values import Piece

#: The columns that give way to others: how a record stands now, and what a country calls itself.
STANDING_NOW = ("standing", "official_name")


@dataclass
class Row:
    """One record in a table."""

    cells: list
    record: object
    marks: list = field(default_factory=list)
    sources: Piece | None = None
    dispute: Piece | None = None

    @property
    def head(self):
        """The cell that names the row: the one that says so, else the first."""
        return next((cell for cell in self.cells if cell.fact.heads), self.cells[0])


@dataclass
class Table:
    """Records in columns. `more` is the address of the list that has the rows left out."""

    caption: str
    columns: list
    rows: list
    more: str = ""
    has_sources: bool = True


def cited_table(section, caption, records, references, *, hide=(), more="", further=()):
    """
    A table whose rows carry the marks of the page's references.

    Most facts of a row rest on the same passages, so that the marks stand once, at its end. What speaks against a fact
    stands beside it. `further` columns come after the section's own.
    """
    columns = [*section.columns_without(hide), *further, *([section.note] if section.has_note_column else [])]
    rows = [_cited_row(columns, record, references) for record in records]
    # A column that is blank in every row tells nothing.
    kept = [place for place in range(len(columns)) if any(row.cells[place].pieces for row in rows)]
    for row in rows:
        row.cells = [row.cells[place] for place in kept]
    return Table(caption, [columns[place] for place in kept], rows, more, any(row.marks for row in rows))


def _cited_row(columns, record, references):
    cells = []
    for column in columns:
        against = [mark for mark in references.marks(record, column.cites) if mark.disputes]
        cell = column.cell(record, against)
        cell.marks_of_pieces = {
            piece: references.all_marks(piece.about) for piece in cell.pieces if piece.about is not None
        }
        cells.append(cell)
    return Row(cells, record, references.all_marks(record))


def counted_table(section, caption, records, order, *, further=()):
    """
    A list's table: each row says how many citations it has and leads to them.

    `further` columns come last; they take the place of the one that tells how things stand now.
    """
    columns = [*section.columns_without(STANDING_NOW if further else ()), *further]
    counts = count_citations(section.model, records)
    rows = []
    for record in records:
        row = Row([column.cell(record, []) for column in columns], record)
        number, disputing = counts.get(record.pk, (0, 0))
        if number:
            address = record.get_absolute_url()
            row.sources = Piece(f"{number} {'citation' if number == 1 else 'citations'}", url=f"{address}#citations")
            row.dispute = Piece("disputed", url=f"{address}#differ") if disputing else None
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
