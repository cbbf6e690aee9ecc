"""Which admin site the project serves."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "editorial.admin_site.DeskSite"
