"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Replace Wagtail's index tasks."""
        from core import index_tasks

        index_tasks.install()
