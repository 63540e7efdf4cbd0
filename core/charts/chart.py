"""A chart: its drawings, its legend, a summary for those who do not see it, and its data table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.charts import bars, lines, svg
from core.charts.numbers import with_unit
from core.charts.scales import Scale, scale_of
from core.charts.table import Row, Table, too_many_columns, too_many_rows


class Kind(models.TextChoices):
    BARS = "bars", _("Bars: one for each row")
    LINES = "lines", _("Lines: one for each column, along the rows")
    SHARES = "shares", _("Shares: each row’s part of its column")
    PANELS = "panels", _("Small charts: one for each row, such as each town")


# The most rows and columns of numbers.
_MOST = {Kind.BARS: (20, 4), Kind.LINES: (60, 4), Kind.SHARES: (12, 4), Kind.PANELS: (24, 24)}

# "%", "km".
_LONGEST_SHOWN_UNIT = 2


def problems_of(kind: str, table: Table) -> list[str]:
    """Return why this kind of chart cannot show the table, for the editor. Empty: it can."""
    most_rows, most_columns = _MOST[Kind(kind)]
    rows, columns = len(table.rows), len(table.columns)
    found = []
    if rows > most_rows:
        found.append(too_many_rows(rows, most_rows))
    if columns > most_columns:
        found.append(too_many_columns(columns, most_columns))
    if kind == Kind.LINES and rows < 2:
        found.append(gettext("A line needs at least two rows of numbers."))
    if kind == Kind.PANELS and columns < 2:
        found.append(gettext("Small charts need at least two columns of numbers."))
    if kind == Kind.SHARES:
        found += _problems_of_shares(table)
    return found


def _problems_of_shares(table: Table) -> Iterator[str]:
    for row in table.rows:
        for column, number in zip(table.columns, row.numbers, strict=True):
            if number is not None and number < 0:
                yield gettext("%(row)s, %(column)s: a share cannot be less than nothing.") % {
                    "row": row.name,
                    "column": column,
                }
    for index, column in enumerate(table.columns):
        if not any(table.column(index)):
            yield gettext("Column “%(column)s” adds up to nothing.") % {"column": column}


@dataclass(frozen=True)
class Drawing:
    svg: SafeString
    # The name of a small chart; "" for the only drawing of a chart.
    name: str = ""


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` shows. Falsy if there is nothing to draw."""

    kind: str
    title: str
    table: Table
    description: str = ""
    unit: str = ""
    source: str = ""
    is_example: bool = field(default=False)

    def __bool__(self) -> bool:
        return (
            self.kind in Kind.values
            and bool(self.title and self.table)
            and not problems_of(self.kind, self.table)
        )

    @property
    def full_unit(self) -> str:
        return self.unit or ("%" if self.table.is_percent else "")

    @property
    def shown_unit(self) -> str:
        """The unit that stands at each number. A long one is said once: `unit_note`."""
        return self.full_unit if len(self.full_unit) <= _LONGEST_SHOWN_UNIT else ""

    @property
    def unit_note(self) -> str:
        """A long unit in a sentence."""
        if not self.full_unit or self.shown_unit:
            return ""
        return gettext("Unit: %(unit)s.") % {"unit": self.full_unit.rstrip(".")}

    @cached_property
    def _scale(self) -> Scale:
        return scale_of(self.table.numbers(), from_zero=self.kind != Kind.LINES)

    @property
    def drawings(self) -> list[Drawing]:
        if self.kind == Kind.PANELS:
            return [self._small(row) for row in self.table.rows]
        if self.kind == Kind.LINES:
            drawing, height = lines.draw_lines(self.table, self.shown_unit, self._scale)
        elif self.kind == Kind.SHARES:
            drawing, height = bars.draw_shares(self.table, self.shown_unit)
        else:
            drawing, height = bars.draw_bars(self.table, self.shown_unit)
        return [Drawing(drawing.render(height, self.title, self.summary))]

    def _small(self, row: Row) -> Drawing:
        columns, unit = self.table.columns, self.shown_unit
        drawing, height = lines.draw_small(row, columns, unit, self._scale)
        ends = lines.first_and_last(row.numbers)
        summary = ""
        if ends:
            summary = gettext("From %(first)s to %(last)s.") % {
                "first": with_unit(ends[0], unit),
                "last": with_unit(ends[1], unit),
            }
        return Drawing(drawing.render(height, f"{self.title}: {row.name}", summary), row.name)

    @property
    def is_in_panels(self) -> bool:
        return self.kind == Kind.PANELS

    @property
    def legend(self) -> list[tuple[SafeString, str]]:
        """A sample and a name for each series, if there are several."""
        if self.is_in_panels or len(self.table.columns) < 2:
            return []
        key = svg.line_key if self.kind == Kind.LINES else svg.bar_key
        return [(key(series), name) for series, name in enumerate(self.table.columns)]

    @property
    def summary(self) -> str:
        """What the eye sees first: the highest and the lowest number."""
        placed = [
            (number, ", ".join([row.name, *([column] if len(self.table.columns) > 1 else [])]))
            for row in self.table.rows
            for column, number in zip(self.table.columns, row.numbers, strict=True)
            if number is not None
        ]
        (low, lowest), (high, highest) = min(placed, key=_number), max(placed, key=_number)
        return gettext(
            "Highest: %(high)s (%(highest)s). Lowest: %(low)s (%(lowest)s). The table below has"
            " all numbers."
        ) % {
            "high": with_unit(high, self.shown_unit),
            "highest": highest,
            "low": with_unit(low, self.shown_unit),
            "lowest": lowest,
        }

    @property
    def scale_note(self) -> str:
        """A sentence about the axis, where a reader could be misled without one."""
        scale, unit = self._scale, self.shown_unit
        low, high = (with_unit(end, unit, scale.decimals) for end in (scale.low, scale.high))
        if self.is_in_panels:
            return gettext("All the charts go from %(low)s to %(high)s.") % {
                "low": low,
                "high": high,
            }
        if self.kind == Kind.LINES and not scale.low <= 0 <= scale.high:
            return gettext("The axis goes from %(low)s to %(high)s and leaves zero out.") % {
                "low": low,
                "high": high,
            }
        return ""

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The rows of the data table, as text. A missing number is ""."""
        return [
            (row.name, [self._cell(index, number) for index, number in enumerate(row.numbers)])
            for row in self.table.rows
        ]

    def _cell(self, column: int, number: Decimal | None) -> str:
        if number is None:
            return ""
        text = with_unit(number, self.shown_unit)
        if self.kind != Kind.SHARES:
            return text
        total = sum((n for n in self.table.column(column) if n), Decimal(0))
        share = bars.share_text(number, total)
        return text if share == text else f"{text} ({share})"


def _number(placed: tuple[Decimal, str]) -> Decimal:
    return placed[0]
