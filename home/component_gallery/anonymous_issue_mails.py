"""Sample mails about an issue that was reported without an account."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings

from forum.models import IssueStatus

KINDS = ("confirm", "approved", "refused", "answer")


def context(language: str) -> dict[str, Any]:
    """Return the context of such a mail."""
    is_danish = language == "da"
    title = "Lygten ved broen er slukket" if is_danish else "The lamp by the bridge is out"
    url = f"{settings.BASE_URL}/{language}/forum/"
    return {
        "issue": SimpleNamespace(
            title=title,
            body="Den har været slukket siden mandag."
            if is_danish
            else "It has been out since Monday.",
            reason="Den er meldt allerede." if is_danish else "It has been reported already.",
        ),
        "thread": SimpleNamespace(title=title),
        "post": SimpleNamespace(
            author_name="Vejforvaltningen" if is_danish else "The road department",
            body="Vi skiftede pæren i **fredags**."
            if is_danish
            else "We changed the bulb on **Friday**.",
        ),
        "status": IssueStatus.SOLVED.label,
        "url": url,
        "confirm_url": url,
        "stop_url": url,
        "reopen_url": url,
    }
