"""Numbers as people type and read them: "1.234,5" and "83 %" in Danish, "1,234.5" and "83%"."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext, pgettext

# Numbers beyond have too many digits to be read.
_LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 6
# The blanks that spreadsheets put between thousands, and the minus of typographers.
_BLANKS = re.compile("[ \u00a0\u2009\u202f]")
_MINUS = "\u2212"
_NO_BREAK = "\u00a0"


class NotANumber(ValueError):
    """A text that is no number in the active language. The message is for the editor."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and whether it was typed with a percent sign. As text: in the active language."""

    number: Decimal
    is_percent: bool = False

    def __str__(self) -> str:
        return with_unit(self.number, "%" if self.is_percent else "")


def parse_amount(text: str) -> Amount:
    """Read a number in the format of the active language.

    Raises NotANumber.
    """
    digits = text.strip().replace(_MINUS, "-")
    is_percent = digits.endswith("%")
    digits = digits.removesuffix("%").strip()
    decimal, group = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    compact = _BLANKS.sub(" ", digits)
    for separator in (group, " "):
        if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:{re.escape(separator)}[0-9]{{3}})+(\D.*)?", compact):
            compact = compact.replace(separator, "")
    plain = compact.replace(decimal, ".") if "." not in compact or decimal == "." else ""
    if not re.fullmatch(r"[+-]?[0-9]{1,20}(?:\.[0-9]+)?", plain):
        raise NotANumber(
            gettext("“%(text)s” is not a number. Write it like %(example)s.")
            % {"text": text.strip(), "example": format_number(Decimal("1234.5"))}
        )
    number = Decimal(plain)
    if abs(number) >= _LARGEST or -number.normalize().as_tuple().exponent > MOST_DECIMALS:  # type: ignore[operator]
        raise NotANumber(
            gettext("“%(text)s” has too many digits. Give it in thousands or millions.")
            % {"text": text.strip()}
        )
    return Amount(number, is_percent)


def format_number(number: Decimal, decimals: int | None = None) -> str:
    """Write a number in the active language, with `decimals` or as many as it has."""
    if decimals is None:
        exponent = number.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    text: str = number_format(abs(rounded), decimals, use_l10n=True, force_grouping=True)
    return f"{_MINUS}{text}" if rounded < 0 else text


def with_unit(number: Decimal, unit: str, decimals: int | None = None) -> str:
    """Write a number with its unit, which can be empty."""
    text = format_number(number, decimals)
    if unit == "%":
        return pgettext("percentage", "%(number)s%%") % {"number": text}
    return f"{text}{_NO_BREAK}{unit}" if unit else text


def to_stored(number: Decimal) -> str:
    """Write a number the same in every language, for storage."""
    return format(number.normalize(), "f")
