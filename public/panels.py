"""The tables of related records on a page, and the references of the page as a whole."""

from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q

from people.models import Event
from public import phrases
from public.facts import Fact
from public.pictures.pages import picture_of
from public.pictures.timeline import Timeline
from public.references import References
from public.sections import section_of
from public.tables import Table, cited_table
from public.whys import why_of
from sources.models import CitedRecord
from sources.readings import differing

#: A longer table shows its first rows and folds the others.
MOST_AT_ONCE, SEEN_AT_ONCE = 8, 5


def _have_rows(queries):
    """Which of the queries have rows, in one query: to find out by reading them would take one and more for each."""
    if not queries:
        return ()
    # Any row that is surely there will do to hang the answers on.
    one = ContentType.objects.filter(pk=ContentType.objects.get_for_model(Event).pk)
    return one.values_list(*map(Exists, queries)).get()


@dataclass
class Shown:
    """A panel with its first rows in a table, all `records` read for it, and perhaps a picture of them."""

    key: str
    title: str
    number: str
    table: Table
    records: list
    list_title: str
    picture: Timeline | None = None
    is_whole: bool = False

    @property
    def tables(self):
        """The table, in two where it is long: what is seen at once, and what unfolds."""
        rows = self.table.rows
        if self.is_whole or len(rows) <= MOST_AT_ONCE:
            return [self.table]
        return [replace(self.table, rows=rows[:SEEN_AT_ONCE]), replace(self.table, rows=rows[SEEN_AT_ONCE:])]

    @property
    def is_cut(self):
        """Whether the table leaves rows to the list."""
        return str(len(self.table.rows)) != self.number


class Page:
    """
    Records, their facts and their panels, drawn up together: all citations are read at once and numbered from the top
    of the page to its end.
    """

    def __init__(self, records, panels, moment=None):
        """
        `panels` are (panel, record) pairs; rows beyond a panel's limit are left to the list.

        Where `moment` is another day than today, tables of what lasts say how each row stood on it.
        """
        self.moment = moment
        asked = [(panel, record, self._asked(panel, record)) for panel, record in panels]
        present = _have_rows([rows for _panel, _record, rows in asked])
        self.drawn = [
            (panel, record, self._read(panel, rows) if has_rows else [])
            for (panel, record, rows), has_rows in zip(asked, present, strict=True)
        ]
        self.rows = {panel.key: rows for panel, _record, rows in self.drawn}
        # No further than what is read, so that a page costs what it costs however much there is.
        self.numbers = {
            panel.key: f"more than {panel.limit}" if len(rows) > panel.limit else len(rows)
            for panel, _record, rows in self.drawn
        }
        everything = list(records)
        for record in records:
            everything += section_of(type(record)).companions(record)
        for panel, _record, rows in self.drawn:
            companions = section_of(panel.model).companions
            for row in rows[: panel.shown]:
                everything += [row, *companions(row)]
        self.references = References(everything)
        # What the page has no room for belongs to it all the same.
        for row in (row for rows in self.rows.values() for row in rows):
            self.references.owners.setdefault((type(row), row.pk), row)

    @property
    def day(self):
        """The day that pictures mark: the one that was asked for."""
        return self.moment.day if self.moment else None

    def _read(self, panel, rows):
        return list(section_of(panel.model).dressed(rows)[: panel.limit + 1])

    def _asked(self, panel, record):
        """All rows of a panel; of what happens, only what may have happened by the day of the page."""
        rows = panel.rows(record)
        if panel.model is Event and self.moment is not None and not self.moment.is_present:
            return rows.filter(Q(happened_earliest=None) | Q(happened_earliest__lte=self.moment.day))
        return rows

    def facts(self, record):
        """What is stated of a record, and the essential things that are not."""
        found = []
        for fact in section_of(type(record)).facts:
            cell = fact.cell(record, self.references.marks(record, fact.cites))
            if cell.pieces or fact.essential:
                cell.why = why_of(record, fact) if cell.pieces else ""
                found.append(cell)
        return found

    def differing(self, record):
        """The fields on which the record's sources differ, from the citations that the page has read already."""
        if isinstance(record, CitedRecord):
            cited = self.references.cited.get((type(record), record.pk), ())
            record._prefetched_objects_cache = getattr(record, "_prefetched_objects_cache", {})
            record._prefetched_objects_cache["citations"] = [citation for citation, _owner in cited]
        return differing(record)

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
        # Without a list that has them all, the page itself shows all it read.
        at_most = panel.shown if panel.more else panel.limit
        more = section.list_url(panel.more(record)) if len(rows) > at_most and panel.more else ""
        number = f"{panel.limit}+" if len(rows) > panel.limit else str(len(rows))
        caption = f"{panel.title} ({record})" if record else panel.title
        then = self._standing_then(panel.model)
        shown = rows[:at_most]
        table = cited_table(section, caption, shown, self.references, hide=panel.hide, more=more, further=then)
        kept = rows[: panel.limit]
        picture = picture_of(panel, record, kept)
        return Shown(panel.key, panel.title, number, table, kept, section.title.lower(), picture, panel.is_whole)

    def _standing_then(self, model):
        """The column that says how each row stood on another day than today."""
        if self.moment is None or self.moment.is_present or not hasattr(model, "spell"):
            return ()
        return (Fact("then", f"On {self.moment.told}", lambda row: phrases.standing_on(row, self.moment)),)
