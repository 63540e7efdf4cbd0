"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The `home` app."""

    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Say what there is to follow."""
        from home import topics

        topics.register()
