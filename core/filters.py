"""Filters on partial dates for django-filter."""

import django_filters
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from core.dates import PartialDate
from core.form_fields import PartialDateFormField


class PartialDateFilter(django_filters.Filter):
    """Rows that may belong to the asked date or period, which is typed in any form that ``core.dates.parse`` reads.

    ``PartialDateFilter(field_name="granted")`` asks about one date; with ``end_field_name="ended"`` about a spell from
    the one to the other. A bound that is null has no limit at that side, and a row with no date at all never matches.
    What cannot be read is an error of the form.
    """

    field_class = PartialDateFormField

    def __init__(self, field_name: str, *, end_field_name: str | None = None, **kwargs: object) -> None:
        super().__init__(field_name, **kwargs)
        self.end_field_name = end_field_name or field_name

    def filter(self, qs: QuerySet, value: PartialDate | None) -> QuerySet:
        if value is None:
            return qs
        start, end = self.field_name, self.end_field_name
        overlap = ~Q(**{f"{start}_edtf": "", f"{end}_edtf": ""})
        if value.latest:
            overlap &= Q(**{f"{start}_earliest__lte": value.latest}) | Q(**{f"{start}_earliest": None})
        if value.earliest:
            overlap &= Q(**{f"{end}_latest__gte": value.earliest}) | Q(**{f"{end}_latest": None})
        return self.get_method(qs)(overlap)

    def tallies(self, rows: QuerySet) -> list[QuerySet]:
        """How many rows lie in each span of years, as (span, number); a span is "2008-2011", a side blank if open."""
        start, end = f"{self.field_name}_earliest", f"{self.end_field_name}_latest"
        dated = rows.order_by().exclude(**{f"{self.field_name}_edtf": "", f"{self.end_field_name}_edtf": ""})
        spans = dated.annotate(tallied=Concat(_year(start), Value("-"), _year(end), output_field=CharField()))
        return [spans.values("tallied").annotate(number=Count("pk")).values_list("tallied", "number")]


def _year(name: str) -> Coalesce:
    # As text: SQLite has no function for the year, and Django's own in Python is slow over many rows.
    return Coalesce(Substr(Cast(name, CharField()), 1, 4), Value(""))
