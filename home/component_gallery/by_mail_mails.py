"""Sample answers to mails to the forum."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

_DANISH = "Jeg har også salt. Ring på, når du går tur."
_ENGLISH = "I have salt, too. Ring the bell when you go for a walk."


def _context(**changes: Any) -> dict[str, Any]:
    is_danish = get_language() == "da"
    return {
        "title": "Glatte stier" if is_danish else "Slippery paths",
        "is_held": False,
        "is_draft": False,
        "draft_hours": settings.DRAFT_HOURS,
        "why": "",
        "details": [],
        "text": _DANISH if is_danish else _ENGLISH,
        "has_attachments": False,
        "can_answer": False,
        "is_merged": False,
        "is_message": False,
        "url": settings.BASE_URL + reverse("forum:threads"),
        **changes,
    }


def refused(language: str) -> dict[str, Any]:
    """Return the context of the mail about a text that was not posted."""
    return _context(why=gettext("It cannot be posted as it is:"), is_draft=True, can_answer=True)


def empty(language: str) -> dict[str, Any]:
    """Return the context of the mail about a mail without a text."""
    return _context(
        why=gettext("The email is too big. Send it without pictures and files."),
        text="",
        has_attachments=True,
    )


def merged(language: str) -> dict[str, Any]:
    """Return the context of the mail about a text for a thread that was merged into another."""
    other = "Is på fortovet" if get_language() == "da" else "Ice on the pavement"
    why = gettext("The thread was merged into “%(title)s”. People reply there now.")
    return _context(why=why % {"title": other}, can_answer=True, is_merged=True)


def message_refused(language: str) -> dict[str, Any]:
    """Return the context of the mail about a message that was not sent on."""
    why = gettext("No more messages can be sent in this conversation.")
    return _context(why=why, is_message=True, url=_messages_url())


def message_without_files(language: str) -> dict[str, Any]:
    """Return the context of the mail about a message that was sent on without its files."""
    return _context(has_attachments=True, is_message=True, url=_messages_url())


def _messages_url() -> str:
    return settings.BASE_URL + reverse("forum:conversations")


def held(language: str) -> dict[str, Any]:
    """Return the context of the mail about a text that waits for a moderator."""
    return _context(is_held=True)


def without_files(language: str) -> dict[str, Any]:
    """Return the context of the mail about a text that was posted without its files."""
    return _context(has_attachments=True)
