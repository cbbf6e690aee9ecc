"""Does the stored document still hold what is cited from it? The page that says so, citation by citation."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator

from sources.admin.naming import Subject, subjects_of, told_field
from sources.admin.pages import SourcePages
from sources.choices import CitationState
from sources.verification import Verdict, counts, verify

PER_PAGE = 100


@dataclass(frozen=True)
class Row:
    """One citation with its verdict, as the page shows it."""

    verdict: Verdict
    about: str
    subject: Subject | None


class VerificationPages(SourcePages):
    """What a machine finds when it looks up each citation of a source."""

    def get_urls(self):
        return [self.page_path("verification/", self.verification_view, "verification"), *super().get_urls()]

    def verification_view(self, request, object_id):
        """A verdict on each citation of a source, those that need a person first."""
        source = self.source_at(request, object_id)
        if not request.user.has_perm("sources.view_citation"):
            raise PermissionDenied
        verdicts = verify(source.citations.order_by("passage__edition", "passage__number", "pk"))
        counted = counts(verdicts)
        chosen = request.GET.get("state", "")
        if chosen in counted:
            verdicts = [verdict for verdict in verdicts if verdict.state == chosen]
        verdicts.sort(key=lambda verdict: not verdict.is_problem)
        page = Paginator(verdicts, PER_PAGE).get_page(request.GET.get("page"))
        subjects = subjects_of([verdict.citation for verdict in page])
        rows = [Row(each, told_field(each.citation), subjects.get(each.citation.pk)) for each in page]
        states = [
            {"value": state.value, "label": state.label, "count": counted[state], "is_chosen": chosen == state}
            for state in CitationState
        ]
        return self.show_page(
            request,
            source,
            "verification",
            f"Verification of “{source}”",
            rows=rows,
            page=page,
            states=states,
            chosen=chosen if chosen in counted else "",
            total=sum(counted.values()),
        )
