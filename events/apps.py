"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The `events` app."""

    name = "events"
    verbose_name = _("Events")

    def import_models(self) -> None:
        """Load the page models, too, which stand above what they show."""
        super().import_models()
        import_module("events.pages.models")

    def ready(self) -> None:
        """Register what is told and stored, and follow Wagtail's own signals.

        Publishing a page carries its schedule. What a sign-up is for is said on the page that
        stops its mails.
        """
        from wagtail.signals import page_published, page_unpublished

        from events import notices, personal_data
        from events.display.list_items import title_of_sign_up
        from events.pages.models import EventPage
        from events.scheduling import publishing
        from notifications.unsubscribing import scopes
        from residents.personal_data.registry import registry

        personal_data.register(registry)
        scopes.name_sign_ups(title_of_sign_up)

        notices.register()

        def published(instance: EventPage, **_kwargs: object) -> None:
            # Wagtail sends the signal also when a page is only scheduled to go live later.
            if instance.live and publishing.is_source(instance):
                publishing.sync_event(instance)

        def unpublished(instance: EventPage, **_kwargs: object) -> None:
            if publishing.is_source(instance):
                publishing.hide(instance)

        # Strong references: these functions live as long as the process.
        page_published.connect(published, sender=EventPage, weak=False)
        page_unpublished.connect(unpublished, sender=EventPage, weak=False)
