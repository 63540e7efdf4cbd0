"""What every template knows of the site: its themes, its menus, its languages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.themes import LocalizedThemes, themes_for
from events.organisers.permissions import events_of
from home.models import PrivacyPage, StandardPage, ThemePage
from notifications.delivery import webpush_client
from notifications.models import AddressTrouble
from notifications.notices.inbox import count_unread
from residents.models import User
from residents.requests import signed_in_reader

NABOHJAELP = "https://nabohjaelp.dk/"
RULES_SLUGS = ("husregler", "house-rules")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the site's frame. What is not used costs no query."""

    def lazy(make: Callable[[HttpRequest], Any]) -> Any:
        return SimpleLazyObject(lambda: make(request))

    return {
        "themes": lazy(_themes_with_addresses),
        "site_nav": lazy(_main_menu),
        "footer_nav": lazy(_footer_menu),
        "language_links": lazy(_language_links),
        "alternates": lazy(_alternates),
        "canonical_url": settings.BASE_URL + request.path,
        "front_page_url": f"/{get_language()}/",
        "site_search_url": reverse("home:search"),
        "privacy_url": lazy(_privacy_address),
        "start_thread_url": reverse("forum:start"),
        "unread_notices": lazy(_unread_notices),
        "is_organiser": lazy(_is_organiser),
        "rules_url": lazy(_rules_url),
        "address_trouble": lazy(_address_trouble),
        "push": lazy(_push),
        "account_urls": {
            "login": reverse("account_login"),
            "signup": reverse("account_signup"),
            "logout": reverse("account_logout"),
            "profile": reverse("residents:profile"),
            "events": reverse("events:mine"),
            "notices": reverse("notifications:notices"),
        },
    }


def _address_trouble(request: HttpRequest) -> AddressTrouble | None:
    """Return what is wrong with the reader's address, if it takes no mail."""
    if not request.user.is_authenticated:
        return None
    return AddressTrouble.objects.of(request.user.email).unreachable().first()


def _push(request: HttpRequest) -> dict[str, Any]:
    """Return what the reader's browser needs to be sent messages."""
    if not (webpush_client.is_on() and isinstance(request.user, User)):
        return {}
    devices = request.user.push_subscriptions.values_list("endpoint_digest", flat=True)
    return {"key": webpush_client.public_key(), "devices": list(devices)}


def _is_organiser(request: HttpRequest) -> bool:
    """Whether the reader may see who comes to some event."""
    return events_of(request.user).exists()


def _unread_notices(request: HttpRequest) -> int:
    reader = signed_in_reader(request)
    return count_unread(reader) if reader else 0


def _themes_with_addresses(request: HttpRequest) -> LocalizedThemes:
    faces = themes_for(request)
    for page in (
        ThemePage.objects.live().filter(locale__language_code=get_language()).defer_streamfields()
    ):
        face = faces.get(page.theme_id)
        if face is not None:
            face.url = page.get_url(request) or ""
    return faces


def _main_menu(request: HttpRequest) -> list[dict[str, Any]]:
    pages = Page.objects.live().in_menu().filter(locale__language_code=get_language())
    entries = [(page.get_url(request) or "", page.title) for page in pages.order_by("path")]
    # The forum has no page of its own; it stands after the calendar.
    entries.insert(1, (reverse("forum:threads"), _("Forum")))
    return [
        {"url": url, "label": label, "current": request.path.startswith(url)}
        for url, label in entries
    ]


def _footer_menu(request: HttpRequest) -> list[dict[str, str]]:
    pages = (
        StandardPage.objects.live()
        .filter(locale__language_code=get_language(), in_footer=True)
        .defer_streamfields()
        .order_by("path")
    )
    return [
        *({"url": page.get_url(request) or "", "label": page.title} for page in pages),
        {"url": reverse("was"), "label": _("Accessibility statement")},
        {"url": NABOHJAELP, "label": "Nabohjælp"},
    ]


def _privacy_address(request: HttpRequest) -> str:
    """Return where it stands what is stored about people; empty where there is no such page."""
    pages = PrivacyPage.objects.live().filter(locale__language_code=get_language())
    page = pages.defer_streamfields().first()
    return (page.get_url(request) or "") if page else ""


def _rules_url(request: HttpRequest) -> str:
    """Return the address of the house rules, if the editors have written a page of that name."""
    page = (
        StandardPage.objects.live()
        .filter(locale__language_code=get_language(), slug__in=RULES_SLUGS)
        .defer_streamfields()
        .first()
    )
    return (page.get_url(request) or "") if page else ""


def _current_page(request: HttpRequest) -> Page | None:
    """Return the Wagtail page that `request` is for; None for the hub's own views."""
    match = request.resolver_match
    if match is None or match.view_name != "wagtail_serve":
        return None
    # Wagtail keeps the page it served on the request: no query.
    page: Page | None = Page.find_for_request(request, match.args[0] if match.args else "")
    return page


def _page_addresses(request: HttpRequest) -> dict[str, str] | None:
    """Return the address of the current page in each language it is published in."""
    addresses: dict[str, str] | None = getattr(request, "_page_addresses", None)
    if addresses is None and (page := _current_page(request)) is not None:
        pages = page.get_translations(inclusive=True).live().select_related("locale")
        addresses = {
            version.locale.language_code: version.get_url(request) or "" for version in pages
        }
        request._page_addresses = addresses  # type: ignore[attr-defined]
    return addresses


def _addresses(request: HttpRequest) -> dict[str, str]:
    """Return the address of what `request` shows in each language that has it."""
    of_page = _page_addresses(request)
    if of_page is not None:
        return of_page
    match = request.resolver_match
    if match is None or match.view_name == "wagtail_serve":
        return {}
    return {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return a link to this page in every language; where there is none, to a page that says so."""
    addresses = _addresses(request)
    page = _current_page(request)
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    links = []
    for code, name in settings.LANGUAGES:
        url, missing = addresses.get(code, ""), False
        if url:
            url += query
        elif page is not None:
            with override(code):
                url, missing = reverse("home:untranslated", args=[page.pk]), True
        else:
            url = f"/{code}/"
        links.append(
            {
                "code": code,
                "name": name,
                "url": url,
                "current": code == get_language(),
                "missing": missing,
            }
        )
    return links


def _alternates(request: HttpRequest) -> list[dict[str, str]]:
    """Return the absolute addresses for `hreflang`, with the source language as the default."""
    addresses = {code: settings.BASE_URL + url for code, url in _addresses(request).items() if url}
    if len(addresses) < 2:
        return []
    alternates = [{"lang": code, "url": url} for code, url in addresses.items()]
    if default := addresses.get(settings.LANGUAGE_CODE):
        alternates.append({"lang": "x-default", "url": default})
    return alternates
