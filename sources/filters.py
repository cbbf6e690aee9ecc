"""
How readers narrow a list: the base of every list's filters, the kinds they share, and those of sources.

A kind of filter whose values can be counted has `tally(rows)`: a query of (value, number), all text and numbers, so
that the tallies of several filters fit into one.
"""

from copy import copy

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from core.filters import PartialDateFilter
from sources.choices import SourceType
from sources.models import Citation, Source

MAX_NAME_LENGTH = 200


def tallied(rows, column, *, of="pk"):
    """
    How many rows there are of each value of a column or annotation, as (value, number); without rows that have none.

    `of` counts something else than the rows, each of it once.
    """
    # Grouped by the column itself, which an index has in order, and not by its text.
    grouped = rows.order_by().filter(**{f"{column}__isnull": False}).values(column)
    numbers = grouped.annotate(tallied=Cast(Max(column), CharField()), number=Count(of, distinct=of != "pk"))
    return numbers.values_list("tallied", "number")


class _Filters(dict):
    """A filter set's filters; the library copies them in depth for each request, which takes as long as a query."""

    def __deepcopy__(self, memo):
        copies = {name: copy(each) for name, each in self.items()}
        for each in copies.values():
            each.method = each.method  # noqa: PLW0127 -- setting it binds the method to the copy
        return copies


class RecordFilterSet(django_filters.FilterSet):
    """
    The base of every list's filters: a box for words, in any script and without regard to accents.

    A subclass names its fields itself; nothing is derived from the model, so that no field is open by accident.
    """

    q = django_filters.CharFilter(label="Words", method="having_words", max_length=MAX_NAME_LENGTH)

    def __init__(self, *args, **kwargs):
        self.base_filters = _Filters(self.base_filters)
        super().__init__(*args, **kwargs)

    def get_form_class(self):
        """The form's class, made once: it is the same for every request."""
        if "_form_class" not in type(self).__dict__:
            type(self)._form_class = super().get_form_class()
        return self._form_class

    def matching(self, asked):
        """The records that meet some of what a valid form asks: its cleaned values, by name."""
        found = self.queryset
        for name, value in asked.items():
            found = self.filters[name].filter(found, value)
        return found

    def having_words(self, queryset, name, value):
        """Records in whose names every word is found."""
        return queryset.matching(value)


class ChosenRecordFilter(django_filters.ModelChoiceFilter):
    """
    One of the records that published rows of `listed` lead to through `path`, named by its slug.

    For short lists such as countries, which fit into a menu. `path` may be a tuple: any of these fields.
    """

    #: Whether counting looks into another table for each row, so that it is not asked of all rows of a long list.
    counts_afar = False

    def __init__(self, listed, path, *, target=None, **kwargs):
        self.paths = (path,) if isinstance(path, str) else path
        self.listed = listed
        self.target = target = target or listed._meta.get_field(self.paths[0]).related_model

        def occurring(request):
            found = target.objects.published().filter(self.occurs())
            return found.only("pk", "slug", name_field(target))

        if "label" not in kwargs:
            kwargs["label"] = str(listed._meta.get_field(self.paths[0]).verbose_name).capitalize()
        super().__init__(
            field_name=self.paths[0], queryset=occurring, to_field_name="slug", empty_label="Any", **kwargs
        )
        self.extra["error_messages"] = {"invalid_choice": "Nothing in this list goes by that. Choose from the menu."}

    def occurs(self):
        """The condition, put to records of the kind chosen from, that published rows lead to them."""
        condition = Q()
        for path in self.paths:
            rows = self.listed.objects.published().filter(**{path: OuterRef("pk")}).order_by()
            condition |= Q(Exists(rows))
        return condition

    def filter(self, qs, value):
        if value is None:
            return qs
        condition = Q()
        for path in self.paths:
            condition |= Q(**{path: value})
        return qs.filter(condition)

    def tallies(self, rows):
        """(primary key of a record, number of rows that lead to it), a query for each path."""
        return [tallied(rows, path) for path in self.paths]


def name_field(model):
    """The field that holds the main name of a type of record that menus offer."""
    return "name" if any(field.name == "name" for field in model._meta.concrete_fields) else "title"


