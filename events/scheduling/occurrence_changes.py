"""What becomes of one occurrence: moved, cancelled, postponed, given more seats or fewer.

Each verb is one transaction, can be repeated, owes everybody concerned a mail, and says whether
anything changed. `change` names what several occurrences undergo together: followers of the event
are told of it once.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import Occurrence
from events.models.details import TAKES_PLACE, EventStatus
from events.signups import emails
from events.signups.locking import lock
from events.signups.waiting_list import offer_free_seats, prolong_offers

_MAILS = {
    EventStatus.CANCELLED: "event_cancelled",
    EventStatus.POSTPONED: "event_postponed",
    EventStatus.MOVED_ONLINE: "event_changed",
    EventStatus.SCHEDULED: "event_changed",
}
# The day after, when people have slept on it, but not in the night.
_THANKS_AT = datetime.time(10)


@dataclass(frozen=True, slots=True)
class OccurrenceState:
    """What one occurrence is to be."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    capacity: int | None
    status: EventStatus = EventStatus.SCHEDULED
    reason: str = ""
    # In other languages than the event's own, by their code.
    other_reasons: Mapping[str, str] = field(default_factory=dict)


def apply_state(
    occurrence: Occurrence,
    wanted: OccurrenceState,
    *,
    recurrence_id: datetime.datetime | None = None,
    place_changed: bool = False,
    change: str = "",
) -> bool:
    """Make it as `wanted`; those on the list get one mail, however much is changed at once."""
    status = wanted.status
    said: dict[str, Any] = {
        "reason": wanted.reason,
        "other_reasons": wanted.other_reasons,
        "change": change,
    }
    with transaction.atomic():
        changed = False
        if status not in TAKES_PLACE:
            # Before it is moved: who is told that it is cancelled is not told of another time.
            changed |= set_status(occurrence, status, **said)
        changed |= reschedule(
            occurrence,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            recurrence_id=recurrence_id,
            place_changed=place_changed,
            # Another status is told together with time and place.
            tells=status == occurrence.status,
            change=change,
        )
        if status in TAKES_PLACE:
            changed |= set_status(occurrence, status, **said)
        changed |= set_capacity(occurrence, wanted.capacity)
    return changed


def change_one(*, occurrence: Occurrence, wanted: OccurrenceState) -> bool:
    """Make one time of an event as `wanted`, and leave the others as they are.

    What differs from what it was is its own from now on: its series leaves that as it is when it
    is published again. Returns whether anything changed.
    """
    with transaction.atomic():
        before = lock(occurrence.pk)
        own = {
            "has_own_time": (before.starts_at, before.ends_at)
            != (wanted.starts_at, wanted.ends_at),
            "has_own_seats": before.capacity != wanted.capacity,
            "has_own_status": (before.status, before.status_reason, before.other_reasons)
            != (wanted.status, wanted.reason, dict(wanted.other_reasons)),
        }
        decided = {name: True for name, is_own in own.items() if is_own}
        if not decided:
            return False
        Occurrence.objects.filter(pk=occurrence.pk).update(**decided)
        occurrence.refresh_from_db()
        return apply_state(occurrence, wanted)


def set_status(
    occurrence: Occurrence,
    status: EventStatus,
    *,
    reason: str = "",
    other_reasons: Mapping[str, str] | None = None,
    change: str = "",
) -> bool:
    """Say whether and how it takes place, and why; owe everybody who stands on the list a mail.

    The sign-ups stay as they are: they show who was told. Of the same status, a new `reason` is
    noted, and nobody is written to twice.
    """
    if status == EventStatus.SCHEDULED:
        reason, other_reasons = "", None
    reasons = dict(other_reasons or {})
    changes = {
        "status_reason": reason,
        "other_reasons": reasons,
        "sequence": F("sequence") + 1,
        "updated_at": timezone.now(),
    }
    with transaction.atomic():
        before = lock(occurrence.pk)
        this = Occurrence.objects.filter(pk=occurrence.pk)
        if before.status != status:
            this.update(status=status, **changes)
        elif (before.status_reason, before.other_reasons) != (reason, reasons):
            this.update(**changes)
        else:
            return False
        occurrence.refresh_from_db()
        if occurrence.takes_place and not before.takes_place:
            # Before they are told: the mail says until when.
            prolong_offers(occurrence)
        if before.status != status:
            emails.notify_everybody(occurrence, _MAILS[status], change, was=before.status)
            if occurrence.takes_place:
                offer_free_seats(occurrence.pk)
    return True


