"""Blocks for numbers, units and dates, which are typed once for all languages.

They are stored the same in every language, and shown in the format of the reader's. What has no
letters is nothing for a translator, so wagtail-localize copies it.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail_localize.segments.types import StringSegmentValue

from core.charts.numbers import Amount, NotANumber, parse_amount, to_stored
from core.partial_dates import NotADate, PartialDate, parse_partial_date
from core.translatable_lines import Segments, has_letters


class TypedTextBlock(blocks.FieldBlock):
    """A text field whose value is an object once it is read. What is not yet read is a str."""

    def __init__(
        self, required: bool = True, help_text: Any = None, max_length: int = 40, **kwargs: Any
    ) -> None:
        self.max_length = max_length
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=max_length, widget=self.widget()
        )
        super().__init__(**kwargs)

    def widget(self) -> forms.Widget:
        return forms.TextInput()

    def read(self, text: str) -> Any:
        """Return the object that the text means. Raises ValidationError."""
        raise NotImplementedError

    def get_default(self) -> Any:
        return self.normalize(getattr(self.meta, "default", None) or "")

    def value_for_form(self, value: Any) -> str:
        return str(value or "")

    def clean(self, value: Any) -> Any:
        text = self.field.clean(self.value_for_form(value))
        return self.read(text) if text else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        return [str(value)] if value else []

    def get_translatable_segments(self, value: Any) -> Segments:
        return []

    def restore_translated_segments(self, value: Any, segments: Segments) -> Any:
        return value

    def deconstruct(self) -> Any:
        """Look like the block of Wagtail in migrations."""
        return ("wagtail.blocks.CharBlock", *super().deconstruct()[1:])


class NumberBlock(TypedTextBlock):
    """A number. Its value is an `Amount`, or "" without one."""

    def read(self, text: str) -> Amount | str:
        try:
            return parse_amount(text)
        except NotANumber as error:
            raise ValidationError(str(error)) from error

    def to_python(self, value: Any) -> Amount | str:
        if isinstance(value, dict):
            try:
                number = Decimal(str(value.get("number")))
            except InvalidOperation:
                return ""
            return Amount(number, bool(value.get("percent"))) if number.is_finite() else ""
        return str(value or "")

    def normalize(self, value: Any) -> Any:
        return value if isinstance(value, Amount) else self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Amount):
            return {"number": to_stored(value.number), "percent": value.is_percent}
        return str(value or "")


class NumberOrWordsBlock(NumberBlock):
    """A number, or words such as "3 out of 4". Before there were numbers, all were words."""

    def read(self, text: str) -> Amount | str:
        return text if has_letters(text) else super().read(text)

    def get_translatable_segments(self, value: Any) -> Segments:
        is_words = isinstance(value, str) and has_letters(value)
        return [StringSegmentValue("", value)] if is_words else []

    def restore_translated_segments(self, value: Any, segments: Segments) -> Any:
        return segments[0].render_text() if segments else value


class UnitBlock(blocks.CharBlock):
    """A unit. "%" is the same in every language; "people" is not."""

    def get_searchable_content(self, value: str) -> list[str]:
        return [value] if value else []

    def get_translatable_segments(self, value: str) -> Segments:
        return [StringSegmentValue("", value)] if has_letters(value or "") else []

    def restore_translated_segments(self, value: str, segments: Segments) -> str:
        return segments[0].render_text() if segments else value

    def deconstruct(self) -> Any:
        """Look like the block of Wagtail in migrations."""
        return ("wagtail.blocks.CharBlock", *super().deconstruct()[1:])


class PartialDateBlock(TypedTextBlock):
    """A year, a month or a day. Its value is a `PartialDate`, or "" without one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("A year, a month or a day."))
        super().__init__(**kwargs)

    def read(self, text: str) -> PartialDate:
        try:
            return parse_partial_date(text)
        except NotADate as error:
            raise ValidationError(str(error)) from error

    def to_python(self, value: Any) -> PartialDate | str:
        try:
            return PartialDate.fromisoformat(value)
        except (TypeError, ValueError, AttributeError):
            return ""

    def normalize(self, value: Any) -> Any:
        return value if isinstance(value, PartialDate) else self.to_python(value)

    def get_prep_value(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, PartialDate) else ""
