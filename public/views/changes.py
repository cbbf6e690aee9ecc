"""The page of recent changes, the page of one change, and the feed of them."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from public.changes import change_of, changes_about, changes_before
from public.lookup import find
from public.views.base import PublicView, RecordPage, refusal

MAX_DIGITS = 18
NO_NUMBER = "Changes are counted by whole numbers. Start again from the newest."


class ChangesView(PublicView):
    """What was changed, newest first; `?before=` goes on from a change."""

    def get(self, request):
        asked = request.GET.get("before", "")
        if asked and not (asked.isascii() and asked.isdecimal() and len(asked) <= MAX_DIGITS):
            return refusal(request, NO_NUMBER)
        page = changes_before(int(asked) if asked else None)
        return render(request, "public/changes.html", {"page": page, "is_newest": not asked})


class ChangeView(PublicView):
    """One change, for links that stay."""

    def get(self, request, number):
        change = change_of(number) if number < 2**63 else None
        if change is None:
            raise Http404("There is no such change that readers may see.")
        return render(request, "public/change.html", {"change": change})


class ChangesFeed(Feed):
    """The newest changes as Atom (RFC 4287); each entry's id is the address of its change, which stays."""

    feed_type = Atom1Feed
    title = "Chancery: recent changes"
    subtitle = "What was published or changed in the register, and why."
    author_name = "Chancery"

    def link(self):
        return reverse("public:changes")

    def feed_url(self):
        return reverse("public:changes_atom")

    def items(self):
        return changes_before().changes

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return render_to_string("public/_change.html", {"change": item})

    def item_link(self, item):
        return item.url

    def item_author_name(self, item):
        return item.changeset.author_name

    def item_pubdate(self, item):
        return item.changeset.created

    def item_updateddate(self, item):
        return item.changeset.created


class ChangesFeedView(PublicView):
    """The feed, kept by caches as the pages are."""

    feed = ChangesFeed()

    def get(self, request):
        return self.feed(request)


class RecordFeed(ChangesFeed):
    """The newest changes that concern one record."""

    def get_object(self, request, record):
        return record

    def title(self, record):
        return f"Chancery: {record}"

    def subtitle(self, record):
        return f"What was published or changed in the register about {record}, and why."

    def link(self, record):
        return record.get_absolute_url()

    def feed_url(self, record):
        return f"{record.get_absolute_url()}changes.atom"

    def items(self, record):
        return changes_about(record)


class RecordFeedView(RecordPage):
    """The feed of one record of a section."""

    section = None
    feed = RecordFeed()

    def get(self, request, slug):
        record = find(self.section, slug)
        if record.slug != slug:
            return redirect(f"{record.get_absolute_url()}changes.atom", permanent=True)
        return self.feed(request, record=record)
