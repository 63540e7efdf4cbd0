"""The configuration of the app `campaigns`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Register the notices, and connect to Wagtail's signals for publishing and moving."""
        from wagtail.signals import page_published, post_page_move

        from campaigns import notices
        from campaigns.models import CampaignPage

        notices.register()

        def update_theme(instance: CampaignPage, **_kwargs: object) -> None:
            # Saving takes the theme from the new parent page.
            CampaignPage.objects.get(pk=instance.pk).save()

        def notify_if_live(instance: CampaignPage, **_kwargs: object) -> None:
            # Wagtail also sends the signal for a page that is scheduled to go live later.
            if instance.live:
                notices.notify(instance)

        # Strong references, because nothing else keeps these functions.
        page_published.connect(notify_if_live, sender=CampaignPage, weak=False)
        post_page_move.connect(update_theme, sender=CampaignPage, weak=False)
