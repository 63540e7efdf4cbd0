"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The `notifications` app."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Register the kinds of activity, the topics, the personal data, and the mail port."""
        from functools import partial

        from notifications import personal_data  # models are loaded by now
        from notifications.delivery import outbox  # models are loaded by now
        from notifications.newsletters import descriptions as letters  # models are loaded by now
        from notifications.notices import person_topics  # models are loaded by now
        from notifications.unsubscribing.scopes import ACCOUNT
        from residents import mail_port
        from residents.personal_data.registry import registry

        letters.register()
        person_topics.register()
        personal_data.register(registry)
        mail_port.register(partial(outbox.put, scope=ACCOUNT, must_reach=True))
