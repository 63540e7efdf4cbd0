"""The themes in the reader's language, held in memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from core.caching.held_values import HeldValues
from core.images.pictures import FoundPicture, find_picture, prefetch_stored
from core.models import SiteImage, Theme


@dataclass(slots=True)
class LocalizedTheme:
    """A theme in one language. `url` is the path of its page, or of its threads without one."""

    id: int
    slug: str
    colour: str
    icon: str
    name: str
    summary: str
    # The name of a drawing, or the uploaded picture: the tag `illustration` shows both.
    illustration: str | FoundPicture = Theme.Illustration.NEUTRAL.value
    url: str = ""
    is_about_crime: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """What lists show of it, as the key of a held piece of a page."""
        return (self.slug, self.colour, self.icon, self.name, self.url)


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


# Returns the path to which each theme leads in a language, by the theme's primary key.
FindUrls = Callable[[str, Iterable[LocalizedTheme]], dict[int, str]]

_find_urls: FindUrls | None = None
_held: HeldValues[LocalizedThemes] = HeldValues()


def register_urls(find_urls: FindUrls) -> None:
    """Set the function that finds the pages. The app with the pages calls this once."""
    global _find_urls  # noqa: PLW0603
    _find_urls = find_urls


def localized_themes(language: str | None = None) -> LocalizedThemes:
    """Return the themes in `language` (default: the active one).

    A theme without a wording in that language has the wording of the source language, or else any
    other; without one, its slug is its name.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    return _held.get(language, lambda: _load(language))


def requested_theme(request: HttpRequest) -> LocalizedTheme | None:
    """Return the theme of `?theme=<slug>`, or None without. Raises Http404 for an unknown one."""
    slug = request.GET.get("theme", "")
    theme = localized_themes().by_slug(slug)
    if slug and theme is None:
        raise Http404
    return theme


def _load(language: str) -> LocalizedThemes:
    preferred = (language, settings.LANGUAGE_CODE)
    rows = Theme.objects.order_by("order", "pk").values(
        *("pk", "slug", "colour", "icon", "illustration", "picture", "is_about_crime"),
        *("wordings__name", "wordings__summary", "wordings__locale__language_code"),
    )
    themes: dict[int, LocalizedTheme] = {}
    ranks: dict[int, int] = {}
    pictures: dict[int, int] = {}
    for row in rows:
        code, theme_id = row["wordings__locale__language_code"], row["pk"]
        rank = preferred.index(code) if code in preferred else len(preferred)
        if rank >= ranks.get(theme_id, len(preferred) + 1):
            continue
        ranks[theme_id] = rank
        themes[theme_id] = LocalizedTheme(
            id=theme_id,
            slug=row["slug"],
            colour=row["colour"],
            icon=row["icon"],
            name=row["wordings__name"] or row["slug"],
            summary=row["wordings__summary"] or "",
            illustration=row["illustration"],
            is_about_crime=row["is_about_crime"],
        )
        if row["picture"]:
            pictures[theme_id] = row["picture"]
    images = SiteImage.objects.in_bulk(set(pictures.values()))
    prefetch_stored(images.values())
    for theme_id, image_id in pictures.items():
        image = images.get(image_id)
        # Until it is made, and if that fails, the theme keeps its drawing.
        if image and not (picture := find_picture(image, "theme")).is_missing:
            themes[theme_id].illustration = picture
    urls = _find_urls(language, themes.values()) if _find_urls else {}
    for theme in themes.values():
        theme.url = urls.get(theme.id, "")
    return LocalizedThemes(themes.values())
