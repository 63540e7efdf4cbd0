"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Put our index tasks, picture of an account, and tags in the place of Wagtail's."""
        from wagtail.admin.views.account import AvatarSettingsPanel

        from core import index_tasks, tag_fields
        from core.images.forms import AvatarForm

        index_tasks.install()
        tag_fields.register()
        AvatarSettingsPanel.form_class = AvatarForm
