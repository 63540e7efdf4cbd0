"""Form fields for free text and e-mail addresses. Every form of the site uses them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.cpr_guard import refuse_cpr_numbers
from core.text.markdown import refuse_too_much
from core.text.normalization import (
    collapse_blanks,
    compose,
    email_address,
    has_stacked_marks,
    remove_invisible,
)

# Characters that XML (the feeds) and databases cannot hold, and bidirectional overrides. Joiners
# and unassigned code points are allowed, since new emoji consist of them.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

REQUIRED = _("Please fill this in.")
NO_ADDRESS = _("Enter an email address such as name@example.org.")


class LineField(forms.CharField):
    """One line of free text: no line break, no control character, no CPR number."""

    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 120, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Collapse white space: a line break would break a mail header.

        Invisible characters are removed, since they would hide a CPR number.
        """
        return collapse_blanks(remove_invisible(compose(super().to_python(value) or "")))

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_forbidden_characters(value)
        refuse_cpr_numbers(value)


class MarkdownField(forms.CharField):
    """Several lines with marks (`core.text.markdown`): no control character, no CPR number."""

    widget = forms.Textarea
    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 20_000, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Turn every kind of line end into a newline, and remove invisible characters."""
        text = remove_invisible(compose(super().to_python(value) or ""))
        return _LINE_END.sub("\n", text).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_forbidden_characters(value)
        refuse_cpr_numbers(value)
        # A text that is too long is refused for that.
        if self.max_length is None or len(value) <= self.max_length:
            refuse_too_much(value)


class EmailField(forms.EmailField):
    """An e-mail address: ASCII in lower case, the domain as it is looked up."""

    default_error_messages = {
        "required": _("Enter your email address."),
        "invalid": NO_ADDRESS,
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Email address"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Raise `ValidationError` for letters that would not reach the mailbox as typed."""
        address = super().to_python(value)
        if not address:
            return address
        validate_email_address(address)
        return email_address(address)


def validate_email_address(value: str) -> None:
    """Raise `ValidationError` for letters that would be lost on the way to the mailbox."""
    local = value.strip().rpartition("@")[0]
    odd = next((char for char in local if not char.isascii() and char.isprintable()), "")
    if odd:
        raise ValidationError(
            _(
                "“%(letter)s” cannot be used before the @. Enter the address exactly as your "
                "email program shows it."
            ),
            code="invalid",
            params={"letter": odd},
        )
    try:
        email_address(value)
    except ValueError:
        raise ValidationError(NO_ADDRESS, code="invalid") from None


def _refuse_forbidden_characters(text: str) -> None:
    if _FORBIDDEN.search(text) or has_stacked_marks(text):
        raise ValidationError(
            _("The text contains characters that cannot be shown."), code="unshowable"
        )
