"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The `events` app."""

    name = "events"
    verbose_name = _("Events")

    def import_models(self) -> None:
        """Load the page models too, which are outside `events.models`."""
        super().import_models()
        import_module("events.pages.calendar_page")
        import_module("events.pages.event_page")

    def ready(self) -> None:
        """Register with the apps below, and follow Wagtail's signals."""
        from core import life_cycle, theme_limits
        from events import notices, personal_data
        from events.display import calendar_url
        from events.display.localized_texts import signup_title
        from events.organisers import permissions
        from events.pages import life_cycle as page_life_cycle
        from events.pages import publishing
        from events.pages.calendar_page import CalendarPage, find_calendar_url
        from events.pages.event_page import EventPage
        from notifications.unsubscribing import scopes
        from residents.personal_data.registry import registry

        personal_data.register(registry)
        # The page that stops the mails about a sign-up names its event.
        scopes.register_titles(scopes.SIGNUP, signup_title)
        notices.register()
        calendar_url.register(find_calendar_url)
        permissions.register_editors(publishing.editable_events)
        publishing.connect_signals()
        life_cycle.register(page_life_cycle.consequences)
        theme_limits.register(EventPage, CalendarPage)
