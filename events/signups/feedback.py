"""Anonymous feedback after an occurrence, once per sign-up."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Feedback, SignUp


def can_be_given(signup: SignUp) -> bool:
    """Whether `signup` may give feedback: confirmed, the occurrence over, none given yet.

    Ends when the sign-up is anonymised, `SIGNUP_RETENTION_DAYS` after the occurrence.
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
    """Store a rating from 1 (bad) to 5 and a comment; return whether anything was stored.

    Each sign-up gives feedback once. The sign-up records that feedback was given, but nothing
    connects it with the rating and the comment.
    """
    with transaction.atomic():
        first_time = SignUp.objects.filter(pk=signup.pk, feedback_at=None).update(
            feedback_at=timezone.now()
        )
        if first_time:
            Feedback.objects.create(
                occurrence_id=signup.occurrence_id, rating=rating, comment=comment
            )
            signup.refresh_from_db()
    return bool(first_time)
