"""The full-text index over the search entries, which SQLite and PostgreSQL each have of their own kind."""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE editorial_searchindex USING fts5(
        words, content='editorial_searchentry', content_rowid='id', detail=none, prefix='2 3 4',
        tokenize="unicode61 remove_diacritics 0 tokenchars '~'"
    )
    """,
    """
    CREATE TRIGGER editorial_searchentry_added AFTER INSERT ON editorial_searchentry BEGIN
        INSERT INTO editorial_searchindex (rowid, words) VALUES (new.id, new.words);
    END
    """,
    """
    CREATE TRIGGER editorial_searchentry_removed AFTER DELETE ON editorial_searchentry BEGIN
        INSERT INTO editorial_searchindex (editorial_searchindex, rowid, words) VALUES ('delete', old.id, old.words);
    END
    """,
    """
    CREATE TRIGGER editorial_searchentry_changed AFTER UPDATE OF words ON editorial_searchentry BEGIN
        INSERT INTO editorial_searchindex (editorial_searchindex, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO editorial_searchindex (rowid, words) VALUES (new.id, new.words);
    END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE editorial_searchentry ADD COLUMN document tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
    """,
    "CREATE INDEX editorial_searchentry_document ON editorial_searchentry USING gin (document)",
)


def create_index(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0001_initial")]

    operations = [migrations.RunPython(create_index)]
