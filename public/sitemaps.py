"""What search engines are told: every published record's address, with the day its page last changed."""

from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from public.sections import SECTIONS
from sources.models import Citation

#: The protocol allows 50,000 addresses a file; fewer keep a file quick to make.
ADDRESSES_A_FILE = 5000


def last_changes(model, pks):
    """When each record was last changed, or what it rests on: datetimes by primary key, with two queries."""
    about_type = {"content_type": ContentType.objects.get_for_model(model), "object_id__in": pks}
    found = {}
    for rows, key in (
        (model.history_model.objects.filter(id__in=pks), "id"),
        (Citation.history_model.objects.filter(**about_type), "object_id"),
    ):
        for pk, changed in rows.order_by().values_list(key).annotate(Max("changeset__created")):
            found[pk] = max(changed, found.get(pk, changed))
    return found


class SectionSitemap(Sitemap):
    """The records of one section."""

    limit = ADDRESSES_A_FILE

    def __init__(self, section):
        self.section = section

    def items(self):
        return self.section.model.objects.published().only("slug").order_by("pk")

    def get_urls(self, page=1, site=None, protocol=None):
        addresses = super().get_urls(page=page, site=site, protocol=protocol)
        changed = last_changes(self.section.model, [address["item"].pk for address in addresses])
        for address in addresses:
            address["lastmod"] = changed.get(address["item"].pk)
        return addresses


class ListsSitemap(Sitemap):
    """The pages that belong to no record. They have no date: every change of the register may show on them."""

    def items(self):
        return [
            *map(reverse, ("public:home", "public:map", "public:matrix")),
            *(section.list_url() for section in SECTIONS),
        ]

    def location(self, item):
        return item


SITEMAPS = {"lists": ListsSitemap()} | {section.path: SectionSitemap(section) for section in SECTIONS}
