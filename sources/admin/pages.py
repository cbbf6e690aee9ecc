"""The pages beside the form of a source: what they share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse

#: (name of the page, what its link says), in the order of an editor's work.
PAGES = (
    ("documents", "Documents"),
    ("read", "Read and cite"),
    ("verification", "Verification"),
    ("reanchoring", "Newer copy"),
)


class SourcePages:
    """The base of the mixins that give the admin of sources its further pages."""

    change_form_template = "admin/sources/source_form.html"

    def page_path(self, address, view, name):
        """The route of a page of one source, behind the sign-in."""
        return path(f"<int:object_id>/{address}", self.admin_site.admin_view(view), name=f"sources_source_{name}")

    def source_at(self, request, object_id):
        """The source that a page is about. Raises Http404, and PermissionDenied for those who may not see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        source = self.get_object(request, str(object_id))
        if source is None:
            raise Http404("There is no such source.")
        return source

    def show_page(self, request, source, name, title, *, status=200, **context):
        """One of the pages, in the desk's frame."""
        request.current_app = self.admin_site.name
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "source": source,
            "pages": source_links(source, name),
            "may_change": self.has_change_permission(request, source),
        }
        return TemplateResponse(request, f"admin/sources/{name}.html", context, status=status)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["pages"] = source_links(obj) if obj is not None else []
        return super().render_change_form(request, context, add, change, form_url, obj)


def source_links(source, current=""):
    """The links to the pages of one source."""
    links = [
        {"title": title, "url": page_address(source, name), "is_current": name == current} for name, title in PAGES
    ]
    return [*links, {"title": "Coverage of all sources", "url": reverse("admin:sources_source_coverage")}]


def page_address(source, name):
    """The address of one of the pages of a source."""
    return reverse(f"admin:sources_source_{name}", args=[source.pk])


def small_number(text) -> int | None:
    """A number as an address gives it, or None: no number, or one beyond what any page has."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
