"""The configuration of the app `campaigns`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Register with the apps below, and follow what Wagtail publishes and moves."""
        from django.db.models.signals import post_delete
        from wagtail.signals import page_published, post_page_move

        from campaigns import life_cycle, notices, personal_data
        from campaigns.kits import cards as kit_cards
        from campaigns.kits.progress import forget_deleted
        from campaigns.models import CampaignPage, KitPage
        from campaigns.models.pages import register_context_part
        from campaigns.pledges import cards, publishing
        from campaigns.pledges.availability import pledge_title
        from campaigns.story import publishing as story_publishing
        from campaigns.story import timeline
        from core.life_cycle import register as register_consequences
        from notifications.unsubscribing import scopes
        from residents.personal_data.registry import registry

        notices.register()
        personal_data.register(registry)
        # The page that stops the mails about a pledge names its promise.
        scopes.register_titles(scopes.PLEDGE, pledge_title)
        register_context_part(cards.add_cards)
        register_context_part(timeline.add_story)
        register_context_part(kit_cards.add_cards)
        post_delete.connect(forget_deleted, sender=KitPage)
        publishing.connect_signals()
        register_consequences(life_cycle.consequences)

        def update_theme(
            sender: type[CampaignPage | KitPage],
            instance: CampaignPage | KitPage,
            **_kwargs: object,
        ) -> None:
            # Saving takes the theme from the new parent page.
            sender.objects.get(pk=instance.pk).save()

        def notify_if_live(instance: CampaignPage, **_kwargs: object) -> None:
            # Wagtail also sends the signal for a page that is scheduled to go live later.
            if instance.live:
                notices.notify(instance)

        # Strong references, because nothing else keeps these functions.
        page_published.connect(notify_if_live, sender=CampaignPage, weak=False)
        # After the notice of a new campaign, so that its first update does not stand in its way.
        story_publishing.connect_signals()
        for model in (CampaignPage, KitPage):
            post_page_move.connect(update_theme, sender=model, weak=False)
