"""A newer copy: every citation of the older ones with its new place, to be confirmed in bulk."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect

from editorial.admin.base import OPEN_TO_EDITORS
from editorial.choices import ChangesetKind
from editorial.roles import may_publish
from editorial.writing import ConflictError, GoneError
from sources.admin.naming import Subject, subjects_of, told_field
from sources.admin.pages import SourcePages, page_address
from sources.anchoring import Proposal, plan_reanchoring, reanchor
from sources.choices import Anchor

#: What asks for a person's eye stands first.
IN_ORDER = (Anchor.REWORDED, Anchor.GONE, Anchor.MOVED, Anchor.SAME)
#: A posted form may have a thousand fields.
PER_PAGE = 500
CHANGED = (
    "What you confirmed has changed since this page was opened: a citation was edited, or another copy attached. "
    "Nothing was written. Look again."
)


@dataclass(frozen=True)
class Row:
    """One proposal as the page shows it; `token` says what exactly is confirmed."""

    proposal: Proposal
    about: str
    subject: Subject | None
    may_move: bool

    @property
    def token(self):
        citation, passage = self.proposal.citation, self.proposal.passage
        return f"{citation.pk}:{citation.version}:{passage.pk}" if passage else ""

    @property
    def is_checked(self):
        """The words stand there as they did; what was reworded asks for a reader's eye first."""
        return self.proposal.anchor in (Anchor.SAME, Anchor.MOVED) and self.proposal.says_stands


class ReanchoringPages(SourcePages):
    """The citations of older editions, and where they belong in the newest."""

    def get_urls(self):
        return [self.page_path("reanchoring/", self.reanchoring_view, "reanchoring"), *super().get_urls()]

    def reanchoring_view(self, request, object_id):
        """The plan; posted, it moves those that are confirmed. The others stay where they are."""
        source = self.source_at(request, object_id)
        if not request.user.has_perm("sources.view_citation"):
            raise PermissionDenied
        may_change = request.user.has_perm("sources.change_citation")
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        rows = self._rows(request, source, may_change)
        if request.method == "POST":
            problem = self._reanchor(request, source, rows)
            if not problem:
                return HttpResponseRedirect(page_address(source, "reanchoring"))
            messages.error(request, problem)
        rows.sort(key=lambda row: IN_ORDER.index(row.proposal.anchor))
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        groups = [
            {"label": anchor.label, "value": anchor.value, "rows": [r for r in page if r.proposal.anchor == anchor]}
            for anchor in IN_ORDER
        ]
        return self.show_page(
            request,
            source,
            "reanchoring",
            f"Newer copy of “{source}”",
            groups=[group for group in groups if group["rows"]],
            page=page,
            edition=source.current_edition,
            may_confirm=any(row.may_move and row.token for row in page),
            is_locked=any(not row.may_move for row in page),
        )

    def _rows(self, request, source, may_change):
        proposals = plan_reanchoring(source)
        subjects = subjects_of([proposal.citation for proposal in proposals])
        rows = []
        for proposal in proposals:
            subject = subjects.get(proposal.citation.pk)
            is_open = subject is not None and (subject.status in OPEN_TO_EDITORS or may_publish(request.user))
            rows.append(Row(proposal, told_field(proposal.citation), subject, may_change and is_open))
        return rows

    def _reanchor(self, request, source, rows):
        """Move what is confirmed, and return what stands in the way."""
        wanted = set(request.POST.getlist("confirmed"))
        offered = {row.token: row for row in rows if row.token and row.may_move}
        if not wanted:
            return "Nothing was chosen. Tick the citations that are right."
        if not wanted <= set(offered):
            return CHANGED
        proposals = [offered[token].proposal for token in sorted(wanted)]
        try:
            moved = reanchor(source, proposals, author=request.user, kind=ChangesetKind.FORM)
        except ValidationError as error:
            return " ".join(error.messages)
        except (ConflictError, GoneError):
            return CHANGED
        messages.success(request, f"Moved to edition {source.current_edition}: {len(moved)}.")
        return ""
