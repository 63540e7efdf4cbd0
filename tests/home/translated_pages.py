"""Pages of each type with a translation, and what readers see of them."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from events.models import Event, EventText
from home.models import (
    PartnerIndexPage,
    PartnerPage,
)
from tests import factories

Pair = tuple[Page, Page]


def translate(source: Page, title: str) -> Page:
    """Make the live English translation of a page, as editors do."""
    english = Locale.objects.get(language_code="en")
    record, _created = TranslationSource.update_or_create_from_instance(source.specific)
    translation = Translation.objects.create(source=record, target_locale=english)
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    page.title = title
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def theme_page(slug: str) -> Pair:
    source = factories.make_theme_page(factories.make_theme(slug))
    return source, translate(source, f"{slug} in English")


def standard_page(title: str = "Om os") -> Pair:
    source = factories.make_standard_page(title)
    return source, translate(source, f"{title} in English")


def campaign() -> Pair:
    parent, _english = theme_page("burglary")
    source = factories.make_campaign(parent)
    return source, translate(source, "Lock your door")


def kit() -> Pair:
    parent, _english = theme_page("digital-crime")
    source = factories.make_kit(parent, "Sikker på nettet", "Brug lange adgangskoder.")
    return source, translate(source, "Safe online")


def event_page() -> Pair:
    source = factories.make_event_page(factories.make_theme("loneliness"))
    return source, translate(source, "Neighbours’ café")


def partner_page() -> Pair:
    index = factories.front_page().add_child(
        instance=PartnerIndexPage(title="Partnere", locale=factories.front_page().locale)
    )
    translate(index, "Partners")
    page = PartnerPage(title="Kommunen", partner=factories.make_partner(), locale=index.locale)
    source = index.add_child(instance=page)
    return source, translate(source, "The municipality")


TYPES: dict[str, Callable[[], Pair]] = {
    "theme page": lambda: theme_page("traffic-safety"),
    "standard page": standard_page,
    "campaign": campaign,
    "kit": kit,
    "event page": event_page,
    "partner page": partner_page,
}


def fresh(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).specific


def is_shown(page: Page) -> bool:
    """Whether readers find the page: at its address, in the sitemap and by search."""
    page = fresh(page)
    client = Client()
    at_address = client.get(page.get_url()).status_code == 200 if page.get_url() else False
    in_sitemap = bool(page.url) and page.full_url in client.get("/sitemap.xml").content.decode()
    language = page.locale.language_code
    found = client.get(
        f"/{language}/{'soeg' if language == 'da' else 'search'}/", {"q": page.title}
    )
    by_search = f'href="{page.url}"' in found.content.decode()
    states = {page.live, at_address, in_sitemap, by_search}
    assert len(states) == 1, (page, page.live, at_address, in_sitemap, by_search)
    return page.live


def has_text(page: Page) -> bool:
    """Whether the event of the page, if it has one, has a text in its language."""
    texts = EventText.objects.filter(
        event__translation_key=page.translation_key, language=page.locale.language_code
    )
    return texts.exists()


def has_public_event(page: Page) -> bool:
    events = Event.objects.filter(translation_key=page.translation_key, is_published=True)
    return events.exists()
