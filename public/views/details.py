"""The page of one record."""

from django.shortcuts import redirect, render

from people.models import Office, Official
from public.lookup import find
from public.panels import Page
from public.resting_acts import rests_on
from public.sections.base import Panel
from public.versions import compared, version_of
from public.views.base import RecordPage
from public.views.citing import cite_this
from public.views.known import known_record
from public.whys import why_named
from sources.references import permalink


class RecordDetailView(RecordPage):
    """
    A record with its facts, what is connected with it, and the passages it rests on.

    `?version=` is the permalink of one version: an earlier one is shown beside the present one.
    """

    section = None

    def get(self, request, slug):
        record = find(self.section, slug)
        if "known" in request.GET:
            return known_record(request, self.section, record, is_moved=record.slug != slug)
        asked = request.GET.get("version", "")
        if record.slug != slug:
            return redirect(permalink(record.get_absolute_url(), asked) if asked.isdigit() else record, permanent=True)
        if asked and asked != str(record.version):
            return self._earlier(request, record, asked)
        templates = [f"public/{self.section.name}_detail.html", "public/record_detail.html"]
        return render(request, templates, self.context(request, record))

    def _earlier(self, request, record, asked):
        version = version_of(record, asked)
        context = {
            "section": self.section,
            "record": record,
            "headline": self.section.headline(record),
            "version": version,
            "rows": compared(version.record, record),
            "cite": cite_this(request, version.record),
        }
        return render(request, "public/record_version.html", context)

    def context(self, request, record):
        moment = request.moment
        page = Page([record], self.panels(record), moment)
        # The order of these calls is the order of the marks' numbers: from the top of the page to its end.
        return {
            "section": self.section,
            "record": record,
            "headline": self.section.headline(record),
            "title_marks": page.title_marks(record),
            "title_why": why_named(record),
            "answer": self.section.answer(record, moment, page.rows),
            "rests_on": rests_on(record, page.references),
            "moment": moment,
            "has_moment": hasattr(record, "spell") or isinstance(record, Office | Official),
            "facts": page.facts(record),
            "summary": page.summary(record),
            "panels": page.shown(),
            "empty_panels": page.empty(),
            "references": page.references,
            "differing": page.differing(record),
            "cite": cite_this(request, record),
            "is_permalink": "version" in request.GET,
        }

    def panels(self, record) -> list[tuple[Panel, object]]:
        """The panels of the page, each with the record it is about."""
        return [(panel, record) for panel in self.section.panels]
