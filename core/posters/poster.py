"""A poster: what is on it, the same for the page and for the PDF."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.images.pictures import FoundPicture
from core.qr_codes import qr_drawing, qr_image
from core.site_settings import name_and_place
from core.social.drawings import drawing_svg
from core.text.normalization import slug
from core.theme_colours import tone_of
from core.themes import LocalizedTheme
from core.typesetting import typesetter

# A poster, and four hand-outs on a sheet.
SIZES = ("a4", "a6")
_TEMPLATE = "poster.typ"
_SVG = "http://www.w3.org/2000/svg"
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class PosterFact:
    """A fact under its label: when, where, who."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Poster:
    """The texts of a poster, all in `language`."""

    language: str
    title: str
    # The path of the page that it leads to, or its URL.
    url: str
    lead: str = ""
    # Why it does not take place as planned; empty if it does.
    banner: str = ""
    facts: tuple[PosterFact, ...] = ()
    theme: LocalizedTheme | None = None
    # A picture that takes the place of the theme's drawing.
    image_id: int | None = None
    own_picture: FoundPicture | None = None

    @property
    def address(self) -> str:
        """The absolute URL."""
        return self.url if "://" in self.url else settings.BASE_URL + self.url

    @property
    def short_address(self) -> str:
        """The address for reading and typing."""
        return self.address.partition("://")[2].rstrip("/")

    @property
    def site(self) -> str:
        return name_and_place()

    @property
    def invitation(self) -> str:
        """What stands beside the QR code."""
        return invitation()

    @property
    def title_size(self) -> str:
        """How large the page sets the title."""
        return "long" if len(self.title) > 90 else "medium" if len(self.title) > 36 else "short"

    @property
    def picture(self) -> str | FoundPicture:
        """The picture of the page or of the theme, for the tag `illustration`."""
        return self.own_picture or (self.theme.illustration if self.theme else "neutral")

    @property
    def qr_svg(self) -> SafeString:
        """The QR code of the address."""
        return qr_image(self.address, qr_label())

    def pdf(self, size: str) -> bytes:
        """Return the PDF; from the cache if it was made before. Raises typesetter.BusyError."""
        data = self._data(size)
        drawing = drawing_svg(self.theme, self.image_id)
        state = json.dumps([data, drawing, typesetter.version_of(_TEMPLATE)])
        key = f"poster-{hashlib.sha256(state.encode()).hexdigest()[:40]}"
        content: bytes | None = cache.get(key)
        if content is None:
            content = typesetter.make_pdf(_TEMPLATE, data, drawing=drawing)
            cache.set(key, content, _KEPT_SECONDS)
        return content

    def file_name(self, size: str) -> str:
        return f"{slug(self.title, max_length=60) or 'poster'}-{size}.pdf"

    def _data(self, size: str) -> dict[str, object]:
        return {
            "size": size,
            "language": self.language,
            "title": self.title,
            "lead": self.lead,
            "banner": self.banner,
            "facts": [asdict(fact) for fact in self.facts],
            "theme": self.theme.name if self.theme else "",
            "site": name_and_place(),
            **asdict(tone_of(self.theme)),
            # A file of its own names its namespace.
            "qr": qr_drawing(self.address).replace("<svg ", f'<svg xmlns="{_SVG}" ', 1),
            "qr_label": qr_label(),
            "invitation": invitation(),
            "address": self.short_address,
        }


def qr_label() -> str:
    """Return the text alternative of the QR code."""
    return _("QR code that leads to the page")


def invitation() -> str:
    """Return what stands beside the QR code."""
    return _("Read more here:")
