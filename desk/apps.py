"""The configuration of the app `desk`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Add our mails, previews, names and the checks of links and the session to the admin."""
        from wagtail.users.views.groups import IndexView

        from core import duties
        from desk import (
            admin_session,
            approvers,
            group_names,
            translations_report,
            upstream_labels,
            workflow_mails,
        )
        from desk.links import check

        workflow_mails.connect_signals()
        check.connect_signals()
        duties.register("broken links found", check.check_due)
        admin_session.register_hooks()
        approvers.allow_preview()
        group_names.translate(IndexView)
        upstream_labels.translate()
        translations_report.put_in_order()
