"""What the editor shows of a block that is folded, and beside its name."""

from collections.abc import Iterator

import pytest
from wagtail import blocks

from campaigns.models import CampaignPage
from events.pages.event_page import EventPage

# Their values are “No”, “3” or the first of a list of choices, also in an empty block.
WITHOUT_WORDS = (
    blocks.BooleanBlock,
    blocks.ChoiceBlock,
    blocks.MultipleChoiceBlock,
    blocks.IntegerBlock,
)


def structs(block: blocks.Block) -> Iterator[blocks.StructBlock]:
    """Return the struct blocks in `block`, at any depth."""
    if isinstance(block, blocks.StructBlock):
        yield block
    children = list(getattr(block, "child_blocks", {}).values())
    if (child := getattr(block, "child_block", None)) is not None:
        children.append(child)
    for each in children:
        yield from structs(each)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (CampaignPage, "body"),
        (CampaignPage, "updates"),
        (EventPage, "body"),
        (EventPage, "questions"),
    ],
)
def test_a_folded_block_is_named_by_its_words(model, field):
    found = list(structs(model._meta.get_field(field).stream_block))
    assert found
    for block in found:
        wordless = {
            name for name, child in block.child_blocks.items() if isinstance(child, WITHOUT_WORDS)
        }
        if wordless:
            shown = block.meta.label_format or ""
            named = [name for name in block.child_blocks if f"{{{name}}}" in shown]
            assert named, f"{type(block).__name__} is named by {sorted(wordless)}"
            assert not wordless.intersection(named)
