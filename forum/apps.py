"""The configuration of the app `forum`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Register the forum's notices, personal data, profile section and campaigns' threads."""
        from forum import notices, personal_data, profile_section
        from forum.threads import campaigns
        from residents.personal_data.registry import registry
        from residents.profiles import profile_registry

        campaigns.register()
        notices.register()
        personal_data.register(registry)
        profile_registry.add_part(profile_section.PART)
        profile_registry.add_reason(profile_section.has_posts)
