"""The links in mails, which work without signing in. Each token does one thing.

`confirm` confirms one sign-up, `manage` shows it and changes how many come, `cancel` ends it,
`offer` answers one offer of seats, `feedback` says once how it was, and `ticket` shows what to
show at the door. What they lead to says until when it can be done: a confirmation and an offer
have their hours, feedback has as long as the sign-up is kept, all else ends with the event.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from events.models import SignUp

CONFIRM, MANAGE, CANCEL, OFFER, FEEDBACK = "confirm", "manage", "cancel", "offer", "feedback"
TICKET = "ticket"


def token(signup: SignUp, purpose: str) -> str:
    """Return the token that does `purpose` with `signup`, and nothing else."""
    return signing.dumps(_content(signup, purpose), salt=_salt(purpose))


def url(signup: SignUp, purpose: str) -> str:
    """Return the whole address of the page behind that token, in the active language."""
    return settings.BASE_URL + reverse(f"events:{purpose}", args=[token(signup, purpose)])


def find(text: str, purpose: str) -> SignUp | None:
    """Return the sign-up that the token `text` is for; None for a foreign or forged one.

    A token of an offer finds nothing once there has been another one.
    """
    try:
        content = signing.loads(text, salt=_salt(purpose))
    except signing.BadSignature:
        return None
    pk = content[0] if isinstance(content, list) else content
    signup = SignUp.objects.filter(pk=pk).select_related("occurrence__event__area").first()
    if signup is None or content != _content(signup, purpose):
        return None
    return signup


def _content(signup: SignUp, purpose: str) -> int | list[int]:
    if purpose != OFFER:
        return signup.pk
    # An offer is known by when it ends.
    return [signup.pk, int(signup.expires_at.timestamp())]


def _salt(purpose: str) -> str:
    return f"events.signup.{purpose}"
