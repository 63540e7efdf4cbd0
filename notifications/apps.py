"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The `notifications` app."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Make known what this app tells of, and the rules of personal data."""
        from notifications import letters, personal_data  # models are loaded by now
        from residents.personal_data.registry import registry

        letters.register()
        personal_data.register(registry)
