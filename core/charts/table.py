"""The table behind a chart: read from what an editor typed or pasted, checked, stored, translated.

The first row names the columns, and the first cell of each other row names the row. Numbers are
stored the same in every language, so that a translation shows them in its own format.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext, ngettext

from core.charts.numbers import Amount, NotANumber, parse_amount, to_stored, with_unit
from core.translatable_lines import has_letters

MOST_ROWS, MOST_COLUMNS = 60, 24
LONGEST_NAME = 60
# What people put where a number is missing.
_MISSING = {"", "-", "–", "—", "..", "…"}
# More would bury the form.
_MOST_PROBLEMS = 8

Numbers = tuple[Decimal | None, ...]


class UnreadableTable(ValueError):
    """What an editor typed is no table of numbers. `problems` are sentences for the editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    numbers: Numbers


@dataclass(frozen=True)
class Table:
    """Numbers with the names of their rows and columns. `corner` names the rows together."""

    corner: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    # The numbers were typed with a percent sign.
    is_percent: bool = False

    def __bool__(self) -> bool:
        return next(self.numbers(), None) is not None

    def __str__(self) -> str:
        return self.to_text()

    def numbers(self) -> Iterator[Decimal]:
        """Yield the numbers that are there, row by row."""
        return (number for row in self.rows for number in row.numbers if number is not None)

    def column(self, index: int) -> Numbers:
        return tuple(row.numbers[index] for row in self.rows)

    @property
    def words(self) -> list[str]:
        """The names that a translation puts into its language, in the order of reading."""
        return [word for word in self._names() if has_letters(word)]

    def with_words(self, words: Iterable[str]) -> "Table":
        """Return the table with its `words` replaced, one by one, and all numbers kept."""
        left = iter(words)
        names = [next(left, name) if has_letters(name) else name for name in self._names()]
        count = len(self.columns) + 1
        return replace(
            self,
            corner=names[0],
            columns=tuple(names[1:count]),
            rows=tuple(
                Row(name, row.numbers) for name, row in zip(names[count:], self.rows, strict=True)
            ),
        )

    def _names(self) -> list[str]:
        return [self.corner, *self.columns, *(row.name for row in self.rows)]

    def to_text(self) -> str:
        """Write the table as an editor types it, with numbers in the active language."""
        if not self.columns:
            return ""
        unit = "%" if self.is_percent else ""
        lines = [[self.corner, *self.columns]]
        for row in self.rows:
            cells = [
                with_unit(number, unit) if number is not None else "" for number in row.numbers
            ]
            lines.append([row.name, *cells])
        return "\n".join("\t".join(line) for line in lines)

    def to_json(self) -> dict[str, Any]:
        return {
            "columns": [self.corner, *self.columns],
            "rows": [
                [row.name, *("" if n is None else to_stored(n) for n in row.numbers)]
                for row in self.rows
            ],
            "percent": self.is_percent,
        }

    @classmethod
    def from_json(cls, stored: Any) -> "Table":
        """Read what `to_json` wrote. Anything else is an empty table."""
        try:
            corner, *columns = map(str, stored["columns"])
            rows = tuple(
                Row(str(name), tuple(map(_stored_number, numbers)))
                for name, *numbers in stored["rows"]
            )
        except (KeyError, TypeError, ValueError, InvalidOperation):
            return cls()
        if any(len(row.numbers) != len(columns) for row in rows):
            return cls()
        return cls(corner, tuple(columns), rows, bool(stored.get("percent")))


