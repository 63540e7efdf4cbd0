"""The configuration of the app `home`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Register topics, the URLs of partners and themes, and the redirect to onboarding."""
        from core import partner_urls, themes
        from home import onboarding, topic_types
        from home.models.pages import theme_page_urls
        from home.models.partners import page_urls
        from residents.accounts import login_redirects

        topic_types.register()
        partner_urls.register(page_urls)
        themes.register_urls(theme_page_urls)
        login_redirects.register(onboarding.redirect_url)
