"""The pages of the queue: what waits for a reviewer, and what became of one's own proposals."""

from urllib.parse import urlencode

from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from editorial.choices import ProposalState
from editorial.models import Proposal
from editorial.queue import MAX_ITEMS, authors_of, next_after, record_types, titles_of, waiting_items
from editorial.roles import may_publish

ITEMS_A_PAGE = 50


class QueuePages:
    """The part of the proposals' admin that lists them."""

    queue_template = "admin/editorial/queue.html"
    mine_template = "admin/editorial/my_proposals.html"

    def get_urls(self):
        mine = self.admin_site.admin_view(self.mine_view)
        return [path("mine/", mine, name="editorial_proposal_mine"), *super().get_urls()]

    def may_see(self, request, model):
        """Whether this person may see records of this type."""
        try:
            return self.admin_site.get_model_admin(model).has_view_permission(request)
        except NotRegistered:
            return False

    def may_change(self, request, model):
        """Whether this person may change records of this type, at once or by proposing."""
        return self.admin_site.get_model_admin(model).has_change_permission(request)

    def types_for(self, request):
        """The record types that this person may see."""
        return [model for model in record_types() if self.may_see(request, model)]

    def changelist_view(self, request, extra_context=None):
        """The queue."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        queue = Queue(self, request)
        page = Paginator(queue.items, ITEMS_A_PAGE).get_page(request.GET.get("p"))
        titles = titles_of(page.object_list)
        entries = [
            {
                "title": titles[item],
                "url": queue.address(item),
                "kind": capfirst(item.model._meta.verbose_name) if not item.is_proposal else "",
                "is_proposal": item.is_proposal,
                "author": queue.authors.get(item.author_id, ""),
                "since": item.since,
            }
            for item in page.object_list
        ]
        context = {
            "title": "Waiting for review",
            "entries": entries,
            "page": page,
            "queue": queue,
            "is_cut": len(queue.items) >= MAX_ITEMS,
            "may_review": may_publish(request.user),
            "query": f"{queue.query}&" if queue.query else "",
        }
        return self._page(request, self.queue_template, context)

    def mine_view(self, request):
        """One's own proposals, what was done last first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Proposal.objects.of(request.user).on(self.types_for(request)).order_by("-changed", "-pk")
        chosen = request.GET.get("state", "")
        if chosen in ProposalState.values:
            found = found.filter(state=chosen)
        else:
            chosen = ""
        page = Paginator(found.select_related("decided_by").defer("payload"), ITEMS_A_PAGE).get_page(
            request.GET.get("p")
        )
        context = {
            "title": "My proposals",
            "page": page,
            "states": ProposalState,
            "chosen": chosen,
            "query": f"state={chosen}&" if chosen else "",
        }
        return self._page(request, self.mine_template, context)

    def place_in_queue(self, request, is_proposal, model, pk):
        """For the page of one thing to review: the address of the next, and that of the queue it was opened from."""
        queue = Queue(self, request)
        return {"next_url": queue.next_address(is_proposal, model, pk), "queue_url": queue.own_address()}

    def _page(self, request, template, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )


class Queue:
    """What waits for review and this person may see, as the address filters it: by type and author."""

    def __init__(self, proposal_admin, request):
        types = {model._meta.label_lower: model for model in proposal_admin.types_for(request)}
        found = waiting_items(list(types.values()))
        self.authors = authors_of(found)
        models = {item.model for item in found}
        self.types = [
            (label, capfirst(model._meta.verbose_name_plural)) for label, model in types.items() if model in models
        ]
        self.people = sorted({(str(item.author_id or ""), self.authors[item.author_id]) for item in found})
        self.type, self.author = request.GET.get("type", ""), request.GET.get("author", "")
        chosen = types.get(self.type)
        self.items = [
            item
            for item in found
            if (chosen is None or item.model is chosen) and self.author in ("", str(item.author_id or ""))
        ]
        kept = {"type": self.type if chosen else "", "author": self.author if self.author.isdecimal() else ""}
        self.query = urlencode({name: value for name, value in kept.items() if value})

    def address(self, item):
        """The page on which an item is reviewed; it remembers the filters."""
        if item.is_proposal:
            address = reverse("admin:editorial_proposal_change", args=[item.pk])
        else:
            opts = item.model._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[item.pk])
        return f"{address}?{self.query}" if self.query else address

    def own_address(self):
        """The queue with its filters."""
        address = reverse("admin:editorial_proposal_changelist")
        return f"{address}?{self.query}" if self.query else address

    def next_address(self, is_proposal, model, pk):
        """The page of the item that follows this one, or a blank."""
        item = next_after(self.items, is_proposal, model, pk)
        return self.address(item) if item is not None else ""
