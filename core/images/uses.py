"""How the site shows images: the renditions of each use.

Templates name a use (`{% site_picture image "body" %}`), and `core.images.rendering` makes what is
listed here for every image, because an image may be chosen for any use at any time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# The best first: a browser takes the first format that it knows.
MIME_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


@dataclass(frozen=True)
class PictureUse:
    """One way to show an image.

    `cuts` are Wagtail's filters that scale it, from small to large. `fallback` is the format for
    browsers that know neither AVIF nor WebP.
    """

    cuts: tuple[str, ...]
    fallback: str = "jpeg"

    @property
    def formats(self) -> tuple[str, str, str]:
        return ("avif", "webp", self.fallback)

    @property
    def specs(self) -> Iterator[str]:
        """The filters of all its renditions."""
        return (spec_of(format, cut) for format in self.formats for cut in self.cuts)


def spec_of(format: str, cut: str) -> str:
    """Return Wagtail's filter that makes `cut` in that format."""
    return f"format-{format}|{cut}"


USES = {
    # In the text of a page.
    "body": PictureUse(("width-480", "width-960")),
    # A partner's logo, whose background may be transparent.
    "logo": PictureUse(("max-480x240",), fallback="png"),
    # A theme's picture, in the shape of the drawings that it stands in for.
    "theme": PictureUse(("fill-400x300", "fill-800x600")),
}
SPECS = tuple(dict.fromkeys(spec for use in USES.values() for spec in use.specs))
