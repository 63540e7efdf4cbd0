"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """The `forum` app."""

    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Say what there is to follow, what is stored, and what public profiles show of it."""
        from forum import neighbours, notices, personal_data
        from residents.personal_data.registry import registry
        from residents.profiles import public_profiles

        notices.register()
        personal_data.register(registry)
        public_profiles.add_part(neighbours.PART)
        public_profiles.add_reason(neighbours.has_written)
