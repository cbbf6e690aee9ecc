"""Columns that many lists share."""

from django.contrib import admin


def date_column(name, label=""):
    """A partial date in the register's own wording, sorted by its earliest day."""

    @admin.display(description=label or name.replace("_", " "), ordering=f"{name}_earliest", empty_value="—")
    def column(record):
        value = getattr(record, name)
        return str(value) if value else None

    column.__name__ = name
    return column
