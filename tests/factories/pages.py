"""Pages, and what they are about: themes, areas, partners."""

import itertools
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from core.models import Area, Partner, Theme, ThemeWording
from events.pages.calendar_page import CalendarPage
from home.models import HomePage, StandardPage, ThemePage

_numbers = itertools.count(1)


def make_theme(slug: str = "traffic-safety", **fields: Any) -> Theme:
    """Make a theme that is named "<Slug> (<language>)" in every language."""
    defaults = {"colour": "brick", "icon": "shield", "order": next(_numbers)}
    theme = Theme.objects.create(slug=slug, **{**defaults, **fields})
    key = None
    for code, _name in settings.LANGUAGES:
        wording = ThemeWording(
            theme=theme,
            name=f"{slug.replace('-', ' ').capitalize()} ({code})",
            summary=f"About {slug}.",
            locale=Locale.objects.get(language_code=code),
        )
        if key:
            wording.translation_key = key
        wording.save()
        key = wording.translation_key
    return theme


def make_area(name: str = "Hirtshals", postal_codes: str = "9850") -> Area:
    """Make an area."""
    return Area.objects.create(name=name, slug=name.lower(), postal_codes=postal_codes)


def make_partner(name: str = "Hjørring Kommune", role: str = "municipality") -> Partner:
    """Make a partner."""
    return Partner.objects.create(name=name, slug=f"partner-{next(_numbers)}", role=role)


def front_page(language: str = "da") -> HomePage:
    """Return the front page, which the migrations make."""
    return HomePage.objects.get(locale__language_code=language)


def calendar_page(language: str = "da") -> CalendarPage:
    """Return the calendar, which the migrations make."""
    return CalendarPage.objects.get(locale__language_code=language)


def make_theme_page(theme: Theme, language: str = "da", **fields: Any) -> ThemePage:
    """Make the live page of a theme."""
    title = fields.pop("title", f"{theme.slug.capitalize()} ({language})")
    page = ThemePage(title=title, slug=fields.pop("slug", theme.slug), theme=theme, **fields)
    parent = front_page(language)
    page.locale = parent.locale
    return parent.add_child(instance=page)


def make_standard_page(title: str = "Om os", language: str = "da", **fields: Any) -> StandardPage:
    """Make a live standard page."""
    parent = front_page(language)
    page = StandardPage(title=title, locale=parent.locale, **fields)
    return parent.add_child(instance=page)
