from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Changes"

    def ready(self):
        from editorial.roles import sync_groups

        post_migrate.connect(sync_groups)
