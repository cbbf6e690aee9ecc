"""What an import has to remember of the rows it has read: beside the database, and not in memory either."""

import sqlite3

from exchange.as_json import decode, encode

#: Kilobytes of the notes that stay in memory.
CACHE = 16_000

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -{cache};
CREATE TABLE taken (rule TEXT, value TEXT, pk INTEGER, place INTEGER, PRIMARY KEY (rule, value)) WITHOUT ROWID;
CREATE TABLE names (model TEXT, name TEXT, pk INTEGER, PRIMARY KEY (model, name, pk)) WITHOUT ROWID;
CREATE TABLE planned (model TEXT, pk INTEGER, vals TEXT, PRIMARY KEY (model, pk)) WITHOUT ROWID;
CREATE TABLE notes (topic TEXT, model TEXT, pk INTEGER, said TEXT);
CREATE INDEX notes_of ON notes (topic, model, pk);
"""


class Scratch:
    """
    Notes of one import, in a temporary file that SQLite makes, and removes with the connection.

    Keys are texts. `taken` says which row first had a value that only one may have; `names` how records that are
    about to be written are called; `planned` what their values will be; `notes` what is to be looked at in the end.
    """

    def __init__(self):
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.executescript(TABLES.format(cache=CACHE))

    def close(self):
        self.db.close()

    # What only one row may have

    def take(self, entries):
        """Note (rule, value, pk, place) entries; the first to take a value keeps it."""
        self.db.execute("BEGIN")
        self.db.executemany("INSERT OR IGNORE INTO taken VALUES (?, ?, ?, ?)", entries)
        self.db.execute("COMMIT")

    def release(self, rule, values):
        """Free values that their rows no longer have."""
        self.db.executemany("DELETE FROM taken WHERE rule = ? AND value = ?", [(rule, value) for value in values])

    def takers(self, rule, values):
        """{value: (pk, place)} of those values that a row has."""
        found = self.db.execute(
            "SELECT value, pk, place FROM taken WHERE rule = ? AND value IN (SELECT value FROM json_each(?))",
            (rule, encode(list(values))),
        )
        return {value: (pk, place) for value, pk, place in found}

    # Records that are about to be written

    def plan(self, model, records):
        """Note (pk, values, names) of records of a type; later notes of the same record take the place of earlier."""
        label = model._meta.label
        records = list(records)
        self.db.execute("BEGIN")
        self.db.executemany("DELETE FROM names WHERE model = ? AND pk = ?", [(label, pk) for pk, _, _ in records])
        self.db.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?)",
            [(label, name, pk) for pk, _, names in records for name in names],
        )
        self.db.executemany(
            "INSERT OR REPLACE INTO planned VALUES (?, ?, ?)", [(label, pk, values) for pk, values, _ in records]
        )
        self.db.execute("COMMIT")

    def named(self, model, names, strip=0):
        """{name, without its first `strip` characters: primary keys} of planned records that bear it."""
        found = {}
        rows = self.db.execute(
            "SELECT name, pk FROM names WHERE model = ? AND name IN (SELECT value FROM json_each(?)) ORDER BY pk",
            (model._meta.label, encode(list(names))),
        )
        for name, pk in rows:
            found.setdefault(name[strip:], []).append(pk)
        return found

    def count_named(self, model, prefix):
        """How many planned records have a name that begins with `prefix`."""
        (count,) = self.db.execute(
            "SELECT count(DISTINCT pk) FROM names WHERE model = ? AND name >= ? AND name < ?",
            (model._meta.label, prefix, f"{prefix}\U0010ffff"),
        ).fetchone()
        return count

    def planned_among(self, model, pks):
        """Those of `pks` that are about to be written."""
        return set(self.planned(model, pks))

    def planned(self, model, pks):
        """{pk: values} of those of `pks` that are about to be written."""
        rows = self.db.execute(
            "SELECT pk, vals FROM planned WHERE model = ? AND pk IN (SELECT value FROM json_each(?))",
            (model._meta.label, encode(list(pks))),
        )
        return dict(rows.fetchall())

    # What is to be looked at in the end

    def note(self, topic, model, entries):
        """Note (pk, what) entries of a type of record under a topic; what is said may be anything JSON holds."""
        label = model._meta.label
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, ?)", [(topic, label, pk, encode(said)) for pk, said in entries]
        )
        self.db.execute("COMMIT")

    def noted_models(self, topic):
        """Labels of the types of record that have notes under a topic."""
        return [label for (label,) in self.db.execute("SELECT DISTINCT model FROM notes WHERE topic = ?", (topic,))]

    def noted(self, topic, model, pks):
        """(pk, what) of the notes about some records under a topic, in the order in which they were made."""
        rows = self.db.execute(
            "SELECT pk, said FROM notes WHERE topic = ? AND model = ? AND pk IN (SELECT value FROM json_each(?)) "
            "ORDER BY rowid",
            (topic, model._meta.label, encode(list(pks))),
        )
        return [(pk, decode(said)) for pk, said in rows]

    def noted_batches(self, topic, model, size):
        """Lists of (pk, what) under a topic, of `size` records at a time, by primary key."""
        last = -1
        while True:
            pks = self.db.execute(
                "SELECT DISTINCT pk FROM notes WHERE topic = ? AND model = ? AND pk > ? ORDER BY pk LIMIT ?",
                (topic, model._meta.label, last, size),
            ).fetchall()
            if not pks:
                return
            last = pks[-1][0]
            yield self.noted(topic, model, [pk for (pk,) in pks])
