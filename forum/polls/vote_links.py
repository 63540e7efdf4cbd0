"""The mailed link by which a reader without an account votes, and changes the votes later."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from forum.models import Voter
from notifications.delivery import outbox

_SALT = "forum.poll.vote"


def path(voter: Voter) -> str:
    """Return the path of the mailed link, in the active language."""
    return reverse("forum:vote", args=[signing.dumps(voter.pk, salt=_SALT)])


def find(token: str) -> Voter | None:
    """Return the voter of a mailed link; None for a forged one, or once the address is removed."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    found = Voter.objects.filter(pk=pk, poll__thread__is_hidden=False).exclude(email="")
    return found.select_related("poll__thread", "poll__author").first()


def mail(voter: Voter) -> None:
    """Put the mail with the link into the outbox, at most once an hour."""
    poll = voter.poll
    with translation.override(voter.language):
        outbox.put(
            key=f"poll-vote:{voter.pk}:{timezone.now():%Y%m%d%H}",
            to=voter.email,
            name=voter.name,
            template="forum/mail/poll_vote",
            context={
                "poll": poll,
                "has_voted": voter.confirmed_at is not None,
                "vote_url": settings.BASE_URL + path(voter),
            },
            language=voter.language,
            # Anybody can cause it by typing an address.
            scope="account",
        )
