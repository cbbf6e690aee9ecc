from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Changes"

    def ready(self):
        from editorial.checking import look_at
        from editorial.roles import sync_groups
        from editorial.search_entries import follow
        from editorial.units import at_close

        post_migrate.connect(sync_groups)
        autodiscover_modules("checks")
        at_close(look_at)
        at_close(follow)
