"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Replace Wagtail's index tasks and avatar form, and limit numbers in addresses."""
        from wagtail.admin.views.account import AvatarSettingsPanel

        from core import index_tasks
        from core.images.forms import AvatarForm
        from core.unusable_values import limit_numbers_in_addresses

        limit_numbers_in_addresses()
        index_tasks.install()
        AvatarSettingsPanel.form_class = AvatarForm
