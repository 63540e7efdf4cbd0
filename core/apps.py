"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Replace Wagtail's index tasks, and send the picture of an account through our gate."""
        from wagtail.admin.views.account import AvatarSettingsPanel

        from core import index_tasks
        from core.images.forms import AvatarForm

        index_tasks.install()
        AvatarSettingsPanel.form_class = AvatarForm
