"""The themes in the reader's language: one query, one map, for a whole request."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from core.models import ThemeWording


@dataclass(slots=True)
class LocalizedTheme:
    """A theme as a reader meets it. `url` is filled in by those who know the page tree."""

    id: int
    slug: str
    colour: str
    icon: str
    name: str
    summary: str
    url: str = ""


class LocalizedThemes:
    """All themes in order, found by id or by slug."""

    def __init__(self, faces: list[LocalizedTheme]) -> None:
        self._by_id = {face.id: face for face in faces}
        self._by_slug = {face.slug: face for face in faces}

    def __iter__(self) -> Iterator[LocalizedTheme]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, theme_id: int | None) -> LocalizedTheme | None:
        """Return the face of the theme with that id, or None."""
        return self._by_id.get(theme_id) if theme_id is not None else None

    def by_slug(self, slug: str) -> LocalizedTheme | None:
        """Return the face of the theme with that slug, or None."""
        return self._by_slug.get(slug)


def load_localized_themes(language: str | None = None) -> LocalizedThemes:
    """Return the themes worded in `language` (default: the active one).

    A theme without words in that language gets those of the source language.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    wordings = {
        (wording.theme_id, wording.locale.language_code): wording
        for wording in ThemeWording.objects.filter(
            locale__language_code__in={language, settings.LANGUAGE_CODE}
        )
        .select_related("theme", "locale")
        .order_by("theme__order", "theme_id")
    }
    faces: dict[int, LocalizedTheme] = {}
    for (theme_id, code), wording in wordings.items():
        if theme_id in faces and code != language:
            continue
        theme = wording.theme
        faces[theme_id] = LocalizedTheme(
            id=theme.pk,
            slug=theme.slug,
            colour=theme.colour,
            icon=theme.icon,
            name=wording.name,
            summary=wording.summary,
        )
    return LocalizedThemes(list(faces.values()))


def themes_for(request: HttpRequest) -> LocalizedThemes:
    """Return the themes in the language of `request`, loaded once for the whole of it."""
    faces: LocalizedThemes | None = getattr(request, "_theme_faces", None)
    if faces is None:
        faces = load_localized_themes()
        request._theme_faces = faces  # type: ignore[attr-defined]
    return faces
