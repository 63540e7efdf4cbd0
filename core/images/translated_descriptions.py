"""The form fields for what a picture shows, in the languages that are not the site's first.

`SiteImage.description` has the words of the first language, `translated_descriptions` the others.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from core.languages import other_languages
from core.text.fields import LineField

# As `description`.
_LONGEST = 255


def _field_name(code: str) -> str:
    return f"description_{code}"


class BaseTranslatedDescriptions(BaseImageForm):
    """Keeps the words of the other languages in `translated_descriptions`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" not in self.fields:
            # A form for some of the fields.
            for code, _name in other_languages():
                self.fields.pop(_field_name(code), None)
            return
        for code, text in self.instance.translated_descriptions.items():
            self.initial[_field_name(code)] = text
        names = [name for name in self.fields if name not in _fields()]
        after_first = names.index("description") + 1
        self.order_fields([*names[:after_first], *_fields(), *names[after_first:]])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "description" not in self.fields:
            return cleaned
        given = {code: cleaned.get(_field_name(code), "") for code, _name in other_languages()}
        if cleaned.get("is_decorative"):
            for code, text in given.items():
                if text:
                    message = _("Decoration needs no description. Choose one.")
                    self.add_error(_field_name(code), ValidationError(message))
        # Words in a language that the site no longer has are kept.
        kept = self.instance.translated_descriptions | given
        self.instance.translated_descriptions = {code: text for code, text in kept.items() if text}
        return cleaned


def _fields() -> dict[str, forms.CharField]:
    return {
        _field_name(code): LineField(
            label=format_lazy("{} ({})", _("Description"), lazystr(name)),
            max_length=_LONGEST,
            required=False,
            help_text=_("Read aloud on pages in that language. Empty: the first description."),
        )
        for code, name in other_languages()
    }


TranslatedDescriptions: Any = type(
    "TranslatedDescriptions", (BaseTranslatedDescriptions,), _fields()
)
