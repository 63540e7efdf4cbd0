"""The guard against CPR numbers in free text.

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

# One hyphen or dash, and blanks of any width, may stand between date and serial number. A longer
# run of letters or digits around it makes it something else: an order number, a UUID.
_CANDIDATE = re.compile(
    r"(?<![^\W_])(\d{2})(\d{2})(\d{2})[^\S\n]?[-\u2010-\u2015\u2212]?[^\S\n]?(\d{4})(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One match: the text itself and the line (from 1) it stands on."""

    text: str
    line: int


def find_cpr_numbers(text: str) -> Iterator[Found]:
    """Yield what looks like a CPR number in `text`."""
    for match in _CANDIDATE.finditer(text):
        if _is_birth_date(match):
            yield Found(match[0], text.count("\n", 0, match.start()) + 1)


def refuse_personal_data(text: str) -> None:
    """Raise `ValidationError`, saying what and where, if `text` holds a CPR number."""
    found = next(find_cpr_numbers(text), None)
    if found is None:
        return
    # Only the date part is repeated, so that the message spreads no whole number.
    raise ValidationError(
        _(
            "Line %(line)d holds “%(start)s…”, which looks like a CPR number. CPR numbers are "
            "not allowed here. Please remove it."
        ),
        code="personal_data",
        params={"line": found.line, "start": found.text[:6]},
    )


def _is_birth_date(match: re.Match[str]) -> bool:
    day, month, year = (int(part) for part in match.group(1, 2, 3))
    # The century hides in the serial number; 2000 is a leap year, so 29 February passes in
    # every year whose last two digits allow it in either century.
    for century in (1900, 2000):
        try:
            datetime.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
