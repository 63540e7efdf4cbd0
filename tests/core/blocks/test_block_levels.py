"""Blocks lie at most two levels deep, on every page: editors see what belongs to what."""

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

MOST = 2
STREAMS = {
    f"{model._meta.label}.{field.name}": field.stream_block
    for model in apps.get_models()
    if issubclass(model, Page)
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
}


def levels_of(block: blocks.Block) -> int:
    """Return how many blocks lie in each other; an entry of a list is one block with its fields."""
    if isinstance(block, ImageBlock | TypedTableBlock):
        # One field to an editor.
        return 0
    if isinstance(block, blocks.ListBlock):
        is_entry = isinstance(block.child_block, blocks.StructBlock)
        return levels_of(block.child_block) + (not is_entry)
    if isinstance(block, blocks.StructBlock):
        return 1 + max(map(levels_of, block.child_blocks.values()), default=0)
    if isinstance(block, blocks.StreamBlock):
        return 1 + max(map(levels_of, block.child_blocks.values()), default=0)
    return 0


class Entry(blocks.StructBlock):
    text = blocks.CharBlock()


class WithList(blocks.StructBlock):
    entries = blocks.ListBlock(Entry())


class WithListOfLists(blocks.StructBlock):
    groups = blocks.ListBlock(WithList())


class WithStream(blocks.StructBlock):
    body = blocks.StreamBlock([("entry", Entry())])


@pytest.mark.parametrize(
    ("block", "levels"), [(Entry, 1), (WithList, 2), (WithListOfLists, 3), (WithStream, 3)]
)
def test_levels_are_counted(block, levels):
    assert levels_of(block()) == levels


@pytest.mark.parametrize("stream", STREAMS)
def test_blocks_lie_at_most_two_levels_deep(stream):
    too_deep = {
        name: levels
        for name, block in STREAMS[stream].child_blocks.items()
        if (levels := levels_of(block)) > MOST
    }
    assert not too_deep


def test_the_bodies_of_campaigns_and_events_are_among_them():
    assert {"campaigns.CampaignPage.body", "events.EventPage.body"} <= set(STREAMS)
