"""What the blocks of pages share: they show nothing while they are not filled in."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, get_text_for_indexing
from wagtail_localize.segments.types import OverridableSegmentValue

from core.blocks.translation import ChoiceOfObject, Segments, TranslatedStruct

# The groups of blocks in the picker.
TEXT = _("Text")
PICTURES = _("Pictures and video")
ACTIONS = _("What readers can do")
LISTS = _("Figures, tables and lists")
PEOPLE = _("People and places")
SITE = _("From the site")


def has_words(value: RichText | None) -> bool:
    """Return whether rich text has more than empty paragraphs."""
    return bool(value and get_text_for_indexing(value.source))


def is_filled(block: blocks.Block, value: Any) -> bool:
    """Return whether there is something to show of a value of `block`."""
    if hasattr(block, "is_complete"):
        return bool(block.is_complete(value))
    if isinstance(value, RichText):
        return has_words(value)
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, blocks.list_block.ListValue):
        return bool(filled_items(value))
    return value is not None


def filled_items(value: Iterable[Any] | None) -> list[Any]:
    """Return the items of a list that have something to show. A deleted object leaves no hole."""
    if not isinstance(value, blocks.list_block.ListValue):
        return list(value or ())
    return [item for item in value if is_filled(value.list_block.child_block, item)]


class WagtailsInMigrations:
    """Looks like the block of Wagtail that it extends, for migrations: they import none of ours."""

    def deconstruct(self) -> Any:
        _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        base = next(each for each in type(self).__mro__ if each.__module__.startswith("wagtail."))
        return f"{base.__module__}.{base.__qualname__}", args, kwargs


class ContentBlock(TranslatedStruct):
    """A block with several fields. It shows nothing until the `needed` ones are filled in."""

    needed: ClassVar[tuple[str, ...]] = ()
    # Whether what it shows depends on the page, the request or the reader (see core.blocks.held).
    needs_page: ClassVar[bool] = False

    def is_complete(self, value: Any) -> bool:
        return bool(value) and all(
            is_filled(self.child_blocks[name], value.get(name)) for name in self.needed
        )

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return super().render(value, context) if self.is_complete(value) else ""


class ContentListBlock(blocks.ListBlock):
    """A list of one kind of block. Its template gets the items that are filled in as `items`."""

    def is_complete(self, value: Any) -> bool:
        return bool(filled_items(value))

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return super().render(value, context) if self.is_complete(value) else ""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "items": filled_items(value)}

    def deconstruct(self) -> Any:
        """Look like the list of Wagtail in migrations."""
        return "wagtail.blocks.ListBlock", [self.child_block], {}

    def deconstruct_with_lookup(self, lookup: Any) -> Any:
        return "wagtail.blocks.ListBlock", (lookup.add_block(self.child_block),), {}


class TitledListBlock(ContentBlock):
    """A list with an optional heading. Subclasses add the field `entries`."""

    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)

    needed = ("entries",)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        """Add the filled `items`, and the level of headings in them."""
        context = super().get_context(value, parent_context=parent_context)
        level = 3 if is_filled(self.child_blocks["title"], value.get("title")) else 2
        return {**context, "items": filled_items(value.get("entries")), "item_level": level}


class UntranslatedBlock(WagtailsInMigrations, blocks.CharBlock):
    """A short text that is the same in every language, such as a name or a telephone number."""

    def get_translatable_segments(self, value: str) -> Segments:
        return []

    def restore_translated_segments(self, value: str, segments: Segments) -> str:
        return value


class LinkBlock(WagtailsInMigrations, blocks.URLBlock):
    """The address of another website. A translation may lead to another one."""

    def get_translatable_segments(self, value: str) -> Segments:
        return [OverridableSegmentValue("", value)] if value else []

    def restore_translated_segments(self, value: str, segments: Segments) -> str:
        return str(segments[0].data)


class ObjectChoice(WagtailsInMigrations, ChoiceOfObject):
    """A chooser that the search knows by the name of the object."""

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the name by which readers see the object."""
        return [] if value is None else [str(value)]