class CitedSourceFilter(ChosenRecordFilter):
    """One of the published sources that published records of `listed` rest on, or that speak against them."""

    counts_afar = True

    def __init__(self, listed):
        super().__init__(listed, "source", target=Source, label="Source")

    def _citations(self, rows):
        return Citation.objects.about(self.listed).filter(object_id__in=rows.order_by().values("pk")).order_by()

    def occurs(self):
        return Q(Exists(self._citations(self.listed.objects.published()).filter(source=OuterRef("pk"))))

    def filter(self, qs, value):
        if value is None:
            return qs
        citing = Citation.objects.about(self.listed).filter(source=value).order_by()
        return qs.filter(pk__in=citing.values("object_id"))

    def tallies(self, rows):
        return [tallied(self._citations(rows), "source", of="object_id")]


class NamedRecordFilter(django_filters.CharFilter):
    """
    Rows that lead through `path` to a published record with this slug or with these words in its names.

    For long lists such as officials, which no menu could hold.
    """

    def __init__(self, listed, path, **kwargs):
        self.link = listed._meta.get_field(path)
        kwargs.setdefault("label", str(self.link.verbose_name).capitalize())
        super().__init__(field_name=path, max_length=MAX_NAME_LENGTH, **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        published = self.link.related_model.objects.published().order_by()
        found = published.filter(slug=value)
        found = found if found.exists() else published.matching(value)
        condition = {f"{self.field_name}__in": found.values("pk")}
        if self.link.many_to_many:
            # A join would give a row once for each of its records that match.
            return qs.filter(pk__in=qs.model.objects.filter(**condition).order_by().values("pk"))
        return qs.filter(**condition)


class WordFilter(django_filters.ChoiceFilter):
    """One of a fixed list of words."""

    def __init__(self, words, **kwargs):
        super().__init__(choices=words, empty_label="Any", **kwargs)
        self.extra["error_messages"] = {"invalid_choice": "That is none of the words in this menu."}

    def tallies(self, rows):
        """(word, number of rows of it)."""
        return [tallied(rows, self.field_name)]


class YesNoFilter(WordFilter):
    """Yes or no; `condition` is what a row must meet for yes."""

    def __init__(self, condition, **kwargs):
        self.condition = condition
        super().__init__([("yes", "Yes"), ("no", "No")], **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(self.condition) if value == "yes" else qs.exclude(self.condition)

    def tallies(self, rows):
        """("yes" or "no", number of rows)."""
        answer = Case(When(self.condition, then=Value("yes")), default=Value("no"), output_field=CharField())
        return [tallied(rows.annotate(answer=answer), "answer")]


class TextFilter(django_filters.CharFilter):
    """Rows in whose field these letters are found, in any case."""

    def __init__(self, field_name, **kwargs):
        super().__init__(field_name=field_name, lookup_expr="icontains", max_length=MAX_NAME_LENGTH, **kwargs)


class CitedRecordFilterSet(RecordFilterSet):
    """The base of the filters of records that rest on citations: their sources, and whether one disputes them."""

    disputed = WordFilter([("yes", "Yes"), ("no", "No")], label="Disputed by a source", method="being_disputed")

    @classmethod
    def get_filters(cls):
        found = super().get_filters()
        if cls._meta.model is not None:
            found["source"] = CitedSourceFilter(cls._meta.model)
        found.move_to_end("disputed")  # a list's own questions come first
        return found

    def being_disputed(self, queryset, name, value):
        """Records against which a published source speaks, or those against which none does."""
        return queryset.disputed() if value == "yes" else queryset.undisputed()


class SourceFilterSet(RecordFilterSet):
    type = WordFilter(SourceType.choices, field_name="source_type", label="Type")
    publisher = TextFilter("publisher", label="Publisher")
    language = django_filters.CharFilter(
        field_name="language", lookup_expr="iexact", label="Language", max_length=35,
        help_text="A language tag, such as en or ru.", widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )  # fmt: skip
    published = PartialDateFilter("published", label="Published")

    class Meta:
        model = Source
        fields = []
