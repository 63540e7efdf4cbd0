"""The mailed links of issues without an account: to confirm the address, and to stop the mails."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from forum.models import AnonymousIssue

_CONFIRM, _STOP = "forum.anonymous_issue.confirm", "forum.anonymous_issue.stop"


def confirm_path(issue: AnonymousIssue) -> str:
    """Return the path that confirms the address, in the active language."""
    token = signing.dumps(issue.pk, salt=_CONFIRM)
    return reverse("forum:anonymous_issue_confirm", args=[token])


def stop_path(issue: AnonymousIssue) -> str:
    """Return the path that stops the mails and forgets the address, in the active language."""
    return reverse("forum:anonymous_issue_stop", args=[signing.dumps(issue.pk, salt=_STOP)])


def find_to_confirm(token: str) -> AnonymousIssue | None:
    """Return the issue of a link; None for a forged or expired one, or once the row is deleted."""
    try:
        pk = signing.loads(
            token, salt=_CONFIRM, max_age=60 * 60 * settings.UNCONFIRMED_SIGNUP_HOURS
        )
    except signing.BadSignature:
        return None
    return AnonymousIssue.objects.filter(pk=pk).first()


def read_stop(token: str) -> int | None:
    """Return the primary key in a link that stops the mails; None for a forged one.

    Such a link never expires, and its row may be deleted.
    """
    try:
        pk: int = signing.loads(token, salt=_STOP)
    except signing.BadSignature:
        return None
    return pk
