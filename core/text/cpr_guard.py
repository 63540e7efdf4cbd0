"""Find and refuse CPR numbers in free text.

CPR numbers may not be published (databeskyttelsesloven § 11, stk. 3). A CPR number is a birth
date as six digits, then four digits. The checksum (modulus 11) is not tested: since 2007 valid
numbers fail it.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# A hyphen or dash and white space may separate the date and the serial number. Digits that are
# part of a longer word are no CPR number but an order number or a UUID.
_CANDIDATE = re.compile(
    r"(?<![^\W_])(\d{2})(\d{2})(\d{2})[^\S\n]?[-\u2010-\u2015\u2212]?[^\S\n]?(\d{4})(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A possible CPR number and its line, counted from 1."""

    text: str
    line: int


def find_cpr_numbers(text: str) -> Iterator[Match]:
    """Yield everything in `text` that looks like a CPR number."""
    for match in _CANDIDATE.finditer(text):
        if _is_birth_date(match):
            yield Match(match[0], text.count("\n", 0, match.start()) + 1)


def refuse_cpr_numbers(text: str) -> None:
    """Raise `ValidationError` with the line and the date part if `text` holds a CPR number."""
    match = next(find_cpr_numbers(text), None)
    if match is None:
        return
    # The message repeats the date part only, so that it does not spread the whole number.
    raise ValidationError(
        _(
            "Line %(line)d contains “%(start)s…”, which looks like a CPR number (Danish "
            "personal ID). CPR numbers are not allowed here. Please remove it."
        ),
        code="personal_data",
        params={"line": match.line, "start": match.text[:6]},
    )


def _is_birth_date(match: re.Match[str]) -> bool:
    day, month, year = (int(part) for part in match.group(1, 2, 3))
    # The serial number tells the century, in a way that has changed: accept both.
    for century in (1900, 2000):
        try:
            datetime.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
