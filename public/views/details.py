"""The page of one record."""

from django.shortcuts import redirect, render

from public.lookup import find
from public.panels import Page
from public.sections.base import Panel
from public.views.base import RecordPage


class RecordDetailView(RecordPage):
    """A record with its facts, what is connected with it, and the passages it rests on."""

    section = None

    def get(self, request, slug):
        record = find(self.section, slug)
        if record.slug != slug:
            return redirect(record, permanent=True)
        templates = [f"public/{self.section.name}_detail.html", "public/record_detail.html"]
        return render(request, templates, self.context(request, record))

    def context(self, request, record):
        page = Page([record], self.panels(record))
        # The order of these calls is the order of the marks' numbers: from the top of the page to its end.
        return {
            "section": self.section,
            "record": record,
            "headline": self.section.headline(record),
            "title_marks": page.title_marks(record),
            "answer": self.section.answer(record),
            "facts": page.facts(record),
            "summary": page.summary(record),
            "panels": page.shown(),
            "empty_panels": page.empty(),
            "references": page.references,
        }

    def panels(self, record) -> list[tuple[Panel, object]]:
        """The panels of the page, each with the record it is about."""
        return [(panel, record) for panel in self.section.panels]
