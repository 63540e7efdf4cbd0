"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The `notifications` app."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Register the rules of personal data."""
        from notifications import personal_data
        from residents.personal_data.registry import registry

        personal_data.register(registry)
