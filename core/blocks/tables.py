"""A block for a table."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments.types import StringSegmentValue

from core.blocks import base
from core.blocks.base import ContentBlock
from core.blocks.translation import Segments


class TableOfTexts(TypedTableBlock):
    """A table whose cells are short texts."""

    text = blocks.CharBlock(label=_("Text"), required=False, max_length=300)

    def is_complete(self, value: TypedTable | None) -> bool:
        return value is not None and any(_is_filled(row["values"]) for row in value.row_data)

    def get_translatable_segments(self, value: TypedTable) -> Segments:
        """Return a string for each text: wagtail-localize knows nothing of tables."""
        return [StringSegmentValue("", text) for text in _texts(value) if text.strip()]

    def restore_translated_segments(self, value: TypedTable, segments: Segments) -> TypedTable:
        """Put the strings back, in the order in which they were taken."""
        ordered = sorted(segments, key=lambda segment: segment.order)
        strings = iter([segment.render_text() for segment in ordered])

        def translated(text: str | None) -> str:
            return next(strings, text) if (text or "").strip() else text or ""  # type: ignore[return-value]

        caption = translated(value.caption)
        columns = [{**column, "heading": translated(column["heading"])} for column in value.columns]
        rows = [{"values": [translated(cell) for cell in row["values"]]} for row in value.row_data]
        return TypedTable(columns=columns, row_data=rows, caption=caption)


def _texts(value: TypedTable) -> list[str]:
    headings = [column["heading"] for column in value.columns]
    cells = [cell for row in value.row_data for cell in row["values"]]
    return [text or "" for text in (value.caption, *headings, *cells)]


def _is_filled(cells: list[str | None]) -> bool:
    return any((cell or "").strip() for cell in cells)


class TableBlock(ContentBlock):
    table = TableOfTexts(label=_("Table"))
    has_row_headings = blocks.BooleanBlock(
        label=_("The first column names the rows"), required=False, default=True
    )

    needed = ("table",)

    class Meta:
        icon = "table"
        group = base.LISTS
        label = _("Table")
        label_format = "{table}"
        description = _("A table of short texts, with a heading for each column")
        template = "components/blocks/table.html"

    def get_preview_value(self) -> Any:
        table = {
            "caption": str(_("Where to get help")),
            "columns": [
                {"type": "text", "heading": str(heading)} for heading in (_("What"), _("Number"))
            ],
            "rows": [
                {"values": [str(_("Acute danger")), "112"]},
                {"values": [str(_("The police")), "114"]},
            ],
        }
        return self.normalize({"table": table, "has_row_headings": True})

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> Any:
        """Add `headings`, unless all are empty, and the `rows` that are not."""
        context = super().get_context(value, parent_context=parent_context)
        table = value["table"]
        headings = [column["heading"] or "" for column in table.columns]
        return {
            **context,
            "caption": table.caption,
            "headings": headings if _is_filled(headings) else [],
            "rows": [row["values"] for row in table.row_data if _is_filled(row["values"])],
        }
