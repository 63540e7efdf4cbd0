"""The form of a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications.broadcasts.forms import BroadcastForm
from notifications.models import Letter
from notifications.newsletters import recipients
from notifications.notices import topics
from residents.models import User

# The headings of the topics, by prefix.
GROUPS = {
    "theme": _("Themes"),
    "area": _("Towns and neighbourhoods"),
    "campaign": _("Campaigns"),
    "event": _("Events"),
    "tag": _("Tags"),
    "thread": _("Threads"),
}


class LetterForm(BroadcastForm):
    """The topic of a letter and its texts; the site's first language is required."""

    is_first_language_required = True
    incomplete_error = _("Please fill this in, or leave everything in %(language)s empty.")

    topic = forms.ChoiceField(
        label=_("To followers of"),
        error_messages={
            "required": _("Please choose who the newsletter is for."),
            "invalid_choice": _("Please choose one from the list."),
        },
    )

    def __init__(self, *args: Any, writer: User, letter: Letter | None, topic: str, **kwargs: Any):
        super().__init__(*args, broadcast=letter, **kwargs)
        selected = letter.topic if letter else topic
        self.initial["topic"] = selected
        self.fields["topic"].choices = _choices(writer, selected)  # type: ignore[attr-defined]


def _choices(writer: User, selected: str) -> list[tuple[Any, Any]]:
    """Return the topics grouped by prefix, each with its number of followers."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic, name, count in recipients.followed_topics(writer, also=selected):
        followers = ngettext("%(count)d follower", "%(count)d followers", count) % {"count": count}
        groups.setdefault(topics.split(topic)[0], []).append((topic, f"{name} ({followers})"))
    order = [prefix for prefix in GROUPS if prefix in groups]
    order += [prefix for prefix in groups if prefix not in GROUPS]
    grouped = [(GROUPS.get(prefix, prefix), groups[prefix]) for prefix in order]
    return [("", _("Choose who it is for")), *grouped]
