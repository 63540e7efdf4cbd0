"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """The `campaigns` app."""

    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Follow Wagtail's own signal: a campaign moved to another theme belongs to that."""
        from wagtail.signals import post_page_move

        from campaigns.models import CampaignPage

        def moved(instance: CampaignPage, **_kwargs: object) -> None:
            CampaignPage.objects.get(pk=instance.pk).save()

        # A strong reference: the function lives as long as the process.
        post_page_move.connect(moved, sender=CampaignPage, weak=False)
