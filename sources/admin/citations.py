"""The desk of citations: to look them over, whatever they are about."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.utils.html import format_html

from core.text import fold
from editorial.admin import VersionedAdmin, name_filter
from editorial.querysets import MAX_SEARCH_WORDS
from exchange.admin import SheetAdmin
from sources.admin.naming import subjects_of, told_field
from sources.models import Citation
from sources.verification import verify


class CitationList(ChangeList):
    """A page of citations, with what they are about fetched in one query whatever types they are of."""

    def get_results(self, request):
        super().get_results(request)
        citations = list(self.result_list)
        subjects = subjects_of(citations)
        # Whether the stored bytes are intact is told on the page of the source, which reads them.
        for verdict in verify(citations, read_documents=False):
            verdict.citation.subject = subjects.get(verdict.citation.pk)
            verdict.citation.verdict = verdict
        self.result_list = citations


@admin.register(Citation)
class CitationAdmin(SheetAdmin, VersionedAdmin):
    """To look citations over; they are added beside the fact."""

    menu_order = 330
    guarded_by = "record"
    list_display = ["shown_place", "source", "shown_record", "shown_field", "says", "stance", "shown_state"]
    list_filter = ["stance", name_filter("source", "source", "source")]
    search_fields = ["locator"]
    follow = ["passage__source"]
    fields = [
        "shown_record",
        "shown_field",
        "source",
        "passage",
        "exact",
        ("prefix", "suffix"),
        "locator",
        "says",
        "stance",
        "note",
    ]
    readonly_fields = ["shown_record", "shown_field"]

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
        subject = getattr(citation, "subject", None) or subjects_of([citation])[citation.pk]
        return format_html('{}: <a href="{}">{}</a>', subject.kind, subject.url, subject.slug)

    @admin.display(description="about", ordering="field")
    def shown_field(self, citation):
        return told_field(citation)

    @admin.display(description="verification")
    def shown_state(self, citation):
        return citation.verdict.state.label

    @admin.display(description="passage", ordering="passage__number")
    def shown_place(self, citation):
        return f"¶{citation.passage.number}" if citation.passage else citation.locator
