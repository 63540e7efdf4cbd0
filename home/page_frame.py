"""The header and footer of every page: menus, language links, and the reader's notices.

`home.context_processors` gives templates the `PageFrame` as `frame`.
"""

from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.models import CampaignPage, KitPage
from core.caching.held_values import HeldValues
from core.page_urls import url_of
from core.site_frame_blocks import SectionBlock
from core.site_settings import LocalizedSite, ShownStrip, emergency_strip, localized_site
from events.organisers.permissions import events_of
from home.models import PrivacyPage, StandardPage, ThemePage
from notifications.delivery import push_devices, webpush_client
from notifications.models import AddressTrouble
from notifications.notices.inbox import unread_on_page
from residents.models import User

NABOHJAELP_URL = "https://nabohjaelp.dk/"
RULES_SLUGS = ("husregler", "house-rules")


class MenuItem(NamedTuple):
    url: str
    label: str
    current: bool = False


class LanguageLink(NamedTuple):
    """A link to the current page in one language; `missing` if it is not translated."""

    code: str
    name: str
    url: str
    current: bool
    missing: bool


class Alternate(NamedTuple):
    """A link for `hreflang`."""

    lang: str
    url: str


class _SiteLinks(NamedTuple):
    """The links that every page in one language has, as URL and label."""

    menu: list[tuple[str, str]]
    footer: list[tuple[str, str]]
    privacy_url: str
    rules_url: str


_site_links: HeldValues[_SiteLinks] = HeldValues()
_page_urls: HeldValues[dict[str, str]] = HeldValues()


class PageFrame:
    """The values that the header and footer show. Each is computed when a template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def front_page_url(self) -> str:
        return f"/{get_language()}/"

    @property
    def site(self) -> LocalizedSite:
        """The settings of the site. Not kept here, as `_links` is not."""
        return localized_site()

    @property
    def emergency_strip(self) -> ShownStrip | None:
        return emergency_strip()

    @cached_property
    def main_menu(self) -> list[MenuItem]:
        """Themes, campaigns, and the pages that editors put in the menu, with the forum second."""
        themes, campaigns = reverse("home:themes"), reverse("home:campaigns")
        # The pages of themes and campaigns lie below the front page.
        sections: dict[type, str] = {ThemePage: themes, KitPage: themes, CampaignPage: campaigns}
        section = sections.get(type(self._page), "")
        path = self._request.path
        return [
            MenuItem(url, label, current=path.startswith(url) or url == section)
            for url, label in self._links.menu
        ]

    @property
    def footer_menu(self) -> list[MenuItem]:
        return [MenuItem(url, label) for url, label in self._links.footer]

    @property
    def privacy_url(self) -> str:
        """The URL of the privacy page; empty if there is none."""
        return self._links.privacy_url

    @property
    def rules_url(self) -> str:
        """The URL of the page in the settings, or whose slug is in `RULES_SLUGS`; else empty."""
        return self._links.rules_url

    @property
    def _links(self) -> _SiteLinks:
        # Not kept here: each piece of the page that reads it must depend on it.
        return _site_links.get(get_language(), _load_site_links)

    @cached_property
    def unread_notices(self) -> int:
        return unread_on_page(self._request)

    @cached_property
    def is_organiser(self) -> bool:
        """Whether the reader organises any event."""
        return events_of(self._request.user).exists()

    @cached_property
    def address_trouble(self) -> AddressTrouble | None:
        """The reason why the reader's address gets no mail, if it gets none."""
        user = self._request.user
        if not user.is_authenticated:
            return None
        return AddressTrouble.objects.of(user.email).unreachable().first()

    @cached_property
    def push(self) -> dict[str, Any]:
        """The key and devices for push messages; empty if the reader cannot have them."""
        user = self._request.user
        if not (webpush_client.is_on() and isinstance(user, User)):
            return {}
        session = self._request.session
        devices = push_devices.live_devices(user)
        return {
            "key": webpush_client.public_key(),
            "devices": [device.endpoint_digest for device in devices],
            "is_on_here": any(device.session_key == session.session_key for device in devices),
        }

    @cached_property
    def language_links(self) -> list[LanguageLink]:
        """A link to the current page in every language.

        Where a Wagtail page is not translated, the link leads to the view `home:untranslated`.
        """
        page = self._page
        query = self._request.META.get("QUERY_STRING")
        links = []
        for code, name in settings.LANGUAGES:
            url, is_missing = self._urls_by_language.get(code, ""), False
            if url:
                url += f"?{query}" if query else ""
            elif page is not None:
                is_missing = True
                with override(code):
                    url = reverse("home:untranslated", args=[page.pk])
            else:
                url = f"/{code}/"
            links.append(LanguageLink(code, name, url, code == get_language(), is_missing))
        return links

    def alternates(self) -> list[Alternate]:
        """Return the absolute URLs for `hreflang`, with the source language as the default."""
        urls = {
            code: settings.BASE_URL + url for code, url in self._urls_by_language.items() if url
        }
        if len(urls) < 2:
            return []
        alternates = [Alternate(code, url) for code, url in urls.items()]
        if default := urls.get(settings.LANGUAGE_CODE):
            alternates.append(Alternate("x-default", default))
        return alternates

    @cached_property
    def _page(self) -> Page | None:
        """The Wagtail page that the request is for; None for views of the hub."""
        match = self._request.resolver_match
        if match is None or match.view_name != "wagtail_serve":
            return None
        # Wagtail keeps the page on the request, so this makes no query.
        path = match.args[0] if match.args else ""
        page: Page | None = Page.find_for_request(self._request, path)
        return page

    @cached_property
    def _urls_by_language(self) -> dict[str, str]:
        """The paths of the current page in the languages that it has."""
        if (page := self._page) is not None:
            return _page_urls.get(page.pk, lambda: _urls_of(page))
        match = self._request.resolver_match
        if match is None or match.view_name == "wagtail_serve":
            return {}
        return {code: _in_language(self._request.path, code) for code, _name in settings.LANGUAGES}


