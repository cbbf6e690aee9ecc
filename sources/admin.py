"""The desk of sources, passages and citations, and the citations beside every fact."""

from collections import defaultdict

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst

from core.text import fold
from editorial.admin import (
    FieldChoices,
    NameFilter,
    Panel,
    RecordAdmin,
    VersionedAdmin,
    VersionedRowForm,
    VersionedRowFormSet,
    add_panel,
    date_column,
    name_filter,
    period_filter,
)
from editorial.querysets import MAX_SEARCH_WORDS
from exchange.admin import SheetAdmin
from sources.models import Citation, Passage, Source

WHOLE_RECORD = "The record as a whole"
SUMMARY_SHOWN = 120


class CitationForm(VersionedRowForm):
    """A citation beside its fact. A passage alone is enough: it tells the source."""

    class Meta:
        model = Citation
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            self.fields["source"].required = False

    def clean(self):
        cleaned = super().clean()
        passage = cleaned.get("passage")
        if cleaned.get("source") is None and "source" not in self.errors:
            if passage is not None:
                cleaned["source"] = passage.source
            elif "passage" not in self.errors:
                self.add_error("source", "Choose a source, or one of its passages.")
        return cleaned


class CitationInline(FieldChoices, GenericStackedInline):
    """The citations of a record, edited beside its facts."""

    model = Citation
    form = CitationForm
    formset = VersionedRowFormSet
    readonly_fields = ["shown_field"]
    extra = 0
    ct_field = "content_type"
    view_on_site = False

    class Media:
        js = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "editorial/passages.js"]

    def get_fields(self, request, obj=None):
        below = [("says", "locator", "stance"), "note"]
        if self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj):
            return [("field", "source", "passage"), *below, "seen_version"]
        return [("shown_field", "source", "passage"), *below]

    @admin.display(description="about")
    def shown_field(self, citation):
        return capfirst(citation.field_label) or WHOLE_RECORD

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "passage__source", "content_type")

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.refusal = getattr(request, "refusal", None)
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            about = [(name, capfirst(label)) for name, label in self.parent_model.citable_fields()]
            return forms.ChoiceField(label="About", required=False, choices=[("", WHOLE_RECORD), *about])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def _about(model_admin):
    """Citations of the row at hand, for a subquery."""
    return Citation.objects.about(model_admin.model).filter(object_id=OuterRef("pk"))


class CitedFilter(admin.SimpleListFilter):
    """Records by the citations they have or lack."""

    title = "citations"
    parameter_name = "cited"

    def __init__(self, request, params, model, model_admin):
        self.citations = _about(model_admin)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [("no", "Uncited"), ("yes", "Cited"), ("disputed", "Disputed by a source")]

    def queryset(self, request, queryset):
        conditions = {
            "no": ~Exists(self.citations),
            "yes": Exists(self.citations),
            "disputed": Exists(self.citations & Citation.objects.disputing(queryset.model).filter(object_id=OuterRef("pk"))),
        }
        chosen = conditions.get(self.value())
        return queryset if chosen is None else queryset.filter(chosen)


class SourceFilter(NameFilter):
    """Records that a source is cited for."""

    names = ("source",)
    title = "source"
    paths = ("source",)

    def __init__(self, request, params, model, model_admin):
        self.citations = _about(model_admin)
        super().__init__(request, params, model, model_admin)

    def queryset(self, request, queryset):
        words = fold(self.value("source")).split()[:MAX_SEARCH_WORDS]
        return queryset.filter(Exists(self.citations.filter(self.condition(words)))) if words else queryset


