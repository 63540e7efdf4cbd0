"""Signed links to the pages of a sign-up, for use without signing in. Each token has one purpose.

`confirm` confirms the sign-up, `manage` shows it and changes the party size, `cancel` cancels it,
`offer` answers one offer of seats, `feedback` takes feedback once, and `ticket` shows the ticket.
Tokens do not expire: the pages check until when the action is possible. Confirmations and offers
have a deadline, feedback ends when the sign-up is anonymised, everything else ends with the event.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from events.models import SignUp

CONFIRM, MANAGE, CANCEL, OFFER, FEEDBACK = "confirm", "manage", "cancel", "offer", "feedback"
TICKET = "ticket"


class SignUpLinks:
    """Paths of the token pages of one sign-up, in the active language. Signed when first used."""

    def __init__(self, signup: SignUp) -> None:
        self._signup = signup

    @property
    def confirm(self) -> str:
        return path(self._signup, CONFIRM)

    @property
    def manage(self) -> str:
        return path(self._signup, MANAGE)

    @property
    def cancel(self) -> str:
        return path(self._signup, CANCEL)

    @property
    def offer(self) -> str:
        return path(self._signup, OFFER)

    @property
    def ticket(self) -> str:
        return path(self._signup, TICKET)


def token(signup: SignUp, purpose: str) -> str:
    """Return the token of `signup` for `purpose`; it is valid for no other purpose."""
    return signing.dumps(_payload(signup, purpose), salt=_salt(purpose))


def path(signup: SignUp, purpose: str) -> str:
    """Return the path of the page for `purpose`, in the active language."""
    return reverse(f"events:{purpose}", args=[token(signup, purpose)])


def url(signup: SignUp, purpose: str) -> str:
    """Return the absolute URL of the page for `purpose`, in the active language."""
    return settings.BASE_URL + path(signup, purpose)


def find(token: str, purpose: str) -> SignUp | None:
    """Return the sign-up of `token`; None for a forged token or one with another purpose.

    The token of an offer becomes invalid when the deadline changes or another offer is made.
    """
    try:
        payload = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature:
        return None
    pk = payload[0] if isinstance(payload, list) else payload
    signup = SignUp.objects.filter(pk=pk).select_related("occurrence__event__area").first()
    if signup is None or payload != _payload(signup, purpose):
        return None
    return signup


def _payload(signup: SignUp, purpose: str) -> int | list[int]:
    if purpose != OFFER:
        return signup.pk
    # The deadline tells one offer from another.
    return [signup.pk, int(signup.expires_at.timestamp())]


def _salt(purpose: str) -> str:
    return f"events.signup.{purpose}"
