"""The themes in the reader's language, loaded with one query for a request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from core.models import ThemeWording


@dataclass(slots=True)
class LocalizedTheme:
    """A theme in one language. The home app, which knows the page tree, sets `url`."""

    id: int
    slug: str
    colour: str
    icon: str
    name: str
    summary: str
    url: str = ""


class LocalizedThemes:
    """All themes in order, found by id or by slug."""

    def __init__(self, themes: Iterable[LocalizedTheme]) -> None:
        self._by_id = {theme.id: theme for theme in themes}
        self._by_slug = {theme.slug: theme for theme in self._by_id.values()}

    def __iter__(self) -> Iterator[LocalizedTheme]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, theme_id: int | None) -> LocalizedTheme | None:
        return self._by_id.get(theme_id) if theme_id is not None else None

    def by_slug(self, slug: str) -> LocalizedTheme | None:
        return self._by_slug.get(slug)


def load_localized_themes(language: str | None = None) -> LocalizedThemes:
    """Return the themes in `language` (default: the active one).

    A theme without a wording in that language has the wording of the source language.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    wordings = (
        ThemeWording.objects.filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
        .select_related("theme", "locale")
        .order_by("theme__order", "theme_id")
    )
    themes: dict[int, LocalizedTheme] = {}
    for wording in wordings:
        theme = wording.theme
        if theme.pk in themes and wording.locale.language_code != language:
            continue
        themes[theme.pk] = LocalizedTheme(
            id=theme.pk,
            slug=theme.slug,
            colour=theme.colour,
            icon=theme.icon,
            name=wording.name,
            summary=wording.summary,
        )
    return LocalizedThemes(themes.values())


def themes_for(request: HttpRequest) -> LocalizedThemes:
    """Return the themes in the language of `request`; the request caches them."""
    themes: LocalizedThemes | None = getattr(request, "_localized_themes", None)
    if themes is None:
        themes = load_localized_themes()
        request._localized_themes = themes  # type: ignore[attr-defined]
    return themes
