"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """The `forum` app."""

    name = "forum"
    verbose_name = _("Forum")
