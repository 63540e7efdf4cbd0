"""Form fields for what people write. Every free text of the site goes through one of them."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.cpr_guard import refuse_personal_data

# Pasted along from web pages, and seen by nobody: soft hyphens, zero-width spaces, byte order
# marks. Left in, they would also hide a CPR number from the guard.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))

# What XML (the feed) and databases cannot hold, and what turns the text around it about. Joiners
# and unassigned code points are left in peace: today's emoji consist of them.
_UNSHOWABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Control characters, format characters (directions, joiners), surrogates, private and unassigned
# ones, and white space: none belongs in an address.
_UNSEEN_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}

REQUIRED = _("Please fill this in.")


class LineField(forms.CharField):
    """One line of free text: no line break, no control character, no CPR number."""

    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 120, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with its white space folded (a CR or LF would break a mail header)."""
        text = super().to_python(value) or ""
        return " ".join(text.translate(_UNSEEN).split())

    def validate(self, value: str) -> None:
        """Raise `ValidationError` for control characters and CPR numbers."""
        super().validate(value)
        _refuse_unshowable(value)
        refuse_personal_data(value)


class MarkdownField(forms.CharField):
    """Several lines of Markdown: line ends made `\\n`, no control character, no CPR number."""

    widget = forms.Textarea
    default_error_messages = {"required": REQUIRED}

    def __init__(self, *, max_length: int = 20_000, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with one kind of line end."""
        text = super().to_python(value) or ""
        return _LINE_END.sub("\n", text.translate(_UNSEEN)).strip()

    def validate(self, value: str) -> None:
        """Raise `ValidationError` for control characters and CPR numbers."""
        super().validate(value)
        _refuse_unshowable(value)
        refuse_personal_data(value)


class EmailField(forms.EmailField):
    """An e-mail address in plain letters: nothing unseen, nothing that turns the text about."""

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
        """Refuse what Django lets pass in the domain, then ask Django."""
        if any(unicodedata.category(sign) in _UNSEEN_KINDS for sign in value or ""):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        super().run_validators(value)


def _refuse_unshowable(text: str) -> None:
    if _UNSHOWABLE.search(text):
        raise ValidationError(
            _("The text holds characters that cannot be shown."), code="unshowable"
        )
