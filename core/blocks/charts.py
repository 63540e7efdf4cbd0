"""A chart, made of a table that an editor types or pastes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail_localize.segments.types import StringSegmentValue

from core.blocks import base
from core.blocks.base import ContentBlock
from core.blocks.numbers import TypedTextBlock, UnitBlock
from core.charts.chart import Chart, Kind, problems_of
from core.charts.numbers import format_number
from core.charts.table import Table, UnreadableTable, parse_table
from core.translatable_lines import LinesBlock, Segments


class ChartTableInput(forms.Textarea):
    """A text area that a script of the admin turns into a grid of cells."""

    def __init__(self) -> None:
        super().__init__({"rows": 6, "cols": 40})

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the script needs to check a cell in the editor's language."""
        example = format_number(Decimal("1234.5"))
        return super().build_attrs(*args, **kwargs) | {
            "data-controller": "chart-table",
            "data-chart-table-decimal-value": get_format("DECIMAL_SEPARATOR"),
            "data-chart-table-group-value": get_format("THOUSAND_SEPARATOR"),
            "data-chart-table-cell-value": gettext("Row {row}, column {column}"),
            "data-chart-table-bad-value": gettext("Write a number like %(example)s.")
            % {"example": example},
        }

    class Media:
        js = ["admin/chart-table.js"]
        css = {"all": ["admin/chart-table.css"]}


class TableBlock(TypedTextBlock):
    """The table of a chart. Its value is a `Table`; a str that could not be read stays as typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20_000, **kwargs})
        # A tab at the end of the text is an empty cell.
        self.field.strip = False

    def widget(self) -> forms.Widget:
        return ChartTableInput()

    def read(self, text: str) -> Table:
        try:
            return parse_table(text)
        except UnreadableTable as error:
            raise ValidationError(error.problems) from error

    def clean(self, value: Any) -> Any:
        table = super().clean(value)
        if self.required and not table:
            self.field.clean("")
        return table or Table()

    def value_for_form(self, value: Any) -> str:
        return value.to_text() if isinstance(value, Table) else str(value or "")

    def to_python(self, value: Any) -> Table:
        return Table.from_json(value)

    def normalize(self, value: Any) -> Any:
        return value if isinstance(value, Table) else self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.to_json() if isinstance(value, Table) else Table().to_json()

    def get_searchable_content(self, value: Any) -> list[str]:
        return value.words if isinstance(value, Table) else []

    def get_translatable_segments(self, value: Any) -> Segments:
        return [StringSegmentValue("", word) for word in value.words]

    def restore_translated_segments(self, value: Any, segments: Segments) -> Any:
        ordered = sorted(segments, key=lambda segment: segment.order)
        return value.with_words(segment.render_text() for segment in ordered)

    def deconstruct(self) -> Any:
        """Look like the block of Wagtail in migrations."""
        return ("wagtail.blocks.TextBlock", *super().deconstruct()[1:])


class ChartValue(blocks.StructValue):
    @property
    def chart(self) -> Chart:
        """The chart; falsy if it is empty or half filled in."""
        table = self.get("table")
        return Chart(
            kind=self.get("kind") or "",
            title=self.get("title") or "",
            table=table if isinstance(table, Table) else Table(),
            description=self.get("description") or "",
            unit=self.get("unit") or "",
            source=self.get("source") or "",
        )


class ChartBlock(ContentBlock):
    kind = blocks.ChoiceBlock(
        choices=Kind.choices, default=Kind.BARS, label=_("Type of chart"), search_index=False
    )
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=120,
        help_text=_("What the numbers show, such as “Burglaries by town”."),
    )
    description = LinesBlock(
        label=_("What can be seen"),
        help_text=_("The point in a sentence or two, for all and for those who see no drawing."),
    )
    table = TableBlock(
        label=_("Numbers"),
        help_text=_(
            "Type them, or paste them from a spreadsheet. The first row names the columns, the"
            " first column the rows. Leave a cell empty if a number is missing."
        ),
    )
    unit = UnitBlock(
        label=_("Unit"),
        required=False,
        max_length=20,
        help_text=_("Such as “%” or “reports”. A short one is shown at each number."),
    )
    source = blocks.CharBlock(label=_("Source"), max_length=200)

    class Meta:
        icon = "chart"
        group = base.LISTS
        label = _("Chart")
        label_format = "{title}"
        description = _("Bars, lines or shares, drawn from a table of numbers")
        template = "components/blocks/chart.html"
        value_class = ChartValue

    def is_complete(self, value: Any) -> bool:
        return bool(value and value.chart)

    def clean(self, value: Any) -> Any:
        """Refuse a table that this kind of chart cannot show, at the table; not in a draft."""
        cleaned = super().clean(value)
        is_checked = cleaned["table"] and not self.is_deferred_validation
        problems = problems_of(cleaned["kind"], cleaned["table"]) if is_checked else []
        if problems:
            raise blocks.StructBlockValidationError({"table": ValidationError(problems)})
        return cleaned

    def get_preview_value(self) -> Any:
        """Return an example in the editor's language."""
        table = Table.from_json(
            {
                "columns": [gettext("Town"), gettext("Walks")],
                "rows": [["Nordby", "12"], ["Midtby", "8"], ["Sydby", "17"]],
            }
        )
        return self.normalize(
            {
                "kind": Kind.BARS,
                "title": gettext("Evening walks by town"),
                "description": gettext("An example: most walks began in Sydby."),
                "table": table,
                "unit": "",
                "source": gettext("An invented example"),
            }
        )
