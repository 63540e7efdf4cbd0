"""The editors' form of the emergency message: its words in every language, level and time."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel

from core.text.fields import LineField

_LONGEST = 300


class BaseEmergencyForm(WagtailAdminModelForm):
    """Keeps the words of all languages in `texts`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in self.instance.texts.items():
            self.initial[f"text_{code}"] = text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        texts = {code: cleaned.get(f"text_{code}", "") for code, _native in settings.LANGUAGES}
        source = f"text_{settings.LANGUAGE_CODE}"
        if any(texts.values()) and not texts[settings.LANGUAGE_CODE] and source not in self.errors:
            self.add_error(
                source,
                ValidationError(_("Write it in this language, too: readers of others get it.")),
            )
        until = cleaned.get("until")
        has_changed = "until" in self.changed_data or any(
            name.startswith("text_") for name in self.changed_data
        )
        if any(texts.values()) and until and has_changed and until <= timezone.now():
            self.add_error("until", ValidationError(_("Choose a time that is still to come.")))
        starts_at = cleaned.get("starts_at")
        if starts_at and until and until <= starts_at and "until" not in self.errors:
            self.add_error("until", ValidationError(_("It must end after it begins.")))
        self.instance.texts = {code: text for code, text in texts.items() if text}
        return cleaned


def _text_fields() -> dict[str, forms.CharField]:
    return {
        f"text_{code}": LineField(label=native, max_length=_LONGEST, required=False)
        for code, native in settings.LANGUAGES
    }


EmergencyForm = type("EmergencyForm", (BaseEmergencyForm,), _text_fields())


def panels() -> Panel:
    """Return the panels of the form."""
    texts = [FieldPanel(f"text_{code}") for code, _native in settings.LANGUAGES]
    return ObjectList(
        [
            MultiFieldPanel(
                texts,
                heading=_("Text"),
                help_text=_("Shown at the top of every page. Empty: nothing is shown."),
            ),
            *(FieldPanel(name) for name in ("level", "starts_at", "until", "link")),
        ],
        base_form_class=EmergencyForm,
    )
