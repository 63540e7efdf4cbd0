"""The settings of the site in the reader's language, held in memory.

Administrators and editors type them in the admin (`core.models.site_settings`). What is empty comes
from the source language, then from the environment.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.caching.held_values import HeldValues
from core.caching.tracking import expire_at
from core.images.pictures import FoundPicture, find_picture, prefetch_stored
from core.linked_objects import LinkTargets
from core.models import EmergencyStrip, SiteSettings, SiteWording
from core.page_urls import url_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number to call; `dial` is without blanks, for a link."""

    number: str
    label: str

    @property
    def dial(self) -> str:
        return "".join(character for character in self.number if character in "+0123456789")


@dataclass(frozen=True, slots=True)
class FrameLink:
    """A link of the menu or the footer. A part of the site has the name of its `route`."""

    url: str
    label: str
    route: str = ""


@dataclass(frozen=True, slots=True)
class FooterColumn:
    title: str
    text: str
    links: tuple[FrameLink, ...]


@dataclass(frozen=True, slots=True)
class LocalizedSite:
    """What every page and mail says of the site, in one language."""

    name: str
    place: str = ""
    # Whether somebody has typed the name in the admin.
    is_named: bool = False
    logo: FoundPicture | None = None
    # Without one: the icon and the drawing that come with the hub.
    browser_icon: FoundPicture | None = None
    front_picture: FoundPicture | None = None
    acute: EmergencyNumber = EmergencyNumber("112", "")
    police: EmergencyNumber = EmergencyNumber("114", "")
    other: EmergencyNumber | None = None
    menu: tuple[FrameLink, ...] = ()
    footer_columns: tuple[FooterColumn, ...] = ()
    social_links: tuple[FrameLink, ...] = ()
    rules_url: str = ""
    accessibility_statement: str = ""
    # The picture of shared pages that have none of their own, if its renditions are made.
    social_image_id: int | None = None
    social_picture_url: str = ""
    sign_in_text: str = ""
    sent_mail_text: str = ""


@dataclass(frozen=True, slots=True)
class ShownStrip:
    """The emergency message in one language; `language` is the one that it is written in."""

    level: str
    text: str
    language: str
    link: str


_sites: HeldValues[LocalizedSite] = HeldValues()
_strips: HeldValues[EmergencyStrip | None] = HeldValues()
# The latest of each language, for error pages, which ask no database.
_last_known: dict[str, LocalizedSite] = {}


def localized_site(language: str | None = None) -> LocalizedSite:
    """Return the settings in `language` (default: the active one)."""
    code = _served(language or get_language())
    site = _sites.get(code, lambda: _load(code))
    _last_known[code] = site
    return site


def last_known_site(language: str) -> LocalizedSite:
    """Return the settings as this process last saw them, without the database."""
    code = _served(language)
    return _last_known.get(code) or _with_labels(LocalizedSite(settings.SITE_NAME), code)


def remember_sites() -> None:
    """Load the settings when a process starts, for error pages when the database is away."""
    was_connected = connection.connection is not None
    try:
        for code, _native in settings.LANGUAGES:
            localized_site(code)
    except Exception:
        logger.warning("The settings of the site could not be read.", exc_info=True)
    finally:
        if not was_connected:
            connection.close()


def site_name(language: str | None = None) -> str:
    """Return the name of the site in `language` (default: the active one)."""
    return localized_site(language).name


def name_and_place(language: str | None = None) -> str:
    """Return the name and the place of the site, as pictures and printed pages show them."""
    site = localized_site(language)
    return " · ".join(filter(None, (site.name, site.place)))


