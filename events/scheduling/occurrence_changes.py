"""Change one occurrence: move it, cancel it, postpone it, give it more or fewer seats.

Each function is one transaction, can be repeated, queues a mail for everybody signed up, and
returns whether anything changed. `change` names a change that several occurrences undergo together:
followers of the event get one notice for it.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.display.formatting import date_range
from events.models import Occurrence
from events.models.details import TAKES_PLACE, EventStatus
from events.models.venue import Venue
from events.signups import emails
from events.signups.change_texts import Change
from events.signups.locking import lock
from events.signups.waiting_list import offer_free_seats, prolong_offers

_MAILS = {
    EventStatus.CANCELLED: "event_cancelled",
    EventStatus.POSTPONED: "event_postponed",
    EventStatus.MOVED_ONLINE: "event_changed",
    EventStatus.SCHEDULED: "event_changed",
}
_OWN_VENUE = (
    *("has_own_venue", "own_name", "own_address", "own_latitude", "own_longitude"),
    "own_area_id",
)
# Local time, on the day after.
_THANKS_AT = datetime.time(10)


@dataclass(frozen=True, slots=True)
class OccurrenceState:
    """What can be changed of one occurrence."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    # None means no limit.
    capacity: int | None
    status: EventStatus = EventStatus.SCHEDULED
    # In the event's own language.
    reason: str = ""
    # In other languages, by their code.
    other_reasons: Mapping[str, str] = field(default_factory=dict)
    # For this occurrence alone; None means that of its event.
    venue: Venue | None = None


def apply_state(
    occurrence: Occurrence,
    state: OccurrenceState,
    *,
    recurrence_id: datetime.datetime | None = None,
    venue_changed: bool = False,
    change: str = "",
) -> bool:
    """Bring `occurrence` to `state`. Everybody on its list gets one mail, however much changes."""
    status = state.status
    times = date_range(occurrence)
    reasons: dict[str, Any] = {
        "reason": state.reason,
        "other_reasons": state.other_reasons,
        "change": change,
    }
    with transaction.atomic():
        was_at = occurrence.venue
        changed = move_venue(occurrence, state.venue)
        venue_changed |= changed and occurrence.venue.is_elsewhere(was_at)
        if status not in TAKES_PLACE:
            # First: a mail that it is cancelled must not name a new time.
            changed |= set_status(occurrence, status, **reasons)
        changed |= reschedule(
            occurrence,
            starts_at=state.starts_at,
            ends_at=state.ends_at,
            recurrence_id=recurrence_id,
            venue_changed=venue_changed,
            # The mail about a new status gives the time and the place as well.
            notify=status == occurrence.status,
            change=change,
        )
        if status in TAKES_PLACE:
            before = Change(times=times, venue_changed=venue_changed)
            changed |= set_status(occurrence, status, before=before, **reasons)
        changed |= set_capacity(occurrence, state.capacity)
    return changed


def change_one(*, occurrence: Occurrence, state: OccurrenceState) -> bool:
    """Bring one occurrence of an event to `state`, and leave the others as they are.

    What differs from before belongs to this occurrence from now on: publishing the event again
    does not change it.
    """
    with transaction.atomic():
        before = lock(occurrence.pk)
        differs = {
            "has_own_time": (before.starts_at, before.ends_at) != (state.starts_at, state.ends_at),
            "has_own_seats": before.capacity != state.capacity,
            "has_own_status": (before.status, before.status_reason, before.other_reasons)
            != (state.status, state.reason, dict(state.other_reasons)),
        }
        own = {name: True for name, is_different in differs.items() if is_different}
        if not own and before.own_venue == state.venue:
            return False
        if own:
            Occurrence.objects.filter(pk=occurrence.pk).update(**own)
        occurrence.refresh_from_db()
        return apply_state(occurrence, state)