class CitedRecordAdmin(SheetAdmin, RecordAdmin):
    """The base of every cited record's admin."""

    inlines = [CitationInline]
    cited_filters = [CitedFilter, SourceFilter]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), *self.cited_filters]

    def get_queryset(self, request):
        found = Citation.objects.about(self.model).filter(object_id=OuterRef("pk")).order_by()
        counted = found.values("object_id").annotate(count=Count("pk")).values("count")
        queryset = super().get_queryset(request)
        return queryset.annotate(citation_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    @admin.display(description="citations", ordering="citation_count")
    def shown_citations(self, record):
        return record.citation_count

    def history_parts(self, object_id):
        content_type = ContentType.objects.get_for_model(self.model)
        return [Citation.history_model.objects.filter(content_type=content_type, object_id=object_id)]


@admin.register(Source)
class SourceAdmin(SheetAdmin, RecordAdmin):
    menu_order = 310
    list_display = ["title", "source_type", "publisher", date_column("published"), "language", "status"]
    list_filter = ["status", "source_type", "language", period_filter("published")]
    date_hierarchy = "published_earliest"
    fieldsets = [
        (None, {"fields": ["title", "source_type", "author", "publisher", "published", "language", "licence"]}),
        ("Where it is", {"fields": ["url", "archive_url", "accessed", "file_name"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Passage)
class PassageAdmin(SheetAdmin, VersionedAdmin):
    menu_order = 320
    list_display = ["shown_source", "number", "kind", "section", "shown_summary", "nothing_to_record"]
    list_display_links = ["shown_source", "number"]
    list_filter = ["kind", name_filter("source", "source", "source")]
    search_fields = ["summary"]
    fields = ["source", "number", "kind", "section", "summary", "nothing_to_record", "fingerprint"]

    def guarded_record(self, obj):
        return obj.source

    def get_search_results(self, request, queryset, search_term):
        """By words of the source's title and of the summary, and by number: “dzhioev 12”. `source` narrows to one."""
        source = request.GET.get("chosen_source", "")
        if source.isascii() and source.isdecimal() and len(source) < 19:
            queryset = queryset.filter(source=source)
        for word in fold(search_term).split()[:MAX_SEARCH_WORDS]:
            found = Q(source__search_text__contains=word) | Q(summary__icontains=word)
            if word.isascii() and word.isdecimal() and len(word) < 9:
                found |= Q(number=int(word))
            queryset = queryset.filter(found)
        return queryset, False

    def describe_choice(self, passage, request=None):
        """By number and summary; among suggestions from several sources also by the source."""
        summary = Truncator(passage.summary).chars(SUMMARY_SHOWN)
        beside_its_source = request is None or request.GET.get("chosen_source")
        source = {"id": str(passage.source_id), "text": str(passage.source)}
        return {"text": f"¶{passage.number}: {summary}" if beside_its_source else f"{passage}: {summary}", "source": source}

    @admin.display(description="source", ordering="source__title")
    def shown_source(self, passage):
        return Truncator(passage.source.title).chars(60)

    @admin.display(description="summary")
    def shown_summary(self, passage):
        return Truncator(passage.summary).chars(SUMMARY_SHOWN)


class CitationList(ChangeList):
    """A page of citations, with the slugs of what they are about fetched in one query whatever types they are of."""

    def get_results(self, request):
        super().get_results(request)
        keys = defaultdict(set)
        for citation in self.result_list:
            keys[citation.content_type_id].add(citation.object_id)
        found = [
            ContentType.objects.get_for_id(pk)
            .model_class()
            .objects.filter(pk__in=some)
            .order_by()
            .annotate(content_type=Value(pk))
            .values_list("content_type", "pk", "slug")
            for pk, some in keys.items()
        ]
        slugs = {(pk, key): slug for pk, key, slug in found[0].union(*found[1:], all=True)} if found else {}
        for citation in self.result_list:
            citation.record_slug = slugs.get((citation.content_type_id, citation.object_id))


@admin.register(Citation)
class CitationAdmin(SheetAdmin, VersionedAdmin):
    """To look citations over; they are added beside the fact."""

    menu_order = 330
    list_display = ["shown_place", "source", "shown_record", "shown_field", "says", "stance"]
    list_filter = ["stance", name_filter("source", "source", "source")]
    search_fields = ["locator"]
    follow = ["passage__source"]
    fields = ["shown_record", "shown_field", "source", "passage", "locator", "says", "stance", "note"]
    readonly_fields = ["shown_record", "shown_field"]

    def guarded_record(self, obj):
        return obj.record

    def has_add_permission(self, request):
        return False

    def get_changelist(self, request, **kwargs):
        return CitationList

    def get_search_results(self, request, queryset, search_term):
        for word in fold(search_term).split()[:MAX_SEARCH_WORDS]:
            found = Q(source__search_text__contains=word) | Q(locator__icontains=word) | Q(says__icontains=word)
            queryset = queryset.filter(found | Q(passage__summary__icontains=word))
        return queryset, False

    @admin.display(description="record")
    def shown_record(self, citation):
        model = ContentType.objects.get_for_id(citation.content_type_id).model_class()
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[citation.object_id])
        name = getattr(citation, "record_slug", None) or citation.record
        return format_html('{}: <a href="{}">{}</a>', capfirst(model._meta.verbose_name), address, name)

    @admin.display(description="about", ordering="field")
    def shown_field(self, citation):
        return capfirst(citation.field_label) or WHOLE_RECORD

    @admin.display(description="passage", ordering="passage__number")
    def shown_place(self, citation):
        return f"¶{citation.passage.number}" if citation.passage else citation.locator


add_panel(Source, Panel(Passage, "source", ("number", "kind", "section", "summary")))
