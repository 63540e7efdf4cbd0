"""The fields of a broadcast: subject and text in each language of the site."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.languages import site_languages
from core.text.fields import LineField, MarkdownField
from core.text.markdown import MARKS_HELP
from notifications.broadcasts.drafts import Texts
from notifications.models.broadcast import Broadcast


class BroadcastForm(forms.Form):
    """Subject and text in each language. A language may be left out as a whole."""

    is_first_language_required = False
    # May name the %(language)s.
    incomplete_error: Any = _("Please fill this in, or leave everything in this language empty.")

    def __init__(self, *args: Any, broadcast: Broadcast | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = broadcast.texts if broadcast else {}
        for code, name in site_languages():
            text = texts.get(code, {"subject": "", "body": ""})
            is_required = self.is_first_language_required and code == settings.LANGUAGE_CODE
            self.fields[f"subject_{code}"] = LineField(
                label=_("Subject (%(language)s)") % {"language": name},
                required=is_required,
                initial=text["subject"],
            )
            self.fields[f"body_{code}"] = MarkdownField(
                label=_("Text (%(language)s)") % {"language": name},
                required=is_required,
                max_length=10_000,
                initial=text["body"],
                help_text=MARKS_HELP,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a subject without a text, a text without a subject, and a form without either."""
        cleaned = super().clean() or self.cleaned_data
        for code, name in site_languages():
            subject, body = f"subject_{code}", f"body_{code}"
            for field, other in ((subject, body), (body, subject)):
                if not cleaned.get(field) and cleaned.get(other) and field not in self.errors:
                    self.add_error(field, self.incomplete_error % {"language": name})
        if not self.errors and not self.texts:
            self.add_error(f"subject_{settings.LANGUAGE_CODE}", _("Please write something."))
        return cleaned

    @property
    def texts(self) -> Texts:
        """Subject and text in each language that was filled in."""
        return {
            code: {
                "subject": self.cleaned_data[f"subject_{code}"],
                "body": self.cleaned_data[f"body_{code}"],
            }
            for code, _name in settings.LANGUAGES
            if self.cleaned_data[f"subject_{code}"]
        }
