"""Letters as notices and as mails."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.markdown import plain_text
from notifications.delivery import mail_rendering
from notifications.models import Activity, Category, Letter
from notifications.notices import activity_types, digests, notice_emails, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User


def topic_names(letters: Iterable[Letter], reader: User) -> dict[int, str]:
    """Return the name of each letter's topic in the active language, by the letter's key."""
    letters = list(letters)
    labels = topics.resolve({letter.topic for letter in letters}, reader)
    return {
        letter.pk: labels[letter.topic].name if letter.topic in labels else letter.topic_name
        for letter in letters
    }


def describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Describe the letters of `batch`, by the activity's key."""
    letters = Letter.objects.sent().in_bulk({activity.object_id for activity in batch})
    names = topic_names(letters.values(), reader)
    return {
        activity.pk: _describe(letters[activity.object_id], names[activity.object_id])
        for activity in batch
        if activity.object_id in letters
    }


def _describe(letter: Letter, topic_name: str) -> Described:
    return Described(
        title=letter.subject,
        url=reverse("letters:letter", args=[letter.pk]),
        text=_("A newsletter for followers of “%(name)s”") % {"name": topic_name},
        group=topic_name,
        body=letter.body,
        excerpt=plain_text(letter.body),
        title_language=letter.text_language,
        text_language=letter.text_language,
    )


def render_preview(letter: Letter, language: str, reader: User) -> str:
    """Return the HTML of the mail as a follower who wants letters at once gets it."""
    with translation.override(language):
        described = _describe(letter, topic_names([letter], reader)[letter.pk])
        digest = digests.of_one("letter", described)
        return mail_rendering.render_preview(
            notice_emails.TEMPLATE,
            notice_emails.mail_context(digest),
            language=language,
            reader=reader,
            label=_("Stop these emails"),
        )


def register() -> None:
    """Register letters as a kind of activity."""
    activity_types.register(
        Kind(
            "letter",
            Category.LETTERS,
            describe,
            lambda count: ngettext("%(count)d newsletter", "%(count)d newsletters", count),
        )
    )
