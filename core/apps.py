"""Django's entry for the ``core`` package."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The lowest room of the house: it holds no concrete model."""

    name = "core"
    verbose_name = "Core"
