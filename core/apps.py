"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Let the picture of an editor's account through the gate, too."""
        from wagtail.admin.views.account import AvatarSettingsPanel

        from core.images.forms import AvatarForm

        AvatarSettingsPanel.form_class = AvatarForm
