"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic data")

    def ready(self) -> None:
        """Put our index tasks, account pictures, tags and number converters in place of others.

        What the settings of the site refer to counts as used.

        Translations follow their source page from here on, and held pages the rows that they show.
        """
        from django.db.backends.signals import connection_created
        from wagtail.admin.views.account import AvatarSettingsPanel
        from wagtail.models import ReferenceIndex

        from core import outdated_translations, page_translations, tag_fields, theme_limits
        from core.caching import tracking
        from core.images.forms import AvatarForm
        from core.models import SiteSettings
        from core.search import tasks
        from core.social import publishing
        from core.unusable_values import limit_numbers_in_addresses

        connection_created.connect(tracking.install)
        tasks.install()
        tag_fields.register()
        limit_numbers_in_addresses()
        page_translations.connect_signals()
        theme_limits.use_policy()
        outdated_translations.connect_signals()
        publishing.connect_signals()
        AvatarSettingsPanel.form_class = AvatarForm
        # Wagtail registers pages and snippets, but no settings.
        ReferenceIndex.register_model(SiteSettings)
