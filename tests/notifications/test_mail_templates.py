"""The templates of all mails: subject, text, HTML and unsubscribe link in every language."""

import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import allauth
import pytest
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.delivery import outbox, worker
from notifications.models import OutboxMessage
from tests import mime

pytestmark = pytest.mark.django_db

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
# Templates of unused features, and partial templates.
LEFT_OUT = re.compile(r"base_|password_reset_code|sms|phone|idp/|openid/")


def mails() -> list[tuple[str, str, str]]:
    """Return the name of each mail, and its templates for subject and text."""
    found = {}
    for path in OURS.glob("*/mail/*.subject.txt"):
        name = str(path.relative_to(OURS)).removesuffix(".subject.txt")
        found[name] = (f"{name}.subject.txt", f"{name}.txt")
    for root, pattern in ((OURS, "*/mail/*_subject.txt"), (THEIRS, "*/email/*_subject.txt")):
        for path in root.glob(pattern):
            name = str(path.relative_to(root)).removesuffix("_subject.txt")
            if root == OURS or not LEFT_OUT.search(name):
                found[name] = (f"{name}_subject.txt", f"{name}_message.txt")
    return [(name, *templates) for name, templates in sorted(found.items())]


# A context for all mails. Missing variables are rendered as nothing.
CONTEXT = {
    "title": "Nabocafé",
    "when": "5. december",
    "place": "Havnen",
    "signup": {"party_size": 2, "status": "confirmed", "expires_at": timezone.now()},
    "event": {"is_online": True, "online_url": "https://video.example/x"},
    "occurrence": {"status_reason": "Storm"},
    "thread": {"title": "Glatte stier"},
    "post": {"number": 2, "body": "Hej"},
    "action": {"reason": "Navngiver en nabo."},
    "current_site": {"name": settings.WAGTAIL_SITE_NAME, "domain": settings.BASE_URL},
    "digest": SimpleNamespace(subject="Nyt", sections=[], more=2, only=None),
    "base_url": settings.BASE_URL,
    # An announcement of an organiser.
    **{"subject": "Husk madpakke", "body": "Vi ses kl. 10.", "html": "<p>Vi ses kl. 10.</p>"},
    **{"queue_position": 3, "was": "waiting", "reason": "Storm"},
    **{
        name: f"http://testserver/da/{name}/"
        for name in (
            *("url", "confirm_url", "cancel_url", "activate_url", "password_reset_url"),
            *("signup_url", "list_url", "preferences_url", "login_url"),
            *("manage_url", "offer_url", "feedback_url", "ticket_url"),
        )
    },
    **{"code": "123456", "ip": "192.0.2.1", "user_agent": "Firefox", "timestamp": timezone.now()},
    **{"email": "a@example.org", "from_email": "a@example.org", "to_email": "b@example.org"},
    **{"deleted_email": "a@example.org", "new_email": "b@example.org", "old_email": "a@x.example"},
}
ENGLISH = re.compile(r"\b(?:the|you|your|this|have|with|been|from|please|hello|was)\b", re.I)


def test_mail_templates_are_found():
    names = {name for name, *_templates in mails()}
    assert {"events/mail/confirm", "forum/mail/post_hide", "account/email/login_code"} <= names
    assert len(names) > 20


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(("name", "subject", "text"), mails(), ids=str)
def test_mail_is_complete_in_every_language(name, subject, text, language):
    with translation.override(language):
        context = {**CONTEXT, "user": None, "language": language}
        title = " ".join(render_to_string(subject, context).split())
        body = render_to_string(text, context).strip()
    with transaction.atomic():
        outbox.put_rendered(
            key=name,
            to="a@example.org",
            subject=title,
            text=body,
            language=language,
            scope="account",
        )
    message = OutboxMessage.objects.get()
    email = worker.as_email(message)

    assert title
    assert len(body) > 20
    assert email.body.startswith(body[:60])
    html = email.alternatives[0].content
    assert f'<html lang="{language}">' in html
    path = urlsplit(message.url).path
    assert path.startswith(f"/{language}/")
    received = mime.received(message)
    mime.check(received)
    assert mime.tree(received) == ("multipart/alternative", ["text/plain", "text/html"])
    assert email.extra_headers["List-Unsubscribe"] == f"<{message.url}>"
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.url in email.body
    assert message.url in html
    # Finds untranslated sentences.
    if language == "da":
        assert not ENGLISH.findall(re.sub(r"https?://\S+", "", f"{title}\n{email.body}"))
    else:
        assert ENGLISH.search(email.body)
