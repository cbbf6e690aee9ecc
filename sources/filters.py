"""How readers narrow a list: the base of every list's filters, the kinds they share, and those of sources."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from core.filters import PartialDateFilter
from sources.choices import SourceType
from sources.models import Source

MAX_NAME_LENGTH = 200


class RecordFilterSet(django_filters.FilterSet):
    """
    The base of every list's filters: a box for words, in any script and without regard to accents.

    A subclass names its fields itself; nothing is derived from the model, so that no field is open by accident.
    """

    q = django_filters.CharFilter(label="Words", method="having_words", max_length=MAX_NAME_LENGTH)

    def having_words(self, queryset, name, value):
        """Records in whose names every word is found."""
        return queryset.matching(value)


class ChosenRecordFilter(django_filters.ModelChoiceFilter):
    """
    One of the records that published rows of `listed` lead to through `path`, named by its slug.

    For short lists such as countries, which fit into a menu. `path` may be a tuple: any of these fields.
    """

    def __init__(self, listed, path, **kwargs):
        self.paths = (path,) if isinstance(path, str) else path
        target = listed._meta.get_field(self.paths[0]).related_model

        def occurring(request):
            rows = [
                Exists(listed.objects.published().filter(**{found: OuterRef("pk")}).order_by()) for found in self.paths
            ]
            condition = Q()
            for row in rows:
                condition |= Q(row)
            return target.objects.published().filter(condition).only("pk", "slug", *_name_fields(target))

        kwargs.setdefault("label", str(listed._meta.get_field(self.paths[0]).verbose_name).capitalize())
        super().__init__(
            field_name=self.paths[0], queryset=occurring, to_field_name="slug", empty_label="Any", **kwargs
        )
        self.extra["error_messages"] = {"invalid_choice": "Nothing in this list goes by that. Choose from the menu."}

    def filter(self, qs, value):
        if value is None:
            return qs
        condition = Q()
        for path in self.paths:
            condition |= Q(**{path: value})
        return qs.filter(condition)


def _name_fields(model):
    return [name for name in ("name", "title") if any(field.name == name for field in model._meta.concrete_fields)]


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


class YesNoFilter(WordFilter):
    """Yes or no; `condition` is what a row must meet for yes."""

    def __init__(self, condition, **kwargs):
        self.condition = condition
        super().__init__([("yes", "Yes"), ("no", "No")], **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(self.condition) if value == "yes" else qs.exclude(self.condition)


class TextFilter(django_filters.CharFilter):
    """Rows in whose field these letters are found, in any case."""

    def __init__(self, field_name, **kwargs):
        super().__init__(field_name=field_name, lookup_expr="icontains", max_length=MAX_NAME_LENGTH, **kwargs)


class CitedRecordFilterSet(RecordFilterSet):
    """The base of the filters of records that rest on citations: whether a source speaks against them."""

    disputed = WordFilter([("yes", "Yes"), ("no", "No")], label="Disputed by a source", method="being_disputed")

    @classmethod
    def get_filters(cls):
        found = super().get_filters()
        found.move_to_end("disputed")  # a list's own questions come first
        return found

    def being_disputed(self, queryset, name, value):
        """Records against which a published source speaks, or those against which none does."""
        annotated = queryset.with_disputes()
        return annotated.filter(has_dispute=value == "yes")


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
