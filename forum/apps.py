"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """The `forum` app."""

    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Register the rules of personal data."""
        from forum import personal_data
        from residents.personal_data.registry import registry

        personal_data.register(registry)
