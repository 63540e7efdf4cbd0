"""Blocks for images and videos."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from core.blocks import base
from core.blocks.base import LinkBlock, TitledListBlock
from core.blocks.pictures import LabelledImageBlock, PicturedBlock
from core.content_security import allow_frames_from
from core.videos import find_video


class PictureBlock(PicturedBlock):
    image = LabelledImageBlock(label=_("Image"))
    caption = blocks.CharBlock(
        label=pgettext_lazy("of a picture", "Caption"), required=False, max_length=200
    )

    needed = ("image",)

    class Meta:
        icon = "image"
        group = base.PICTURES
        label = _("Picture")
        description = _("An image, with or without a caption")
        template = "components/blocks/picture.html"
        preview_value = {"caption": _("The street on a summer evening")}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        """Add `loading`: only the picture that a page begins with may stand in the first view."""
        context = super().get_context(value, parent_context=parent_context)
        is_first = (parent_context or {}).get("is_first")
        context["loading"] = "eager" if is_first else "lazy"
        return context


class GalleryBlock(TitledListBlock):
    entries = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=1, max_num=24)

    class Meta:
        icon = "image"
        group = base.PICTURES
        label = _("Gallery")
        description = _("Several pictures side by side")
        template = "components/blocks/gallery.html"
        preview_value = {"title": "", "entries": []}

    def get_preview_value(self) -> Any:
        pictures = [self.child_blocks["entries"].child_block.get_preview_value() for _n in range(3)]
        return self.normalize({"title": "", "entries": pictures})


class VideoBlock(PicturedBlock):
    """A video on another site. Nothing is loaded from there before the reader asks for it."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    url = LinkBlock(
        label=_("Address of the video"),
        help_text=_("On YouTube or Vimeo, copied from the address bar."),
    )
    image = LabelledImageBlock(
        label=_("Still"),
        required=False,
        help_text=_("Shown until the reader plays the video. Choose a picture of your own."),
    )

    needed = ("title", "url")
    needs_page = True

    class Meta:
        icon = "media"
        group = base.PICTURES
        label = _("Video")
        description = _("A video on YouTube or Vimeo, which is not loaded until readers play it")
        template = "components/blocks/video.html"
        preview_value = {
            "title": _("How to make an arrangement with your neighbour"),
            "url": "https://vimeo.com/123456",
        }

    def is_complete(self, value: Any) -> bool:
        return super().is_complete(value) and find_video(value["url"]) is not None

    def clean(self, value: Any) -> Any:
        """Refuse an address that is not one of a video."""
        cleaned = super().clean(value)
        if cleaned["url"] and find_video(cleaned["url"]) is None:
            error = ValidationError(_("This is not the address of a video on YouTube or Vimeo."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        """Add the `video`, and let this one page load frames from its host."""
        context = super().get_context(value, parent_context=parent_context)
        video = find_video(value["url"])
        request = (parent_context or {}).get("request")
        if request is not None and video is not None:
            allow_frames_from(request, video.frame_url)
        return {**context, "video": video}
