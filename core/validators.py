"""Validators of model fields. Migrations refer to these functions: keep their names."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _


def validate_postal_codes(value: str) -> None:
    """Raise `ValidationError` unless `value` is postal codes of four digits, split by spaces."""
    if not re.fullmatch(r"\d{4}( \d{4})*", value):
        raise ValidationError(_("Enter postal codes of four digits with a space between them."))


# Digits and common separators.
_PHONE = re.compile(r"^\+?[\d ().\-]+$")
_FEWEST_DIGITS = 8


def validate_phone_number(value: str) -> None:
    """Raise `ValidationError` unless `value` is at least eight digits with separators between."""
    digits = sum(character.isdigit() for character in value)
    if not _PHONE.match(value) or digits < _FEWEST_DIGITS:
        raise ValidationError(_("Enter a phone number such as 12 34 56 78."))


_FEWEST_DIGITS_OF_SERVICES = 3


def validate_short_number(value: str) -> None:
    """Raise `ValidationError` unless `value` is a phone number, or a short one such as 112."""
    digits = sum(character.isdigit() for character in value)
    if not _PHONE.match(value) or digits < _FEWEST_DIGITS_OF_SERVICES:
        raise ValidationError(_("Enter a phone number such as 112 or 12 34 56 78."))


def validate_web_address(value: str) -> None:
    """Raise `ValidationError` unless `value` is an http(s) URL or a path of this site."""
    if value.startswith("/") and not value.startswith("//"):
        return
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ValidationError(
            _("Enter an address that starts with https://, or a path on this site.")
        ) from None
