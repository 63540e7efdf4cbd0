"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The `core` app."""

    name = "core"
    verbose_name = _("Basic data")