def set_status(
    occurrence: Occurrence,
    status: EventStatus,
    *,
    reason: str = "",
    other_reasons: Mapping[str, str] | None = None,
    change: str = "",
    before: Change | None = None,
) -> bool:
    """Set the status and its reason, and queue a mail about it for everybody on the list.

    The sign-ups stay as they are. A new `reason` for the same status is saved without a mail.
    `before` is what else has changed, for the mail.
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
        old = lock(occurrence.pk)
        this = Occurrence.objects.filter(pk=occurrence.pk)
        if old.status != status:
            this.update(status=status, **changes)
        elif (old.status_reason, old.other_reasons) != (reason, reasons):
            this.update(**changes)
        else:
            return False
        occurrence.refresh_from_db()
        if occurrence.takes_place and not old.takes_place:
            # Before the mails: they say until when an offer can be answered.
            prolong_offers(occurrence)
        if old.status != status:
            named = replace(before or Change(), was=old.status)
            emails.notify_everybody(occurrence, _MAILS[status], change, before=named)
            if occurrence.takes_place:
                offer_free_seats(occurrence.pk)
    return True


def cancel_occurrence(occurrence: Occurrence, *, reason: str, change: str = "") -> bool:
    """Cancel `occurrence`; see `set_status`."""
    return set_status(occurrence, EventStatus.CANCELLED, reason=reason, change=change)


def reschedule(
    occurrence: Occurrence,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    recurrence_id: datetime.datetime | None = None,
    venue_changed: bool = False,
    notify: bool = True,
    change: str = "",
) -> bool:
    """Move `occurrence` to these times, and queue a mail about it for everybody on the list.

    `venue_changed` sends the mail even if the times are the same. `notify=False` sends none: the
    caller does. `recurrence_id` is the new regular start in its series, if that changed. Times
    that depend on the start, such as the closing of sign-up, move along.
    """
    with transaction.atomic():
        before = lock(occurrence.pk)
        moved = (before.starts_at, before.ends_at) != (starts_at, ends_at)
        renamed = recurrence_id is not None and recurrence_id != before.recurrence_id
        if not (moved or renamed or venue_changed):
            return False
        changes: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
        if renamed:
            changes["recurrence_id"] = recurrence_id
        if moved:
            changes |= derived_times(before, starts_at, ends_at)
        if moved or venue_changed:
            changes |= {"sequence": F("sequence") + 1, "updated_at": timezone.now()}
        # Not `save()`: that would write back a stale count of the seats taken.
        Occurrence.objects.filter(pk=occurrence.pk).update(**changes)
        occurrence.refresh_from_db()
        if notify and occurrence.takes_place and (moved or venue_changed):
            named = Change(times=date_range(before), venue_changed=venue_changed)
            emails.notify_everybody(occurrence, "event_changed", change, before=named)
    return True


def set_own_venue(occurrence: Occurrence, venue: Venue | None) -> None:
    """Set the fields of a venue for this occurrence alone; None is that of the event."""
    own = venue or Venue()
    occurrence.has_own_venue = venue is not None
    occurrence.own_name, occurrence.own_address = own.name, own.address
    occurrence.own_latitude, occurrence.own_longitude = own.latitude, own.longitude
    occurrence.own_area_id = own.area_id


def move_venue(occurrence: Occurrence, venue: Venue | None) -> bool:
    """Save the venue of this occurrence alone, without a mail; return whether it changed."""
    with transaction.atomic():
        if lock(occurrence.pk).own_venue == venue:
            return False
        set_own_venue(occurrence, venue)
        Occurrence.objects.filter(pk=occurrence.pk).update(
            **{name: getattr(occurrence, name) for name in _OWN_VENUE},
            updated_at=timezone.now(),
        )
        occurrence.refresh_from_db()
    return True


def set_capacity(occurrence: Occurrence, capacity: int | None) -> bool:
    """Set the number of seats (None: no limit), and offer free ones to the waiting list.

    A capacity below the seats taken cancels nobody; nobody new gets a seat.
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


def apply_event_rules(occurrence: Occurrence) -> bool:
    """Bring `occurrence` in line with its event's rules for sign-up, newcomers and mails."""
    values: dict[str, Any] = {
        "newcomer_seats": occurrence.event.newcomer_seats,
        **derived_times(occurrence, occurrence.starts_at, occurrence.ends_at),
    }
    if all(getattr(occurrence, name) == value for name, value in values.items()):
        return False
    with transaction.atomic():
        lock(occurrence.pk)
        Occurrence.objects.filter(pk=occurrence.pk).update(**values)
        occurrence.refresh_from_db()
        offer_free_seats(occurrence.pk)
    return True


def derived_times(
    occurrence: Occurrence, starts_at: datetime.datetime, ends_at: datetime.datetime
) -> dict[str, datetime.datetime | None]:
    """Return the fields of `occurrence` that follow from its start and end by its event's rules.

    A reminder or a thank-you whose time has come already is not due again.
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
        # An end at midnight belongs to the day before.
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
    """Return the same local hour `days` earlier, in UTC."""
    wall_clock = timezone.make_naive(moment) - datetime.timedelta(days=days)
    return timezone.make_aware(wall_clock).astimezone(datetime.UTC)
