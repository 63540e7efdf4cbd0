"""The configuration of the app `home`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Register what lower apps ask for: topics, URLs, lists of campaigns, the onboarding.

        The search follows the names of partners from here on.
        """
        from core import life_cycle, partner_urls, themes
        from home import campaign_connections, onboarding, topic_types
        from home import life_cycle as page_life_cycle
        from home.models.pages import theme_page_urls
        from home.models.partners import page_urls
        from home.search import partner_names
        from residents.accounts import login_redirects

        campaign_connections.register()
        topic_types.register()
        life_cycle.register(page_life_cycle.consequences)
        partner_urls.register(page_urls)
        partner_names.connect_signals()
        themes.register_urls(theme_page_urls)
        login_redirects.register(onboarding.redirect_url)
