"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The `home` app."""

    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Say what there is to follow, where partners have pages, and who is to be welcomed."""
        from core import partner_urls
        from home import onboarding, topic_types
        from home.models.partners import page_addresses
        from residents.accounts import login_redirects

        topic_types.register()
        partner_urls.register(page_addresses)
        login_redirects.register(onboarding.detour)
