"""What somebody says afterwards: once, and without a name."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Feedback, SignUp


def can_be_given(signup: SignUp) -> bool:
    """Whether the person of `signup` can say how it was: they were to come, and it is over.

    No longer than their sign-up is kept.
    """
    occurrence = signup.occurrence
    until = occurrence.ends_at + datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
    return (
        signup.status == SignUp.Status.CONFIRMED
        and signup.feedback_at is None
        and occurrence.takes_place
        and occurrence.is_over
        and timezone.now() < until
    )


def give(signup: SignUp, *, rating: int, comment: str) -> bool:
    """Write down how it was, from 1 (bad) to 5; return whether this did it. Once for each sign-up.

    That somebody said something is noted with the sign-up, what they said is not.
    """
    with transaction.atomic():
        given = SignUp.objects.filter(pk=signup.pk, feedback_at=None).update(
            feedback_at=timezone.now()
        )
        if given:
            Feedback.objects.create(
                occurrence_id=signup.occurrence_id, rating=rating, comment=comment
            )
            signup.refresh_from_db()
    return bool(given)
