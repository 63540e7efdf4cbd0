"""The mailed links of issues without an account.

They confirm the address, stop the mails, and open a closed issue again.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from forum.models import AnonymousIssue

_CONFIRM, _STOP = "forum.anonymous_issue.confirm", "forum.anonymous_issue.stop"
_REOPEN = "forum.anonymous_issue.reopen"


def confirm_path(issue: AnonymousIssue) -> str:
    """Return the path that confirms the address, in the active language."""
    token = signing.dumps(issue.pk, salt=_CONFIRM)
    return reverse("forum:anonymous_issue_confirm", args=[token])


def stop_path(issue: AnonymousIssue) -> str:
    """Return the path that stops the mails and forgets the address, in the active language."""
    return reverse("forum:anonymous_issue_stop", args=[signing.dumps(issue.pk, salt=_STOP)])


def reopen_path(issue: AnonymousIssue) -> str:
    """Return the path that opens a closed issue again, in the active language."""
    token = signing.dumps(issue.pk, salt=_REOPEN)
    return reverse("forum:anonymous_issue_reopen", args=[token])


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


def find_to_reopen(token: str) -> AnonymousIssue | None:
    """Return the published issue of a link; None for a forged one, or once the row is deleted.

    Such a link never expires: the row is deleted some time after the issue was closed.
    """
    try:
        pk = signing.loads(token, salt=_REOPEN)
    except signing.BadSignature:
        return None
    published = AnonymousIssue.objects.filter(thread__isnull=False)
    return published.select_related("thread").filter(pk=pk).first()
