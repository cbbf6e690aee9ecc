"""What machines look for first: robots.txt and the sitemaps."""

from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpResponse
from django.urls import reverse

from public.sitemaps import SITEMAPS
from public.views.base import PublicView


class RobotsView(PublicView):
    """Everything but the desk may be read by machines (RFC 9309)."""

    def get(self, request):
        address = request.build_absolute_uri(reverse("public:sitemap"))
        lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", "", f"Sitemap: {address}", ""]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class SitemapView(PublicView):
    """The list of sitemaps, or the addresses of one section, in files of bounded size (sitemaps.org, protocol 0.9)."""

    def get(self, request, section=None):
        if section is None:
            return index(request, SITEMAPS, sitemap_url_name="public:section_sitemap").render()
        return sitemap(request, SITEMAPS, section=section).render()