def parse_table(text: str) -> Table:
    """Read a table that was pasted from a spreadsheet, or typed with semicolons.

    Raises UnreadableTable, with a sentence for each cell that is wrong.
    """
    lines = _cells(text)
    if not lines:
        return Table()
    heads, *rows = lines
    problems = _shape_problems(heads, rows)
    if problems:
        raise UnreadableTable(problems)
    width = len(heads)
    amounts = []
    for number, cells in enumerate(rows, start=2):
        row = []
        for head, cell in zip(heads[1:], [*cells[1:], *[""] * (width - len(cells))], strict=True):
            try:
                row.append(None if cell in _MISSING else parse_amount(cell))
            except NotANumber as error:
                row.append(None)
                problems.append(f"{_place(number, cells[0], head)} {error}")
        amounts.append(row)
    given = [amount for row in amounts for amount in row if amount is not None]
    if not problems and not given:
        problems.append(gettext("The table has no numbers."))
    if 0 < sum(amount.is_percent for amount in given) < len(given):
        problems.append(gettext("Give all numbers in per cent, or none."))
    if problems:
        raise UnreadableTable(_first_of(problems))
    return Table(
        heads[0],
        tuple(heads[1:]),
        tuple(
            Row(cells[0], tuple(map(_number_of, row)))
            for cells, row in zip(rows, amounts, strict=True)
        ),
        is_percent=given[0].is_percent,
    )


def _cells(text: str) -> list[list[str]]:
    """Split the text into cells, without blank rows and without blank columns at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ";")
    rows = [[" ".join(cell.split()) for cell in line] for line in lines]
    rows = [row for row in rows if any(row)]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return rows


def _shape_problems(heads: list[str], rows: list[list[str]]) -> list[str]:
    if len(heads) < 2 or not rows:
        return [
            gettext(
                "Give the table at least two rows and two columns. Columns are separated by a tab,"
                " as when you paste from a spreadsheet, or by a semicolon."
            )
        ]
    problems = []
    if len(rows) > MOST_ROWS:
        problems.append(too_many_rows(len(rows), MOST_ROWS))
    if len(heads) - 1 > MOST_COLUMNS:
        problems.append(too_many_columns(len(heads) - 1, MOST_COLUMNS))
    problems += [
        gettext("Row 1, column %(column)d: the column has no name.") % {"column": number}
        for number, head in enumerate(heads[1:], start=2)
        if not head
    ]
    for number, cells in enumerate(rows, start=2):
        if not cells[0]:
            problems.append(
                gettext("Row %(row)d, column 1: the row has no name.") % {"row": number}
            )
        if len(cells) > len(heads):
            problems.append(
                gettext("Row %(row)d (“%(name)s”) has %(cells)d cells, but row 1 has %(heads)d.")
                % {"row": number, "name": cells[0], "cells": len(cells), "heads": len(heads)}
            )
    problems += [
        gettext("“%(name)s” is too long: a name has at most %(most)d characters.")
        % {"name": name, "most": LONGEST_NAME}
        for name in [*heads, *(cells[0] for cells in rows)]
        if len(name) > LONGEST_NAME
    ]
    return _first_of(problems)


def too_many_rows(count: int, most: int) -> str:
    """Return the message for a table with too many rows."""
    return ngettext(
        "The table has %(count)d row of numbers; this chart takes at most %(most)d.",
        "The table has %(count)d rows of numbers; this chart takes at most %(most)d.",
        count,
    ) % {"count": count, "most": most}


def too_many_columns(count: int, most: int) -> str:
    """Return the message for a table with too many columns."""
    return ngettext(
        "The table has %(count)d column of numbers; this chart takes at most %(most)d.",
        "The table has %(count)d columns of numbers; this chart takes at most %(most)d.",
        count,
    ) % {"count": count, "most": most}


def _first_of(problems: list[str]) -> list[str]:
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return problems
    rest = ngettext("… and %(count)d more.", "… and %(count)d more.", more) % {"count": more}
    return [*problems[:_MOST_PROBLEMS], rest]


def _place(row: int, name: str, column: str) -> str:
    return gettext("Row %(row)d (“%(name)s”), column “%(column)s”:") % {
        "row": row,
        "name": name,
        "column": column,
    }


def _stored_number(text: str) -> Decimal | None:
    number = Decimal(text) if text else None
    if number is not None and not number.is_finite():
        raise ValueError(text)
    return number


def _number_of(amount: Amount | None) -> Decimal | None:
    return None if amount is None else amount.number
