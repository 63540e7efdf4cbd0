"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    """The `residents` app."""

    name = "residents"
    verbose_name = _("Residents")
