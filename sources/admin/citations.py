"""The desk of citations: to look them over, whatever they are about."""

from collections import defaultdict

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from core.text import fold
from editorial.admin import VersionedAdmin, name_filter
from editorial.querysets import MAX_SEARCH_WORDS
from exchange.admin import SheetAdmin
from sources.admin.cited import WHOLE_RECORD
from sources.models import Citation


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
