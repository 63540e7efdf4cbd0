"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """The `campaigns` app."""

    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Say what is told of campaigns, and follow Wagtail's own signals.

        A published campaign may be news; one moved to another theme belongs to that.
        """
        from wagtail.signals import page_published, post_page_move

        from campaigns import notices
        from campaigns.models import CampaignPage

        notices.register()

        def moved(instance: CampaignPage, **_kwargs: object) -> None:
            CampaignPage.objects.get(pk=instance.pk).save()

        def published(instance: CampaignPage, **_kwargs: object) -> None:
            # Wagtail sends the signal also when a page is only scheduled to go live later.
            if instance.live:
                notices.notify(instance)

        # Strong references: these functions live as long as the process.
        page_published.connect(published, sender=CampaignPage, weak=False)
        post_page_move.connect(moved, sender=CampaignPage, weak=False)
