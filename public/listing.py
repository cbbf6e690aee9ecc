"""What a list is asked for: filters, sort and page, read from the address and written back into addresses."""

from difflib import get_close_matches

from django.core.paginator import Paginator
from django.utils.http import urlencode

PAGE_SIZE = 50
OWN_PARAMETERS = ("sort", "page")
#: What mailers and social networks add to links that readers share.
STRAY_PARAMETERS = ("fbclid", "gclid", "utm_")
MAX_SUGGESTIONS = 4


class UnknownParameterError(ValueError):
    """The address asks for what no list has; the message says what there is."""


class Listing:
    """One list as the address asks for it. Raises UnknownParameterError for a parameter or sort order it lacks."""

    def __init__(self, section, params, *, request=None):
        self.section = section
        self.params = params
        self.filters = section.filters(params, section.model.objects.published(), request=request)
        self._refuse_unknown()
        self.sort = params.get("sort", "") or section.default_sort
        if self.sort.removeprefix("-") not in section.sorts:
            known = ", ".join(section.sorts)
            raise UnknownParameterError(f"This list cannot be sorted by “{self.sort}”. It can be sorted by {known}.")
        self.is_valid = self.filters.is_valid()

    def _refuse_unknown(self):
        known = [*self.filters.filters, *OWN_PARAMETERS]
        for name in self.params:
            if name not in known and not name.startswith(STRAY_PARAMETERS):
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean “{near[0]}”? " if near else ""
                raise UnknownParameterError(
                    f"This list cannot be asked for “{name[:100]}”. {hint}It knows {', '.join(known)}."
                )

    def records(self):
        """All records that match, in order."""
        if not self.is_valid:
            return self.section.model.objects.none()
        return self.section.ordered(self.filters.qs, self.sort)

    def page(self):
        """The page asked for, with what its rows show; the first for nonsense, the last for a number too high."""
        records = self.section.dressed(self.records())
        paginator = Paginator(records.with_disputes() if self.section.is_cited else records, PAGE_SIZE)
        asked = self.params.get("page", "")
        if not (asked.isascii() and asked.isdigit()):
            return paginator.page(1)
        number = int(asked) if len(asked) < 12 else paginator.num_pages
        return paginator.page(min(max(number, 1), paginator.num_pages))

    def disputed(self):
        """How many of the records a published source speaks against; nought where the list is asked for these."""
        if not self.section.is_cited or not self.is_valid or self.params.get("disputed"):
            return 0
        return self.records().disputed().count()

    # Addresses

    def url(self, path="", **changes):
        """The address of this list with some parameters changed; a change to None drops the parameter."""
        told = {name: value for name, value in self.params.items() if value and self._is_ours(name)}
        told |= changes
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{path or self.section.list_url()}{f'?{query}' if query else ''}"

    def _is_ours(self, name):
        return name in self.filters.filters or name in OWN_PARAMETERS

    def direction_of(self, name):
        """How the list is sorted by a column now, in the words of `aria-sort`; blank if it is not."""
        if self.sort.removeprefix("-") != name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    def url_for(self, name):
        """The address that sorts by a column, or turns its direction round; blank where that cannot be."""
        if name not in self.section.sorts:
            return ""
        return self.url(sort=f"-{name}" if self.sort == name else name, page=None)

    def orders(self):
        """(value, label) of each order for the menu."""
        labels = {column.name: column.label for column in self.section.columns}
        return [
            (f"{sign}{name}", f"{labels.get(name, name)}{', descending' if sign else ''}")
            for name in self.section.sorts
            for sign in ("", "-")
        ]

    # What narrows the list

    def active(self):
        """(label, what is asked, the address without it) of each filter in use."""
        if not self.is_valid:
            return []
        form = self.filters.form
        return [
            (form.fields[name].label, self._told(name, value), self.url(**{name: None, "page": None}))
            for name, value in form.cleaned_data.items()
            if value not in (None, "")
        ]

    def _told(self, name, value):
        choices = getattr(self.filters.form.fields[name], "choices", None)
        if choices is not None and isinstance(value, str):
            return dict(choices).get(value, value)
        return str(value)

    def suggestions(self):
        """(label, what is asked, how many there are without it, the address) of filters worth dropping."""
        if not self.is_valid:
            return []
        found = []
        asked = {name: value for name, value in self.filters.form.cleaned_data.items() if value not in (None, "")}
        for dropped in [*asked][:MAX_SUGGESTIONS]:
            queryset = self.filters.queryset
            for name, value in asked.items():
                if name != dropped:
                    queryset = self.filters.filters[name].filter(queryset, value)
            if number := queryset.count():
                label = self.filters.form.fields[dropped].label
                found.append(
                    (label, self._told(dropped, asked[dropped]), number, self.url(**{dropped: None, "page": None}))
                )
        return found
