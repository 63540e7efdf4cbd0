"""Pictures on the pages of the site, from renditions that are stored already.

Readers' pages find renditions here and never make one: they use the tags `site_picture` and
`illustration`. Wagtail's own `get_rendition` and its template tags make what is missing, so they
are for the admin only, whose thumbnails nobody lists; a test keeps them out of the templates of the
site. `core.images.rendering` makes the renditions of the site in the background.

The look-up asks the database and not Wagtail's cache of renditions, so that held pages depend on
the renditions that they show, also on those that are not there yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from core.images.uses import MIME_TYPES, SPECS, USES, PictureUse, spec_of

# Browsers load nothing from it, and show the alternative text in a box of the picture's size.
NO_PICTURE = "data:,"


@dataclass(frozen=True)
class FoundPicture:
    """The stored renditions of an image for one use. Without any, a box of the same size."""

    width: int
    height: int
    url: str = NO_PICTURE
    # MIME type and `srcset` of each format, the best first; the last one is for the `img`.
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def is_missing(self) -> bool:
        return not self.sources

    def html(self, alt: str = "", *, sizes: str = "", **attributes: str) -> SafeString:
        """Return a `picture` element. `attributes` are further ones of its `img`.

        The `img` has the language of an `AltText` that is not in the language of the page.
        `sizes` says how wide the page shows the picture. `loading="lazy"` is for those below the
        first view.
        """
        size: dict[str, Any] = {"width": self.width, "height": self.height}
        img = {"src": self.url, **size, "alt": alt, "loading": "eager", "decoding": "async"}
        if language := getattr(alt, "language", ""):
            img["lang"] = language
        img |= attributes
        if self.is_missing:
            return format_html("<img{}>", flatatt(img))
        *better, (_type, srcset) = self.sources
        has_widths = " " in srcset
        scaled = {"sizes": sizes} if sizes and has_widths else {}
        sources = format_html_join(
            "",
            "<source{}>",
            ((flatatt({"type": kind, "srcset": urls, **scaled}),) for kind, urls in better),
        )
        if has_widths:
            img |= {"srcset": srcset, **scaled}
        return format_html("<picture>{}<img{}></picture>", sources, flatatt(img))


def prefetch_stored(images: Iterable[Any]) -> None:
    """Fetch the renditions that the site shows of `images`, with one query."""
    prefetch_related_objects(list(images), stored_renditions())


def stored_renditions(field: str = "") -> Prefetch:
    """Return the same for a query: of images, or of rows whose `field` is an image."""
    path = f"{field}__renditions" if field else "renditions"
    renditions = get_image_model().get_rendition_model().objects
    return Prefetch(path, renditions.filter(filter_spec__in=SPECS), "stored_renditions")


def find_picture(image: Any, use_name: str) -> FoundPicture:
    """Return what is stored of `image` for a use of `core.images.uses`."""
    # The picker of blocks shows blocks with an image that is not stored.
    if sample := getattr(image, "sample", None):
        return sample
    use = USES[use_name]
    found = _stored(image)
    sources = []
    largest = None
    for format in use.formats:
        renditions = [found[spec] for cut in use.cuts if (spec := spec_of(format, cut)) in found]
        if renditions:
            largest = renditions[-1]
            # A small image has the same size in every cut.
            by_width = {each.width: each.url for each in renditions}
            srcset = ", ".join(f"{url} {width}w" for width, url in by_width.items())
            sources.append((MIME_TYPES[format], srcset if len(by_width) > 1 else largest.url))
    if largest is None:
        return FoundPicture(*_size_of(image, use))
    return FoundPicture(largest.width, largest.height, largest.url, tuple(sources))


def _stored(image: Any) -> dict[str, Any]:
    """Return the stored renditions by filter.

    Until those of a new focal point are made, the picture is shown as it was cut before.
    """
    if not hasattr(image, "stored_renditions"):
        prefetch_stored([image])
    found: dict[str, Any] = {}
    for each in image.stored_renditions:
        if each.filter_spec not in found or is_current(each, image):
            found[each.filter_spec] = each
    return found


def is_current(rendition: Any, image: Any) -> bool:
    """Return whether the rendition is cut around the focal point that the image has now."""
    key = filter_of(rendition.filter_spec).get_cache_key(image)
    return bool(rendition.focal_point_key == key)


@lru_cache(maxsize=64)
def filter_of(spec: str) -> Filter:
    """Return the filter; it looks up its operations once."""
    return Filter(spec)


def _size_of(image: Any, use: PictureUse) -> tuple[int, int]:
    """Return the size that the largest rendition will have."""
    width, height = filter_of(use.cuts[-1]).get_transform(image).size
    return round(width), round(height)