def _urls_of(page: Page) -> dict[str, str]:
    pages = page.get_translations(inclusive=True).live().select_related("locale")
    return {page.locale.language_code: url_of(page) for page in pages}


@lru_cache(maxsize=4096)
def _in_language(path: str, code: str) -> str:
    """Return the path in another language. Paths name their language, so it is always the same."""
    url: str = translate_url(path, code)
    return url


def _load_site_links() -> _SiteLinks:
    """Load the links in the active language. The settings of the site come before what is usual."""
    in_language = Q(locale__language_code=get_language())
    in_menu = Page.objects.live().in_menu().filter(in_language).order_by("path")
    menu = [(url_of(page), page.title) for page in in_menu]
    menu.insert(1, _section("forum:threads"))
    pages = StandardPage.objects.live().filter(in_language).defer_streamfields().order_by("path")
    privacy = PrivacyPage.objects.live().filter(in_language).defer_streamfields().first()
    rules = next((page for page in pages if page.slug in RULES_SLUGS), None)
    site = localized_site()
    chosen = [_section(link.route) if link.route else (link.url, link.label) for link in site.menu]
    return _SiteLinks(
        menu=chosen or [_section("home:themes"), _section("home:campaigns"), *menu],
        footer=[
            *((url_of(page), page.title) for page in pages if page.in_footer),
            (reverse("home:results"), _("What came of it")),
            (reverse("was"), _("Accessibility statement")),
            (NABOHJAELP_URL, "Nabohjælp"),
        ],
        privacy_url=url_of(privacy) if privacy else "",
        rules_url=site.rules_url or (url_of(rules) if rules else ""),
    )


def _section(route: str) -> tuple[str, str]:
    """Return the URL and the label of a part of the site that is no page."""
    labels = dict(SectionBlock.choices)
    return reverse(route), str(labels[route])
