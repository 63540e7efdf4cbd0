"""Tables as files for spreadsheets.

Spreadsheets run cells that begin with = + - or @ as formulas. Text from people must never become
one.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

# With full-width forms, which some programs normalise. (OWASP, "CSV Injection")
_FORMULA_PREFIXES = tuple("=+-@\t\r\n＝＋－＠")
# XLSX allows 32,767 characters in a cell; xlsxwriter silently drops longer ones.
_LONGEST_CELL = 32_000
_MOST_COLUMNS = 16_383


def escape_formula(value: Any) -> Any:
    """Return `value` so that a spreadsheet does not read it as a formula."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA_PREFIXES):
        return f"'{value}"
    return value


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return CSV for a Danish Excel: semicolons, and a byte order mark."""
    target = io.BytesIO()
    write_csv(rows, target)
    return target.getvalue()


def write_csv(rows: Iterable[Sequence[Any]], target: IO[bytes]) -> None:
    """Write CSV for a Danish Excel row by row. See `as_csv`."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([escape_formula(value) for value in row])
    # Leaves `target` open.
    text.detach()


def write_xlsx(rows: Iterable[Sequence[Any]], target: IO[bytes], *, title: str = "") -> None:
    """Write a sheet row by row; the first row has the headings. Text is never a formula."""
    # Imported here: most processes never need its megabytes.
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target,
        {
            **{"constant_memory": True, "strings_to_formulas": False},
            **{"strings_to_urls": False, "strings_to_numbers": False},
        },
    )
    book.set_properties({"title": title})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, _MOST_COLUMNS, 16)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value:
                text = str(value)[:_LONGEST_CELL]
                sheet.write_string(number, column, text, None if number else bold)
    book.close()
