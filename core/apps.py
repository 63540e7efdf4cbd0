"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Limit numbers in addresses; let the picture of an editor's account through the gate."""
        from wagtail.admin.views.account import AvatarSettingsPanel

        from core.images.forms import AvatarForm
        from core.unusable_values import limit_numbers_in_addresses

        limit_numbers_in_addresses()
        AvatarSettingsPanel.form_class = AvatarForm
