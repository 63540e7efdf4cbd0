"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The `notifications` app."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Register kinds of activity, topics, personal data and the mail port; follow sessions."""
        from functools import partial

        from allauth.account.signals import password_changed, password_set
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from notifications import personal_data  # models are loaded by now
        from notifications.delivery import outbox, push_devices  # models are loaded by now
        from notifications.newsletters import descriptions as letters  # models are loaded by now
        from notifications.notices import (  # models are loaded by now
            person_topics,
            sign_in_purpose,
        )
        from notifications.unsubscribing.scopes import ACCOUNT
        from residents import mail_port
        from residents.personal_data.registry import registry

        letters.register()
        person_topics.register()
        sign_in_purpose.register()
        personal_data.register(registry)
        mail_port.register(partial(outbox.put, scope=ACCOUNT, must_reach=True))
        user_logged_out.connect(push_devices.remove_on_sign_out)
        for new_key in (user_logged_in, password_changed, password_set):
            new_key.connect(push_devices.follow_session)
