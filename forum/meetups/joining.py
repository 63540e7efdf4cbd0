"""The mailed link by which those who said yes to the date sign up with one click."""

import uuid

from django.core import signing
from django.urls import reverse

from events.models import Occurrence, SignUp
from events.signups import registration
from events.signups.registration import SignUpRequest
from forum.models import Meetup, Voter
from residents.suspensions import suspension_of

_SALT = "forum.meetup.join"


def path(meetup: Meetup, voter: Voter) -> str:
    """Return the path of the mailed link, in the active language."""
    return reverse("forum:join", args=[signing.dumps([meetup.pk, voter.pk], salt=_SALT)])


def find(token: str) -> tuple[Meetup, Voter] | None:
    """Return the meetup and the voter of a mailed link; None for a forged or an old one.

    A suspended voter has no link either: it would work without signing in.
    """
    try:
        meetup_id, voter_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    meetup = (
        Meetup.objects.filter(pk=meetup_id, thread__is_hidden=False, event__is_published=True)
        .select_related("thread", "event")
        .first()
    )
    voter = Voter.objects.filter(pk=voter_id, poll__meetup=meetup_id).select_related("user").first()
    if meetup is None or voter is None or not (voter.user_id or voter.email):
        return None
    if suspension_of(voter.user_id) is not None:
        return None
    return meetup, voter


def sign_up(*, occurrence: Occurrence, voter: Voter) -> SignUp:
    """Sign the voter up, or put them on the waiting list; a second call returns the same sign-up.

    The link has proved the address. Raises `NoSeatError` if sign-up is not open.
    """
    user = voter.user
    party = SignUpRequest(
        name=user.public_name if user else voter.name,
        email=user.email if user else voter.email,
        size=1,
        language=user.language if user else voter.language,
        user=user,
        is_verified=True,
    )
    attempt = uuid.uuid5(occurrence.event.translation_key, f"voter {voter.pk}")
    return registration.sign_up(occurrence=occurrence, party=party, waits=True, attempt=attempt)


def existing(occurrence: Occurrence, voter: Voter) -> SignUp | None:
    """Return the active sign-up of the voter, if there is one."""
    address = voter.user.email if voter.user else voter.email
    return SignUp.objects.active().filter(occurrence=occurrence, email__iexact=address).first()
