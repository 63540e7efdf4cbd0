"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The `home` app."""

    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Say what there is to follow, where partners have pages, and who is to be welcomed."""
        from core import partner_pages
        from home import topics, welcoming
        from home.models.partners import page_addresses
        from residents.accounts import after_sign_in

        topics.register()
        partner_pages.register(page_addresses)
        after_sign_in.register(welcoming.detour)
