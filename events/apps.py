"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The `events` app."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        """Register what is told and stored, and follow Wagtail's own signals.

        Publishing a page carries its schedule. What a sign-up is for is said on the page that
        stops its mails.
        """
        from wagtail.signals import page_published, page_unpublished

        from events import notices, personal_data, schedule
        from events.listing import title_of_sign_up
        from events.models import EventPage
        from notifications.unsubscribing import scopes
        from residents.personal_data.registry import registry

        personal_data.register(registry)
        scopes.name_sign_ups(title_of_sign_up)

        notices.register()

        def published(instance: EventPage, **_kwargs: object) -> None:
            # Wagtail sends the signal also when a page is only scheduled to go live later.
            if instance.live and schedule.is_source(instance):
                schedule.carry(instance)

        def unpublished(instance: EventPage, **_kwargs: object) -> None:
            if schedule.is_source(instance):
                schedule.hide(instance)

        # Strong references: these functions live as long as the process.
        page_published.connect(published, sender=EventPage, weak=False)
        page_unpublished.connect(unpublished, sender=EventPage, weak=False)
