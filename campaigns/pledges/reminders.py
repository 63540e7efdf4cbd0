"""Reminders of pledges, once for those who want one. Called by `tick`."""

import datetime

from django.db import transaction
from django.utils import timezone, translation

from campaigns.models import Pledge
from campaigns.pledges import emails
from campaigns.pledges.availability import offer_page
from core.run_each import run_each

# Reminders per run of `tick`; the next run takes the rest.
_BATCH_SIZE = 500
# Later than this it is not sent, should `tick` have rested for long.
_LIMIT = datetime.timedelta(days=14)


def remind_due() -> int:
    """Write the reminders that are due; return their number."""
    due = Pledge.objects.filter(remind_at__lte=timezone.now()).order_by("remind_at", "pk")
    return run_each(list(due.values_list("pk", flat=True)[:_BATCH_SIZE]), _remind)


@transaction.atomic
def _remind(pk: int) -> bool:
    pledge = Pledge.objects.select_related("offer", "user").get(pk=pk)
    due_at = pledge.remind_at
    # Whoever clears the time sends the mail.
    is_due = Pledge.objects.filter(pk=pk, remind_at__isnull=False).update(remind_at=None)
    if not is_due or due_at is None or due_at < timezone.now() - _LIMIT:
        return False
    with translation.override(pledge.language):
        page = offer_page(pledge.offer)
    return page.is_open and emails.enqueue(pledge, emails.REMINDER, page=page)
