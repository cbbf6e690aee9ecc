"""The citations beside every fact, and the base of every cited record's admin."""

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst

from core.text import fold
from editorial.admin import FieldChoices, NameFilter, RecordAdmin, VersionedRowForm, VersionedRowFormSet
from editorial.querysets import MAX_SEARCH_WORDS
from exchange.admin import SheetAdmin
from sources.admin.carrying import CarriedWords
from sources.choices import WHOLE_RECORD
from sources.models import Citation
from sources.readings import differing

MAX_CITATIONS = 200
#: Where the words quoted stand: found by machine, and carried along unseen.
PLACE_OF_WORDS = ("prefix", "suffix", "position")


class CitationForm(VersionedRowForm):
    """A citation beside its fact. A passage alone is enough: it tells the source."""

    class Meta:
        model = Citation
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "source" in self.fields:
            self.fields["source"].required = False
        for name in PLACE_OF_WORDS:
            if name in self.fields:
                self.fields[name].widget = forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        passage = cleaned.get("passage")
        if cleaned.get("source") is None and "source" not in self.errors:
            if passage is not None:
                cleaned["source"] = passage.source
            elif "passage" not in self.errors:
                self.add_error("source", "Choose a source, or one of its passages.")
        if not cleaned.get("exact") and "exact" not in self.errors:
            cleaned |= {"prefix": "", "suffix": "", "position": None}
        return cleaned


class CitationInline(FieldChoices, GenericStackedInline):
    """The citations of a record, edited beside its facts."""

    model = Citation
    form = CitationForm
    formset = VersionedRowFormSet
    readonly_fields = ["shown_field"]
    extra = 0
    max_num = MAX_CITATIONS
    ct_field = "content_type"
    view_on_site = False

    class Media:
        # In this order: what draws the fields, what draws the passages' anew, what names all that was drawn.
        js = [
            "admin/js/jquery.init.js",
            "admin/js/autocomplete.js",
            "editorial/passages.js",
            "editorial/labels.js",
        ]

    def get_fields(self, request, obj=None):
        below = ["exact", ("says", "locator", "stance"), "note"]
        if self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj):
            return [("field", "source", "passage"), *below, *PLACE_OF_WORDS, "seen_version"]
        return [("shown_field", "source", "passage"), *below]

    @admin.display(description="about")
    def shown_field(self, citation):
        return capfirst(citation.field_label) or WHOLE_RECORD

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "passage__source", "content_type")

    def get_extra(self, request, obj=None, **kwargs):
        # One blank row is always there, for one action less, and for those without scripts.
        return 1

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs, absolute_max=MAX_CITATIONS)
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
            "disputed": Exists(
                self.citations & Citation.objects.disputing(queryset.model).filter(object_id=OuterRef("pk"))
            ),
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


class CitedRecordAdmin(CarriedWords, SheetAdmin, RecordAdmin):
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

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["differing"] = differing(obj, public=False)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_parts(self, object_id):
        content_type = ContentType.objects.get_for_model(self.model)
        return [Citation.history_model.objects.filter(content_type=content_type, object_id=object_id)]
