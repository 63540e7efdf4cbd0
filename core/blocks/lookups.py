"""What the blocks of one body refer to, looked up once for all of them.

Wagtail converts the blocks of each type by themselves, so pictures in five types of blocks would
take five queries. While a body converts a type, its choosers find their objects here.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.images.pictures import prefetch_stored
from core.linked_objects import LinkTargets, linked_ids
from core.models import Partner

_current: ContextVar["Lookups | None"] = ContextVar("lookups", default=None)


class Lookups:
    """The objects that the stored blocks of a body refer to. Each kind is fetched when needed."""

    def __init__(self, stream: blocks.StreamBlock, stored: Iterable[Any]) -> None:
        self._stream = stream
        self._stored = stored

    @cached_property
    def _leaves(self) -> list[tuple[blocks.Block, Any]]:
        return list(stored_leaves(self._stream, self._stored))

    def _ids(self, kind: type[blocks.Block]) -> set[int]:
        return {raw for block, raw in self._leaves if isinstance(block, kind) and raw is not None}

    @cached_property
    def partners(self) -> dict[int, Any]:
        ids = self._ids(SnippetChooserBlock)
        return Partner.objects.in_bulk(ids) if ids else {}

    @cached_property
    def images(self) -> dict[int, Any]:
        """The images with their renditions, among them the logos of the partners."""
        ids = self._ids(ImageBlock)
        ids |= {partner.logo_id for partner in self.partners.values() if partner.logo_id}
        found = get_image_model().objects.in_bulk(ids) if ids else {}
        prefetch_stored(found.values())
        return found

    @cached_property
    def partners_with_logos(self) -> dict[int, Any]:
        for partner in self.partners.values():
            partner.logo = self.images.get(partner.logo_id)
        return self.partners

    @cached_property
    def targets(self) -> LinkTargets:
        """The pages and documents, of links in texts, too."""
        sources = [raw for block, raw in self._leaves if isinstance(block, blocks.RichTextBlock)]
        pages, documents = linked_ids(source or "" for source in sources)
        chosen = self._ids(blocks.PageChooserBlock)
        # A block that takes pages of one type shows them by itself.
        listed = {
            raw
            for block, raw in self._leaves
            if isinstance(block, blocks.PageChooserBlock) and not block.page_type
        }
        return LinkTargets(
            [*pages, *chosen], [*documents, *self._ids(DocumentChooserBlock)], chosen - listed
        )


def _leaves(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Yield the blocks without blocks in them, each with its stored value."""
    if isinstance(block, ImageBlock):
        yield block, raw.get("image") if isinstance(raw, dict) else raw
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name in raw:
                yield from _leaves(child, raw[name])
    elif isinstance(block, blocks.ListBlock):
        for each in raw:
            value = each["value"] if block._item_is_in_block_format(each) else each
            yield from _leaves(block.child_block, value)
    elif isinstance(block, blocks.StreamBlock):
        yield from stored_leaves(block, raw)
    else:
        yield block, raw


def stored_leaves(
    stream: blocks.StreamBlock, stored: Iterable[Any]
) -> Iterator[tuple[blocks.Block, Any]]:
    """Yield the blocks without blocks in them, each with its stored value. It asks no database."""
    for each in stored:
        # Wagtail leaves out blocks of a type that is gone, too.
        if each and (child := stream.child_blocks.get(each["type"])):
            yield from _leaves(child, each["value"])


def objects_for(
    values: Iterable[Any], shared: Callable[[Lookups], dict[int, Any]]
) -> list[Any] | None:
    """Return an object for each stored value, from the body that is converted; None without one.

    Each use has an object of its own, since an image knows its alternative text.
    """
    lookups = _current.get()
    if lookups is None:
        return None
    objects = shared(lookups)
    return [copy.copy(objects[pk]) if pk in objects else None for pk in values]


def current_targets() -> LinkTargets | None:
    """Return the targets of the body that is converted; None without one."""
    lookups = _current.get()
    return lookups.targets if lookups else None


class SharingStreamValue(blocks.StreamValue):
    """The value of a body whose blocks share their look-ups."""

    @contextmanager
    def _sharing(self) -> Iterator[None]:
        if not hasattr(self, "_lookups"):
            # A copy: Wagtail clears what it has converted.
            self._lookups = Lookups(self.stream_block, list(self._raw_data))
        token = _current.set(self._lookups)
        try:
            yield
        finally:
            _current.reset(token)

    def _prefetch_blocks(self, type_name: str) -> None:
        with self._sharing():
            super()._prefetch_blocks(type_name)


class SharingStreamBlock(blocks.StreamBlock):
    """A stream whose blocks share what they look up."""

    def to_python(self, value: Any) -> blocks.StreamValue:
        """Return a value whose blocks share their look-ups."""
        stream = super().to_python(value)
        if not stream.is_lazy or isinstance(stream, SharingStreamValue):
            return stream
        return SharingStreamValue(self, list(stream._raw_data), is_lazy=True)
