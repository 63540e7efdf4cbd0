"""Form fields for what people write. Every free text of the site goes through one of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text.personal_data import refuse_personal_data


class LineField(forms.CharField):
    """One line of free text: no line break, no control character, no CPR number."""

    def __init__(self, *, max_length: int = 120, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with its white space folded (a CR or LF would break a mail header)."""
        text: str = super().to_python(value)
        return " ".join(text.split())

    def validate(self, value: str) -> None:
        """Raise `ValidationError` for control characters and CPR numbers."""
        super().validate(value)
        if not value.isprintable():
            raise ValidationError(_("The text holds characters that cannot be shown."))
        refuse_personal_data(value)


class MarkdownField(forms.CharField):
    """Several lines of Markdown: line ends made `\\n`, no CPR number."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 20_000, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with one kind of line end."""
        text: str = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        """Raise `ValidationError` for CPR numbers."""
        super().validate(value)
        refuse_personal_data(value)
