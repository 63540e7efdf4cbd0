"""The mails that everybody gets before and after. Called by `tick`."""

import datetime

from django.db import transaction
from django.utils import timezone

from core.run_each import run_each
from events.display.localized_texts import TextsByLanguage
from events.models import Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import emails
from events.signups.locking import lock

# A reminder that could not be written in time is not wanted when it has begun; thanks that are
# this late are not either.
_THANKS_LIMIT = datetime.timedelta(days=7)


def remind_due() -> int:
    """Owe the reminders that are due, to those with a seat; return how many."""
    due = Occurrence.objects.filter(remind_at__lte=timezone.now())
    return run_each(list(due.order_by("pk").values_list("pk", flat=True)), _remind)


def thank_due() -> int:
    """Owe the thanks that are due, to those who came; return how many."""
    due = Occurrence.objects.filter(thank_at__lte=timezone.now())
    return run_each(list(due.order_by("pk").values_list("pk", flat=True)), _thank)


def _remind(pk: int) -> int:
    with transaction.atomic():
        occurrence = lock(pk)
        if occurrence.remind_at is None:
            return 0
        due_at = occurrence.remind_at
        Occurrence.objects.filter(pk=pk).update(remind_at=None)
        if not occurrence.takes_place or occurrence.has_begun or not occurrence.event.is_published:
            return 0
        # Who has just signed up knows.
        people = occurrence.signups.confirmed().filter(confirmed_at__lt=due_at)
        return _tell(occurrence, people, "reminder", again=f"{occurrence.starts_at:%Y%m%d%H%M}")


def _thank(pk: int) -> int:
    with transaction.atomic():
        occurrence = lock(pk)
        if occurrence.thank_at is None:
            return 0
        Occurrence.objects.filter(pk=pk).update(thank_at=None)
        too_late = occurrence.ends_at < timezone.now() - _THANKS_LIMIT
        if not occurrence.takes_place or not occurrence.is_over or too_late:
            return 0
        people = occurrence.signups.confirmed()
        # Where people were checked in, who was not did not come.
        if people.filter(checked_in_at__isnull=False).exists():
            people = people.filter(checked_in_at__isnull=False)
        return _tell(occurrence, people, "thanks")


def _tell(occurrence: Occurrence, people: SignUpQuerySet, kind: str, again: str = "") -> int:
    texts = TextsByLanguage(occurrence.event)
    signups: list[SignUp] = list(people.select_related("occurrence__event__area").order_by("pk"))
    return sum(emails.owe(signup, kind, again=again, texts=texts) for signup in signups)
