"""Filters of the lists, into which one types: they load no table and cost one condition."""

from datetime import date

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Q

from core.text import fold
from editorial.querysets import MAX_SEARCH_WORDS

DECADES = (
    (None, 1989, "before 1990"),
    (1990, 1999, "1990s"),
    (2000, 2009, "2000s"),
    (2010, 2019, "2010s"),
    (2020, 2029, "2020s"),
)


class TypedFilter(admin.ListFilter):
    """The base of filters with inputs of their own; `names` are their query parameters."""

    names = ()

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1].strip()

    def expected_parameters(self):
        return list(self.names)

    def has_output(self):
        return True

    def value(self, name):
        """What was typed into one input."""
        return self.used_parameters.get(name, "")

    def choices(self, changelist):
        kept = [
            (name, value)
            for name, values in changelist.get_filters_params(changelist.filter_params).items()
            for value in values
            if name not in self.names
        ]
        if changelist.query:
            kept.append(("q", changelist.query))
        yield {
            "kept": kept,
            "clear": changelist.get_query_string(remove=list(self.names))
            if any(self.used_parameters.values())
            else "",
            **self.inputs(changelist),
        }

    def inputs(self, changelist):
        """What the template needs beyond the parameters to keep."""
        raise NotImplementedError


class NameFilter(TypedFilter):
    """Records that lead to one with a name; made by `name_filter`."""

    template = "admin/editorial/name_filter.html"
    paths = ()

    def inputs(self, changelist):
        return {"name": self.names[0], "value": self.value(self.names[0])}

    def queryset(self, request, queryset):
        words = fold(self.value(self.names[0])).split()[:MAX_SEARCH_WORDS]
        if not words:
            return queryset
        if any(lookup_spawns_duplicates(queryset.model._meta, start) for start in self.paths):
            # A subquery finds each record once; joined rows would show it once for each of them.
            found = queryset.model._base_manager.filter(self.condition(words)).values("pk")
            return queryset.filter(pk__in=found)
        return queryset.filter(self.condition(words))

    def condition(self, words):
        """The records that any one path leads to by a name with all the words in it."""
        found = Q()
        for start in self.paths:
            found |= Q(*(Q(**{f"{start}__search_text__contains": word}) for word in words))
        return found


def name_filter(name, title, *paths):
    """A filter by the name, in any script, of what any of the foreign keys `paths` leads to."""
    return type(f"{name.title()}Filter", (NameFilter,), {"names": (name,), "title": title, "paths": paths})


class PeriodFilter(TypedFilter):
    """Records whose dates may touch the years asked for; made by `period_filter`."""

    template = "admin/editorial/period_filter.html"
    names = ("from_year", "to_year")
    title = "period"
    start = end = ""

    def inputs(self, changelist):
        low, high = map(self.value, self.names)
        decades = [
            {
                "label": label,
                "selected": (low, high) == (str(first or ""), str(last)),
                "query": changelist.get_query_string({"from_year": first, "to_year": last}),
            }
            for first, last, label in DECADES
        ]
        return {"from_year": low, "to_year": high, "decades": decades}

    def queryset(self, request, queryset):
        low, high = (self._year(name) for name in self.names)
        if low is None and high is None:
            return queryset
        touching = ~Q(**{f"{self.start}_edtf": "", f"{self.end}_edtf": ""})
        if high is not None:
            touching &= Q(**{f"{self.start}_earliest__lte": date(high, 12, 31)}) | Q(
                **{f"{self.start}_earliest": None}
            )
        if low is not None:
            touching &= Q(**{f"{self.end}_latest__gte": date(low, 1, 1)}) | Q(**{f"{self.end}_latest": None})
        return queryset.filter(touching)

    def _year(self, name):
        value = self.value(name)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and 1 <= int(value[:5]) <= 9999):
            raise IncorrectLookupParameters(f"“{value}” is not a year.")
        return int(value)


def period_filter(start, end=None):
    """A filter by the years between the partial dates `start` and `end` of a record."""
    return type("SpellFilter", (PeriodFilter,), {"start": start, "end": end or start})
