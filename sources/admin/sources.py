"""The desk of sources and their passages."""

from django.contrib import admin
from django.db.models import Q
from django.utils.text import Truncator

from core.text import fold
from editorial.admin import Panel, RecordAdmin, VersionedAdmin, add_panel, date_column, name_filter, period_filter
from editorial.querysets import MAX_SEARCH_WORDS
from exchange.admin import SheetAdmin
from sources.admin.covering import CoverageFilter, CoveragePages, mark_nothing_to_record
from sources.admin.documents import DocumentPages
from sources.admin.numbers import FreshnessFilter
from sources.admin.reading import ReadingPages
from sources.admin.reanchoring import ReanchoringPages
from sources.admin.verifying import VerificationPages
from sources.models import FIRST_EDITION, Passage, Source

SUMMARY_SHOWN = 120


@admin.register(Source)
class SourceAdmin(
    CoveragePages, DocumentPages, ReadingPages, VerificationPages, ReanchoringPages, SheetAdmin, RecordAdmin
):
    menu_order = 310
    list_display = ["title", "source_type", "publisher", date_column("published"), "language", "status"]
    list_filter = ["status", "source_type", "language", period_filter("published"), FreshnessFilter]
    date_hierarchy = "published_earliest"
    fieldsets = [
        (None, {"fields": ["title", "source_type", "author", "publisher", "published", "language", "licence"]}),
        ("Where it is", {"fields": ["url", "archive_url", "accessed", "file_name"]}),
        (None, {"fields": ["summary", "slug"]}),
    ]


@admin.register(Passage)
class PassageAdmin(SheetAdmin, VersionedAdmin):
    menu_order = 320
    guarded_by = "source"
    list_display = ["shown_source", "number", "edition", "kind", "section", "shown_summary", "nothing_to_record"]
    list_display_links = ["shown_source", "number"]
    list_filter = [CoverageFilter, "kind", name_filter("source", "source", "source")]
    actions = [mark_nothing_to_record]
    search_fields = ["summary"]
    fields = ["source", "number", "kind", "section", "summary", "nothing_to_record", "fingerprint"]

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.source.is_published else None

    def get_search_results(self, request, queryset, search_term):
        """By words of title, summary and text, and by number: “dzhioev 12”. `chosen_source` narrows to one source."""
        source = request.GET.get("chosen_source", "")
        if source.isascii() and source.isdecimal() and len(source) < 19:
            queryset = queryset.filter(source=source)
        for word in fold(search_term).split()[:MAX_SEARCH_WORDS]:
            found = Q(source__search_text__contains=word) | Q(summary__icontains=word) | Q(text__icontains=word)
            if word.isascii() and word.isdecimal() and len(word) < 9:
                found |= Q(number=int(word))
            queryset = queryset.filter(found)
        return queryset, False

    def describe_choice(self, passage, request=None):
        """By number and summary; among suggestions from several sources also by the source."""
        summary = self.shown_summary(passage)
        edition = "" if passage.edition == FIRST_EDITION else f", edition {passage.edition}"
        beside_its_source = request is None or request.GET.get("chosen_source")
        source = {"id": str(passage.source_id), "text": str(passage.source)}
        return {
            "text": f"¶{passage.number}{edition}: {summary}" if beside_its_source else f"{passage}: {summary}",
            "source": source,
        }

    @admin.display(description="source", ordering="source__title")
    def shown_source(self, passage):
        return Truncator(passage.source.title).chars(60)

    @admin.display(description="summary")
    def shown_summary(self, passage):
        return Truncator(passage.summary or passage.text).chars(SUMMARY_SHOWN)


add_panel(Source, Panel(Passage, "source", ("number", "kind", "section", "summary")))
