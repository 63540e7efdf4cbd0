"""Renditions that cannot fail a page of the admin; the site has `core.images.pictures`."""

import logging
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError

from core.images.pictures import NO_PICTURE

logger = logging.getLogger(__name__)

# How long a rendition that failed is not tried again.
_PAUSE_SECONDS = 300


class RenditionFailedError(Exception):
    """The picture cannot be read, scaled or stored."""


class _StandIn:
    """What Wagtail's templates ask of a rendition, for what is none."""

    url = NO_PICTURE
    background_position_style = ""

    def __init__(self, image: AbstractImage) -> None:
        self.image = image
        self.width, self.height = image.width, image.height

    @property
    def full_url(self) -> str:
        return self.url

    @property
    def alt(self) -> str:
        alt = "" if self.image.decorative else self.image.contextual_alt_text
        return alt if self.image.decorative or alt else self.image.alt_for_reader

    @property
    def attrs_dict(self) -> dict[str, Any]:
        return {"src": self.url, "alt": self.alt}

    @property
    def attrs(self) -> SafeString:
        return flatatt(self.attrs_dict)

    def img_tag(self, extra_attributes: dict[str, Any] | None = None) -> SafeString:
        extra = extra_attributes or {}
        # `srcset` and `sizes` would name files that are not there.
        kept = {name: extra[name] for name in ("alt", "class", "id") if name in extra}
        return mark_safe(f"<img{flatatt(self.attrs_dict | kept)}>")  # noqa: S308

    __html__ = img_tag


class MissingRendition(_StandIn):
    """Stands in for a rendition that failed: an `img` that shows its alternative text."""

    is_missing = True


class StoredPicture(_StandIn):
    """The stored file itself, at the address of the view that checks who asks for it.

    Wagtail's form links to it as the rendition "original", which would be a public copy.
    """

    is_missing = False

    @property
    def url(self) -> str:  # type: ignore[override]
        return str(self.image.file.url)


class _FoundRenditions(dict[str, Any]):
    """Renditions by their filter. Those that failed are not among the items."""

    def __init__(self, found: dict[str, Any], missing: MissingRendition) -> None:
        # `{% picture %}` needs one; a name without a format lets it write no `source` elements.
        super().__init__(found or {"missing": missing})
        self._missing = missing

    def __missing__(self, spec: str) -> MissingRendition:
        return self._missing


class SafeRenditionsMixin(AbstractImage):
    """An image whose renditions never raise: a failure is logged and shows the text instead."""

    class Meta:
        abstract = True

    def get_rendition(self, filter: Filter | str) -> Any:
        if (filter.spec if isinstance(filter, Filter) else filter) == "original":
            return StoredPicture(self)
        try:
            return super().get_rendition(filter)
        except (RenditionFailedError, SourceImageIOError):
            return MissingRendition(self)

    def get_renditions(self, *filters: Filter | str) -> dict[str, Any]:
        try:
            return super().get_renditions(*filters)
        except (RenditionFailedError, SourceImageIOError):
            # One format may fail where another does not.
            each = {f.spec if isinstance(f, Filter) else f: self.get_rendition(f) for f in filters}
            found = {spec: one for spec, one in each.items() if not one.is_missing}
            return _FoundRenditions(found, MissingRendition(self))

    def create_rendition(self, filter: Filter) -> AbstractRendition:
        self._refuse_after_failure(filter)
        try:
            return super().create_rendition(filter)
        except DatabaseError:
            raise
        except Exception as error:
            raise self._note_failure(error, filter) from error

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        for one in filters:
            self._refuse_after_failure(one)
        try:
            return super().create_renditions(*filters)
        except (DatabaseError, RenditionFailedError):
            raise
        except Exception as error:
            # Which of them failed shows when each is made by itself.
            raise RenditionFailedError(str(error)) from error

    def _refuse_after_failure(self, filter: Filter) -> None:
        if cache.get(self._failure_key(filter)):
            raise RenditionFailedError(filter.spec)

    def _note_failure(self, error: Exception, filter: Filter) -> RenditionFailedError:
        logger.error(
            "No rendition %s of image %s (%s): %s", filter.spec, self.pk, self.file.name, error
        )
        cache.set(self._failure_key(filter), True, _PAUSE_SECONDS)
        return RenditionFailedError(filter.spec)

    def _failure_key(self, filter: Filter) -> str:
        return f"rendition-failed-{self.pk}-{self.file_hash}-{filter.spec}".replace("|", ".")
