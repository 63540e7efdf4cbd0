"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """The `forum` app."""

    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Say what there is to follow, what is stored, and what public profiles show of it."""
        from forum import notices, personal_data, profile_section
        from residents.personal_data.registry import registry
        from residents.profiles import profile_registry

        notices.register()
        personal_data.register(registry)
        profile_registry.add_part(profile_section.PART)
        profile_registry.add_reason(profile_section.has_written)
