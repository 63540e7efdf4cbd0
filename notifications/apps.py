"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The `notifications` app."""

    name = "notifications"
    verbose_name = _("Notifications")
