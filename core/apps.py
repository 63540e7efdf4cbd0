"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Replace Wagtail's index tasks, and let translations follow their source."""
        from core import index_tasks, page_translations

        index_tasks.install()
        page_translations.connect_signals()
