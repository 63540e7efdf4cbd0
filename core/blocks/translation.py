"""How blocks are translated with wagtail-localize, where it needs help.

It reads an image's texts from the stored value, which it does not find in a block within a block.
It fails for fields that a stored block lacks, and for images and other objects that were deleted.
"""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter
from wagtail_localize.segments.types import OverridableSegmentValue, StringSegmentValue

Segments = list[Any]


class TranslatedStruct(blocks.StructBlock):
    """A block with several fields, each of which may be missing."""

    def get_translatable_segments(self, value: Any) -> Segments:
        found: Segments = []
        for name, block in self.child_blocks.items():
            found += [segment.wrap(name) for segment in _segments_of(block, value.get(name))]
        return found

    def restore_translated_segments(self, value: Any, segments: Segments) -> Any:
        by_name: dict[str, Segments] = {}
        for segment in segments:
            name, inner = segment.unwrap()
            by_name.setdefault(name, []).append(inner)
        for name, inner in by_name.items():
            block = self.child_blocks[name]
            if isinstance(block, ImageBlock):
                value[name] = _restored_image(block, value[name], inner)
            else:
                writer = StreamFieldSegmentsWriter(None, None, None)
                value[name] = writer.handle_block(block, value[name], inner)
        return value


class ChoiceOfObject:
    """A chooser whose object may be deleted, also in a translation that chose another one."""

    def get_translatable_segments(self, value: Any) -> Segments:
        return [] if value is None else [OverridableSegmentValue("", value.pk)]

    def restore_translated_segments(self, value: Any, segments: Segments) -> Any:
        return self.to_python(segments[0].data) or value  # type: ignore[attr-defined]


def _segments_of(block: blocks.Block, value: Any) -> Segments:
    if value is None:
        return []
    if isinstance(block, ImageBlock):
        alt_text = StringSegmentValue("alt_text", value.contextual_alt_text or "")
        return [OverridableSegmentValue("image", value.pk), alt_text]
    if isinstance(block, blocks.ListBlock):
        # Items without an id were stored by a program, and cannot be told apart.
        return [
            segment.wrap(child.id)
            for child in value.bound_blocks
            if child.id
            for segment in _segments_of(child.block, child.value)
        ]
    return list(StreamFieldSegmentExtractor(None).handle_block(block, value))


def _restored_image(block: ImageBlock, image: Any, segments: Segments) -> Any:
    """Return the image in a translation, with its alternative text; None if it is deleted."""
    by_path = {segment.path: segment for segment in segments}
    chosen = by_path.get("image")
    if chosen is not None and (other := block.child_blocks["image"].to_python(chosen.data)):
        other.decorative = getattr(image, "decorative", False)
        other.contextual_alt_text = getattr(image, "contextual_alt_text", "")
        image = other
    if image is not None and "alt_text" in by_path:
        image.contextual_alt_text = by_path["alt_text"].render_text()
    return image