def sender(language: str | None = None) -> str:
    """Return the sender of mail: the name from the admin, or else that of `DEFAULT_FROM_EMAIL`."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    site = localized_site(language)
    return formataddr((site.name if site.is_named or not name else name, address))


def emergency_strip() -> ShownStrip | None:
    """Return the message to show now, in the active language or else the source language."""
    strip = _strips.get("strip", EmergencyStrip.objects.first)
    if strip is None or strip.is_over():
        return None
    language = get_language() or settings.LANGUAGE_CODE
    code = language if strip.texts.get(language) else settings.LANGUAGE_CODE
    text = strip.texts.get(code, "")
    if not text:
        return None
    if strip.starts_at is not None and strip.is_still_to_come():
        expire_at(strip.starts_at.timestamp())
        return None
    if strip.until is not None:
        expire_at(strip.until.timestamp())
    return ShownStrip(strip.level, text, code, strip.link)


def _served(language: str | None) -> str:
    if language and language in dict(settings.LANGUAGES):
        return language
    return settings.LANGUAGE_CODE


def _load(language: str) -> LocalizedSite:
    pictures = ("logo", "browser_icon", "front_picture", "social_image")
    shared = SiteSettings.objects.select_related(*pictures).first() or SiteSettings()
    rows = SiteWording.objects.select_related("locale")
    wordings = {row.locale.language_code: row for row in rows}
    own = wordings.get(language) or SiteWording()
    source = wordings.get(settings.LANGUAGE_CODE) or SiteWording()

    def text(field: str) -> str:
        return getattr(own, field) or getattr(source, field)

    social = _stored(shared.social_image, "theme")
    columns = own.footer_columns or source.footer_columns
    page_ids = [*_page_ids(own, source), *([shared.rules_page_id] if shared.rules_page_id else [])]
    targets = LinkTargets(page_ids)
    with override(language):
        site = LocalizedSite(
            name=text("name") or settings.SITE_NAME,
            place=text("place"),
            is_named=bool(text("name")),
            logo=_stored(shared.logo, "logo"),
            browser_icon=_stored(shared.browser_icon, "logo"),
            front_picture=_stored(shared.front_picture, "body"),
            social_image_id=shared.social_image_id if social else None,
            social_picture_url=social.url if social else "",
            acute=EmergencyNumber(shared.acute_number, text("acute_label")),
            police=EmergencyNumber(shared.police_number, text("police_label")),
            other=EmergencyNumber(shared.other_number, text("other_label"))
            if shared.other_number
            else None,
            menu=tuple(_menu(own, source, targets)),
            footer_columns=tuple(
                FooterColumn(
                    column.value["title"],
                    column.value["text"],
                    tuple(_links(column.value["links"], targets)),
                )
                for column in columns
            ),
            social_links=tuple(
                FrameLink(link.value["url"], link.value["name"]) for link in shared.social_links
            ),
            rules_url=targets.page_url(shared.rules_page_id) if shared.rules_page_id else "",
            accessibility_statement=shared.accessibility_statement,
            sign_in_text=text("sign_in_text"),
            sent_mail_text=text("sent_mail_text"),
        )
    return _with_labels(site, language)


def _with_labels(site: LocalizedSite, language: str) -> LocalizedSite:
    """Give the numbers that have no words the usual ones."""
    with override(language):
        acute = site.acute.label or _("Life or property in danger")
        police = site.police.label or _("Police, when it is not urgent")
    return replace(
        site,
        acute=EmergencyNumber(site.acute.number, acute),
        police=EmergencyNumber(site.police.number, police),
    )


def _stored(image: Any, use: str) -> FoundPicture | None:
    if image is None:
        return None
    prefetch_stored([image])
    picture = find_picture(image, use)
    return None if picture.is_missing else picture


def _page_ids(*wordings: SiteWording) -> Iterable[int]:
    for wording in wordings:
        links = [item.value for item in wording.menu if item.block_type == "link"]
        for column in wording.footer_columns:
            links += column.value["links"]
        yield from (link["page"].pk for link in links if link["page"])


def _menu(own: SiteWording, source: SiteWording, targets: LinkTargets) -> Iterable[FrameLink]:
    """Yield the menu of the language, or that of the source language with the pages' own titles."""
    for item in own.menu or source.menu:
        if item.block_type == "section":
            yield FrameLink("", "", item.value)
        else:
            yield from _links([item.value], targets, keeps_labels=bool(own.menu))


def _links(
    links: Iterable[Any], targets: LinkTargets, *, keeps_labels: bool = True
) -> Iterable[FrameLink]:
    """Yield the links that lead somewhere: pages that are gone leave no hole."""
    for link in links:
        if link["page"]:
            page = targets.page(link["page"].pk)
            if page is not None:
                label = link["label"] if keeps_labels else ""
                yield FrameLink(url_of(page), label or page.title)
        elif link["url"]:
            yield FrameLink(link["url"], link["label"])
