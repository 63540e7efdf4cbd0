"""Form fields for free text and e-mail addresses. Every form of the site uses them."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.cpr_guard import refuse_cpr_numbers

# Invisible characters that people paste from web pages: soft hyphens, zero-width spaces, byte order
# marks. They are removed, since they would also hide a CPR number.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))

# Characters that XML (the feeds) and databases cannot hold, and bidirectional overrides. Joiners
# and unassigned code points are allowed, since new emoji consist of them.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Unicode categories that no e-mail address holds: control and format characters, surrogates,
# private and unassigned code points, white space.
_FORBIDDEN_IN_EMAIL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}

REQUIRED = _("Please fill this in.")


class LineField(forms.CharField):
    """One line of free text: no line break, no control character, no CPR number."""

    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 120, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Collapse white space: a line break would break a mail header."""
        text = super().to_python(value) or ""
        return " ".join(text.translate(_INVISIBLE).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_forbidden_characters(value)
        refuse_cpr_numbers(value)


class MarkdownField(forms.CharField):
    """Several lines of Markdown: no control character, no CPR number."""

    widget = forms.Textarea
    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 20_000, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Turn every kind of line end into a newline."""
        text = super().to_python(value) or ""
        return _LINE_END.sub("\n", text.translate(_INVISIBLE)).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_forbidden_characters(value)
        refuse_cpr_numbers(value)


class EmailField(forms.EmailField):
    """An e-mail address without invisible or bidirectional characters."""

    default_error_messages = {
        "required": _("Write your e-mail address."),
        "invalid": _("Write an e-mail address such as name@example.org."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)

    def run_validators(self, value: Any) -> None:
        """Refuse characters that Django allows in the domain, then run Django's validators."""
        if any(unicodedata.category(character) in _FORBIDDEN_IN_EMAIL for character in value or ""):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        super().run_validators(value)


def _refuse_forbidden_characters(text: str) -> None:
    if _FORBIDDEN.search(text):
        raise ValidationError(
            _("The text holds characters that cannot be shown."), code="unshowable"
        )
