"""What an editor's browser sends for the blocks of a page."""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.test.utils.form_data import rich_text

from core.blocks.charts import TableBlock

Fields = Iterator[tuple[str, Any]]


def body_fields(stream: blocks.StreamBlock, stored: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the fields of the form for these stored blocks."""
    return {"body-count": len(stored), **dict(_stream_fields(stream, stored))}


def _stream_fields(stream: blocks.StreamBlock, stored: list[dict[str, Any]]) -> Fields:
    for number, each in enumerate(stored):
        yield from _row_fields(f"body-{number}", number, each["id"])
        yield f"body-{number}-type", each["type"]
        block = stream.child_blocks[each["type"]]
        yield from _fields(block, each["value"], f"body-{number}-value")


def _row_fields(prefix: str, number: int, id: str) -> Fields:
    yield f"{prefix}-deleted", ""
    yield f"{prefix}-order", number
    yield f"{prefix}-id", id


def _fields(block: blocks.Block, value: Any, prefix: str) -> Fields:
    if isinstance(block, TypedTableBlock):
        yield from _table_fields(value, prefix)
    elif isinstance(block, TableBlock):
        yield prefix, block.value_for_form(block.to_python(value))
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _fields(child, (value or {}).get(name), f"{prefix}-{name}")
    elif isinstance(block, blocks.ListBlock):
        yield f"{prefix}-count", len(value or ())
        for number, each in enumerate(value or ()):
            yield from _row_fields(f"{prefix}-{number}", number, each["id"])
            yield f"{prefix}-{number}-type", "item"
            yield from _fields(block.child_block, each["value"], f"{prefix}-{number}-value")
    elif isinstance(block, blocks.RichTextBlock):
        yield prefix, rich_text(value or "", features=block.features)
    elif isinstance(block, blocks.BooleanBlock):
        if value:
            yield prefix, "on"
    else:
        yield prefix, "" if value is None else value


def _table_fields(table: dict[str, Any] | None, prefix: str) -> Fields:
    columns, rows = (table or {}).get("columns", []), (table or {}).get("rows", [])
    yield f"{prefix}-caption", (table or {}).get("caption", "")
    yield f"{prefix}-column-count", len(columns)
    yield f"{prefix}-row-count", len(rows)
    for number, column in enumerate(columns):
        yield f"{prefix}-column-{number}-type", column["type"]
        yield f"{prefix}-column-{number}-order", number
        yield f"{prefix}-column-{number}-deleted", ""
        yield f"{prefix}-column-{number}-heading", column["heading"]
    for number, row in enumerate(rows):
        yield f"{prefix}-row-{number}-order", number
        yield f"{prefix}-row-{number}-deleted", ""
        for column, cell in enumerate(row["values"]):
            yield f"{prefix}-cell-{number}-{column}", cell or ""
