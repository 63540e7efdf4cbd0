"""Blocks with an image: how it is fetched, translated, and shown in the picker of blocks."""

from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from core.blocks.base import ContentBlock
from core.blocks.lookups import objects_for
from core.images.pictures import FoundPicture, prefetch_stored


class StoredImageBlock(ImageChooserBlock):
    """Fetches the renditions of all images of a page with one query."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        if (found := objects_for(values, lambda lookups: lookups.images)) is not None:
            return found
        images: list[Any] = super().bulk_to_python(values)
        prefetch_stored(image for image in images if image is not None)
        return images


class LabelledImageBlock(ImageBlock):
    """Labels the chooser, which Wagtail calls “Image” in every language."""

    class Meta:
        label_format = "{alt_text}"

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = StoredImageBlock(required=required, label=_("Image"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def is_complete(self, value: Any) -> bool:
        return value is not None


def sample_image() -> Any:
    """Return an image for the picker of blocks: a drawing of the site, which is not stored."""
    image = get_image_model()()
    image.contextual_alt_text = str(_("A street"))
    image.decorative = False
    image.sample = FoundPicture(800, 600, static("illustrations/burglary-prevention.svg"))
    return image


class PicturedBlock(ContentBlock):
    """A block with an `image`."""

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        value["image"] = sample_image()
        return value
