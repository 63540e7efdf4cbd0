"""What the picture of a shared page shows."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from core.site_settings import localized_site, name_and_place
from core.theme_colours import tone_of
from core.themes import LocalizedTheme, localized_themes
from core.typesetting import typesetter

WIDTH, HEIGHT = 1200, 630
TEMPLATE = "social_image.typ"


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture that other sites show of a page as it is, without words on it."""

    url: str
    alt: str
    width: int
    height: int
    content_type: str


@dataclass(frozen=True)
class SocialCard:
    """The picture of a page in one language. Without a page it stands for the site."""

    width, height, content_type = WIDTH, HEIGHT, "image/jpeg"

    title: str
    language: str
    page_id: int | None = None
    theme: LocalizedTheme | None = None
    # A picture of the page's own, and the address of its rendition, which changes with its focus.
    image_id: int | None = None
    picture_url: str = ""
    # The name of a list that has a picture of its own, with the theme it is filtered by.
    list_name: str = ""
    site: str = field(default_factory=name_and_place)

    @property
    def label(self) -> str:
        """The name of the theme; empty if it is the title."""
        return self.theme.name if self.theme and self.theme.name != self.title else ""

    @property
    def data(self) -> dict[str, str]:
        """What the template gets."""
        return {
            "title": self.title,
            "language": self.language,
            "theme": self.label,
            "site": self.site if self.page_id or self.list_name else "",
            **asdict(tone_of(self.theme)),
        }

    @property
    def digest(self) -> str:
        """A hash of all that the picture shows, which is part of its address."""
        shown = self.theme.illustration if self.theme else ""
        drawing = self.picture_url or (shown if isinstance(shown, str) else shown.url)
        state = json.dumps([self.data, drawing, typesetter.version_of(TEMPLATE)])
        return hashlib.sha256(state.encode()).hexdigest()[:20]

    @property
    def owner(self) -> str:
        """What the picture belongs to: the name of the folder in which it is stored."""
        if self.page_id is not None:
            return f"page-{self.page_id}"
        if self.list_name:
            theme = f"-{self.theme.id}" if self.theme else ""
            return f"list-{self.list_name}-{self.language}{theme}"
        return f"site-{self.language}"

    @property
    def url(self) -> str:
        """The absolute URL of the picture; what it shows is part of it."""
        if self.list_name:
            path = reverse("list_social_image", args=[self.owner, self.digest])
        elif self.page_id is None:
            path = reverse("default_social_image", args=[self.language, self.digest])
        else:
            path = reverse("social_image", args=[self.page_id, self.digest])
        return settings.BASE_URL + path

    @property
    def alt(self) -> str:
        """The text of the picture."""
        return f"{self.label}: {self.title}" if self.label else self.title


def default_card(language: str | None = None) -> SocialCard:
    """Return the picture of the pages that have none of their own."""
    language = language or get_language() or settings.LANGUAGE_CODE
    site = localized_site(language)
    return SocialCard(
        name_and_place(language),
        language,
        image_id=site.social_image_id,
        picture_url=site.social_picture_url,
    )


# Returns the title of a list in the active language.
_lists: dict[str, Callable[[], str]] = {}


def register_list(name: str, title: Callable[[], str]) -> None:
    """Give a list, and the list of each theme, a picture. To be called in `AppConfig.ready()`."""
    _lists[name] = title


def list_card(
    name: str, theme: LocalizedTheme | None = None, language: str | None = None
) -> SocialCard:
    """Return the picture of a registered list, which may be filtered by a theme."""
    language = language or get_language() or settings.LANGUAGE_CODE
    with override(language):
        title = str(_lists[name]())
    return SocialCard(title, language, theme=theme, list_name=name)


def list_cards(language: str) -> Iterator[SocialCard]:
    """Yield the pictures of all lists in a language."""
    for name in _lists:
        yield list_card(name, language=language)
        for theme in localized_themes(language):
            yield list_card(name, theme, language)


class SharedPage:
    """A page of a theme whose picture shows its own title."""

    pk: int
    title: str
    theme_id: int | None

    def social_card(self, language: str) -> SocialCard:
        """Return the picture of the page in its language, with what is stored of its own picture.

        No query of its own, if the page has looked up its picture.
        """
        image_id, picture_url = self.social_picture()
        return SocialCard(
            self.title,
            language,
            page_id=self.pk,
            theme=localized_themes(language).get(self.theme_id),
            image_id=image_id,
            picture_url=picture_url,
        )

    def social_picture(self) -> tuple[int | None, str]:
        """Return the primary key of the page's own picture, and the URL of its rendition."""
        return None, ""

    def is_shared(self) -> bool:
        """Return whether readers see the page, once it is live."""
        return True
