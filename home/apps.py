"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The `home` app."""

    name = "home"
    verbose_name = _("Site")
