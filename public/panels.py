"""The tables of related records on a page, and the references of the page as a whole."""

from dataclasses import dataclass

from public.references import References
from public.sections import section_of
from public.tables import Table, cited_table
from public.whys import why_of


@dataclass
class Shown:
    """A panel with its rows in a table."""

    key: str
    title: str
    number: str
    table: Table


class Page:
    """
    Records, their facts and their panels, drawn up together: all citations are read at once and numbered from the top
    of the page to its end.
    """

    def __init__(self, records, panels):
        """`panels` are (panel, record) pairs; rows beyond a panel's limit are left to the list."""
        self.drawn = [(panel, record, self._rows(panel, record)) for panel, record in panels]
        everything = list(records)
        for record in records:
            everything += section_of(type(record)).companions(record)
        for panel, _record, rows in self.drawn:
            companions = section_of(panel.model).companions
            for row in rows[: panel.limit]:
                everything += [row, *companions(row)]
        self.references = References(everything)

    def _rows(self, panel, record):
        return list(section_of(panel.model).dressed(panel.rows(record))[: panel.limit + 1])

    def facts(self, record):
        """What is stated of a record, and the essential things that are not."""
        found = []
        for fact in section_of(type(record)).facts:
            cell = fact.cell(record, self.references.marks(record, fact.cites))
            if cell.pieces or fact.essential:
                cell.why = why_of(record, fact) if cell.pieces else ""
                found.append(cell)
        return found

    def title_marks(self, record):
        """The marks of citations for the record as a whole, or for what its facts do not show, the summary apart."""
        shown = {name for fact in section_of(type(record)).facts for name in fact.cites}
        return self.references.other_marks(record, shown | {"summary"})

    def summary(self, record):
        """The record's summary with its marks."""
        note = section_of(type(record)).note
        cell = note.cell(record, self.references.marks(record, note.cites))
        cell.why = why_of(record, note)
        return cell

    def shown(self):
        """The panels that have rows, each with its table."""
        return [self._show(*drawn) for drawn in self.drawn if drawn[2]]

    def empty(self):
        """The titles of panels without rows."""
        return [panel.title for panel, _record, rows in self.drawn if not rows]

    def _show(self, panel, record, rows):
        section = section_of(panel.model)
        too_many = len(rows) > panel.limit
        more = section.list_url(panel.more(record)) if too_many and panel.more else ""
        caption = f"{panel.title} ({record})"
        table = cited_table(section, caption, rows[: panel.limit], self.references, hide=panel.hide, more=more)
        return Shown(panel.key, panel.title, f"{panel.limit}+" if too_many else str(len(rows)), table)
