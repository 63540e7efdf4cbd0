"""The form that a letter is written with."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from core.text.fields import LineField, MarkdownField
from notifications.models import Letter
from notifications.newsletters import sending as letters
from notifications.notices import topics
from residents.models import User

# What the topics of each prefix are called together.
GROUPS = {
    "theme": _("Themes"),
    "area": _("Towns and neighbourhoods"),
    "campaign": _("Campaigns"),
    "event": _("Events"),
    "tag": _("Tags"),
    "thread": _("Threads"),
}


def site_languages() -> list[tuple[str, str]]:
    """Return the code of each language of the site, and its name in the active one."""

    def name(code: str, native: str) -> str:
        try:
            return get_language_info(code)["name_translated"]
        except KeyError:  # one that Django does not know
            return native

    return [(code, name(code, native)) for code, native in settings.LANGUAGES]


class LetterForm(forms.Form):
    """To whom, and in each language of the site a subject and a text.

    The first language is asked for; who reads in one that is left empty gets that.
    """

    topic = forms.ChoiceField(
        label=_("To those who follow"),
        error_messages={
            "required": _("Please choose whom the letter is for."),
            "invalid_choice": _("Please choose one of the list."),
        },
    )

    def __init__(self, *args: Any, writer: User, letter: Letter | None, topic: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen = letter.topic if letter else topic
        self.initial["topic"] = chosen
        self.fields["topic"].choices = _choices(writer, chosen)  # type: ignore[attr-defined]
        texts = {text.language: text for text in letter.texts.all()} if letter else {}
        for code, name in site_languages():
            is_first = code == settings.LANGUAGE_CODE
            text = texts.get(code)
            self.fields[f"subject_{code}"] = LineField(
                label=_("Subject (%(language)s)") % {"language": name},
                required=is_first,
                initial=text.subject if text else "",
            )
            self.fields[f"body_{code}"] = MarkdownField(
                label=_("Text (%(language)s)") % {"language": name},
                required=is_first,
                max_length=10_000,
                initial=text.body if text else "",
                help_text=_(
                    "A blank line makes a new paragraph. *Stars* around a word make it stand out."
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a subject without a text, and a text without a subject."""
        cleaned = super().clean() or self.cleaned_data
        for code, name in site_languages()[1:]:
            given = {part: cleaned.get(f"{part}_{code}") for part in ("subject", "body")}
            for part, other in (("subject", "body"), ("body", "subject")):
                if not given[part] and given[other] and f"{part}_{code}" not in self.errors:
                    error = _("Please fill this in, or leave out all of %(language)s.")
                    self.add_error(
                        f"{part}_{code}", ValidationError(error, params={"language": name})
                    )
        return cleaned

    @property
    def texts(self) -> dict[str, tuple[str, str]]:
        """Subject and text in each language that was written in."""
        return {
            code: (self.cleaned_data[f"subject_{code}"], self.cleaned_data[f"body_{code}"])
            for code, _name in settings.LANGUAGES
            if self.cleaned_data[f"subject_{code}"]
        }


def _choices(writer: User, chosen: str) -> list[tuple[Any, Any]]:
    """Return what can be chosen, sort by sort, with the number of followers of each."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic, name, followers in letters.followed_topics(writer, also=chosen):
        counted = ngettext("%(count)d follower", "%(count)d followers", followers)
        label = f"{name} ({counted % {'count': followers}})"
        groups.setdefault(topics.split(topic)[0], []).append((topic, label))
    order = [prefix for prefix in GROUPS if prefix in groups]
    order += [prefix for prefix in groups if prefix not in GROUPS]
    grouped = [(GROUPS.get(prefix, prefix), groups[prefix]) for prefix in order]
    return [("", _("Choose who it is for")), *grouped]
