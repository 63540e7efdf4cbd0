"""Reminders before an occurrence and thanks after it. Called by `tick`."""

import datetime

from django.db import transaction
from django.utils import timezone

from core.run_each import run_each
from events.display.localized_texts import TextsByLanguage
from events.models import Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import emails
from events.signups.locking import lock

# Thanks later than this are not sent. A late reminder is not sent once the occurrence has begun.
_THANKS_LIMIT = datetime.timedelta(days=7)


def remind_due() -> int:
    """Write the reminders that are due to confirmed sign-ups; return their number."""
    due = Occurrence.objects.filter(remind_at__lte=timezone.now())
    return run_each(list(due.order_by("pk").values_list("pk", flat=True)), _remind)


def thank_due() -> int:
    """Write the thanks that are due to those who came; return their number."""
    due = Occurrence.objects.filter(thank_at__lte=timezone.now())
    return run_each(list(due.order_by("pk").values_list("pk", flat=True)), _thank)


def _remind(occurrence_id: int) -> int:
    with transaction.atomic():
        occurrence = lock(occurrence_id)
        if occurrence.remind_at is None:
            return 0
        due_at = occurrence.remind_at
        Occurrence.objects.filter(pk=occurrence_id).update(remind_at=None)
        if not occurrence.takes_place or occurrence.has_begun or not occurrence.event.is_published:
            return 0
        # A sign-up confirmed after the due time needs no reminder: its own mail is as recent.
        recipients = occurrence.signups.confirmed().filter(confirmed_at__lt=due_at)
        return _send(occurrence, recipients, "reminder", again=f"{occurrence.starts_at:%Y%m%d%H%M}")


def _thank(occurrence_id: int) -> int:
    with transaction.atomic():
        occurrence = lock(occurrence_id)
        if occurrence.thank_at is None:
            return 0
        Occurrence.objects.filter(pk=occurrence_id).update(thank_at=None)
        too_late = occurrence.ends_at < timezone.now() - _THANKS_LIMIT
        if not occurrence.takes_place or not occurrence.is_over or too_late:
            return 0
        recipients = occurrence.signups.confirmed()
        # If anybody was checked in, the others did not come.
        checked_in = recipients.filter(checked_in_at__isnull=False)
        if checked_in.exists():
            recipients = checked_in
        return _send(occurrence, recipients, "thanks")


def _send(occurrence: Occurrence, recipients: SignUpQuerySet, kind: str, again: str = "") -> int:
    texts = TextsByLanguage(occurrence.event)
    signups: list[SignUp] = list(
        recipients.select_related("occurrence__event__area").order_by("pk")
    )
    return sum(emails.enqueue(signup, kind, again=again, texts=texts) for signup in signups)
