"""The configuration of the app `desk`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Add our mails, previews, names and the check of the session to the admin."""
        from wagtail.users.views.groups import IndexView

        from desk import admin_session, approvers, group_names, workflow_mails

        workflow_mails.connect_signals()
        admin_session.register_hooks()
        approvers.allow_preview()
        group_names.translate(IndexView)
