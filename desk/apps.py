"""The configuration of the app `desk`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Send our own mails about the approval of pages, and let approvers preview them."""
        from wagtail.users.views.groups import IndexView

        from desk import approvers, group_names, workflow_mails

        workflow_mails.connect_signals()
        approvers.allow_preview()
        group_names.translate(IndexView)