def cancel_occurrence(occurrence: Occurrence, *, reason: str, change: str = "") -> bool:
    """Cancel it. See `set_status`."""
    return set_status(occurrence, EventStatus.CANCELLED, reason=reason, change=change)


def reschedule(
    occurrence: Occurrence,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    recurrence_id: datetime.datetime | None = None,
    place_changed: bool = False,
    tells: bool = True,
    change: str = "",
) -> bool:
    """Put it at that time, and owe everybody who stands on the list a mail.

    With `place_changed` they are told although the time is the same, and unless it `tells` they
    are not: something else is about to. `recurrence_id` is where its
    series puts it now; without, that stays. Who opens and closes sign-up by hours before the start
    finds that moved along.
    """
    with transaction.atomic():
        before = lock(occurrence.pk)
        moved = (before.starts_at, before.ends_at) != (starts_at, ends_at)
        renamed = recurrence_id is not None and recurrence_id != before.recurrence_id
        if not (moved or renamed or place_changed):
            return False
        changes: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
        if renamed:
            changes["recurrence_id"] = recurrence_id
        if moved:
            changes |= times_around(before, starts_at, ends_at)
        if moved or place_changed:
            changes |= {"sequence": F("sequence") + 1, "updated_at": timezone.now()}
        # Not `save()`: that would write back a stale count of seats taken.
        Occurrence.objects.filter(pk=occurrence.pk).update(**changes)
        occurrence.refresh_from_db()
        if tells and occurrence.takes_place and (moved or place_changed):
            emails.notify_everybody(occurrence, "event_changed", change)
    return True


def set_capacity(occurrence: Occurrence, capacity: int | None) -> bool:
    """Give it that many seats; None is no limit. More are offered to who waits.

    Fewer than are taken keeps the seats taken: nobody new gets one.
    """
    with transaction.atomic():
        before = lock(occurrence.pk)
        if before.capacity == capacity:
            return False
        Occurrence.objects.filter(pk=occurrence.pk).update(
            capacity=capacity, updated_at=timezone.now()
        )
        occurrence.refresh_from_db()
        offer_free_seats(occurrence.pk)
    return True


def set_rules(occurrence: Occurrence) -> bool:
    """Bring in line what its event says of opening, closing, newcomers and mails."""
    event = occurrence.event
    wanted: dict[str, Any] = {
        "newcomer_seats": event.newcomer_seats,
        **times_around(occurrence, occurrence.starts_at, occurrence.ends_at),
    }
    if all(getattr(occurrence, name) == value for name, value in wanted.items()):
        return False
    with transaction.atomic():
        lock(occurrence.pk)
        Occurrence.objects.filter(pk=occurrence.pk).update(**wanted)
        occurrence.refresh_from_db()
        offer_free_seats(occurrence.pk)
    return True


def times_around(
    occurrence: Occurrence, starts_at: datetime.datetime, ends_at: datetime.datetime
) -> dict[str, datetime.datetime | None]:
    """Return the times that are reckoned from start and end, as the event has them.

    A mail that is due already, or was written for that very start or end, is not due again.
    """
    event, now = occurrence.event, timezone.now()
    opens_at = closes_at = newcomers_until = remind_at = thank_at = None
    if event.opens_days_before is not None:
        opens_at = _days_before(starts_at, event.opens_days_before)
    if event.closes_hours_before:
        closes_at = starts_at - datetime.timedelta(hours=event.closes_hours_before)
    if event.newcomer_seats:
        newcomers_until = _days_before(starts_at, event.newcomers_until_days)
    if event.reminder_hours:
        remind_at = starts_at - datetime.timedelta(hours=event.reminder_hours)
    if event.asks_feedback:
        # Midnight is the end of a day, not the beginning of one.
        last_day = timezone.localdate(ends_at - datetime.timedelta(microseconds=1))
        next_day = last_day + datetime.timedelta(days=1)
        thank_at = timezone.make_aware(datetime.datetime.combine(next_day, _THANKS_AT))
    return {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "newcomers_until": newcomers_until,
        "remind_at": remind_at if remind_at and remind_at > now else None,
        "thank_at": thank_at if thank_at and thank_at > now else None,
    }


def _days_before(moment: datetime.datetime, days: int) -> datetime.datetime:
    """Return when it is the same hour by the clock on the wall, so many days before `moment`."""
    wall = timezone.make_naive(moment) - datetime.timedelta(days=days)
    return timezone.make_aware(wall).astimezone(datetime.UTC)
