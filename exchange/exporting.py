"""The rows of a sheet on their way out: read some at a time, so that a million of them need no more memory."""

from itertools import islice

from tablib import Dataset

CHUNK = 2_000


class SheetTable:
    """
    The rows of one sheet as lists of cell texts, under `headers`; each iteration reads them anew.

    `rows` says how many the last iteration gave. With `public`, lists in cells hold what readers may see, and no more.
    """

    def __init__(self, resource, queryset=None, *, public=False):
        self.resource = resource
        self.title = resource.sheet_name()
        self.headers = resource.columns()
        self.queryset = resource._meta.model.objects.order_by(*resource.sheet_order) if queryset is None else queryset
        self.public = public
        self.rows = 0

    def __iter__(self):
        self.rows = 0
        paths = self.resource.export_paths()
        stored = self.queryset.values_list("pk", *paths.values()).iterator(CHUNK)
        places = {column: place for place, column in enumerate(paths, 1)}
        renders = [self.resource.fields[name].widget.render for name in self.resource.get_export_order()]
        while chunk := list(islice(stored, CHUNK)):
            apart = self.resource.export_apart([row[0] for row in chunk], public=self.public)
            columns = [
                _column(chunk, places[header], render, is_slug=paths[header].endswith("__slug"))
                if header in places
                else [apart[header].get(row[0], "") for row in chunk]
                for header, render in zip(self.headers, renders, strict=True)
            ]
            for row in zip(*columns, strict=True):
                self.rows += 1
                yield row

    def dataset(self):
        """All rows at once."""
        return Dataset(*self, headers=self.headers, title=self.title)


def _column(chunk, place, render, *, is_slug):
    """The texts of one column; what is text already stays as it is."""
    values = [row[place] for row in chunk]
    return [
        value if isinstance(value, str) else "" if value is None else str(value) if is_slug else render(value)
        for value in values
    ]
