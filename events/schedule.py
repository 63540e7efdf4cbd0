"""From the editors' event page to the event: what happens when a page is published."""

import datetime
import uuid
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail_localize.models import Translation

from events import notices
from events.models import Event, EventPage, Occurrence
from events.signing_up import cancel_occurrence, reschedule

_FREQUENCIES = {
    EventPage.Repeats.WEEKLY: "FREQ=WEEKLY",
    EventPage.Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
}


def is_source(page: EventPage) -> bool:
    """Return whether the schedule is edited on `page`, and not on the page it translates.

    A translation stays one when editors stop keeping it in step with its source.
    """
    return (
        page.alias_of_id is None
        and not Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale
        ).exists()
    )


def recurrence_rule(page: EventPage) -> str:
    """Return how `page` repeats as an RFC 5545 RRULE value; empty if it does not."""
    if not page.repeats:
        return ""
    if page.repeats == EventPage.Repeats.MONTHLY:
        start = timezone.localtime(page.starts_at)
        weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
        # A fifth weekday does not occur in every month; the last one does.
        place = (start.day - 1) // 7 + 1
        frequency = f"FREQ=MONTHLY;BYDAY={-1 if place == 5 else place}{weekday}"
    else:
        frequency = _FREQUENCIES[EventPage.Repeats(page.repeats)]
    return f"{frequency};COUNT={page.repeat_count}"


def times_of(page: EventPage) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    """Yield start and end of each of `page`'s occurrences, in UTC.

    Reckoned by the clock on the wall: seven in the evening stays seven in the evening when
    daylight saving begins or ends.
    """
    first, last = page.starts_at.astimezone(datetime.UTC), page.ends_at.astimezone(datetime.UTC)
    rule = recurrence_rule(page)
    if not rule:
        yield first, last
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    wall_clock = timezone.make_naive(first, zone)
    lasts = timezone.make_naive(last, zone) - wall_clock
    for wall_start in rrulestr(rule, dtstart=wall_clock):
        # In UTC, because a time in the hour that the clocks repeat equals none of another zone.
        start = wall_start.replace(tzinfo=zone).astimezone(datetime.UTC)
        end = (wall_start + lasts).replace(tzinfo=zone).astimezone(datetime.UTC)
        # In the hour that the clocks leave out, the end would come before the start.
        yield start, end if end > start else start + (last - first)


def proposed(
    event: Event, page: EventPage, start: datetime.datetime, end: datetime.datetime
) -> Occurrence:
    """Return the occurrence of `event` then, as `page` has it; it is not saved."""
    return Occurrence(
        event=event,
        recurrence_id=start,
        starts_at=start,
        ends_at=end,
        capacity=page.capacity,
        status=Occurrence.Status.CANCELLED if page.is_cancelled else Occurrence.Status.SCHEDULED,
        cancelled_because=page.cancelled_because if page.is_cancelled else "",
    )


@transaction.atomic
def carry(page: EventPage) -> Event:
    """Carry the schedule of the published source `page` into its event, and return that.

    A start that the page names and no occurrence has takes over, in order, an occurrence that
    the page no longer names: it has been moved, and its sign-ups move along. What is then left
    over is removed if nobody signed up for it, and cancelled if somebody did. What is over is
    left alone. Everybody concerned gets a mail. Can be repeated.
    """
    event, place_changed = _carry_event(page)
    # Followers are told once of all that changes now.
    change = uuid.uuid4().hex
    # Locked: nobody signs up for an occurrence while it is being removed.
    present = {
        occurrence.recurrence_id: occurrence
        for occurrence in event.occurrences.select_for_update(no_key=True).order_by("pk")
    }
    times = dict(times_of(page))
    spare = _spare(present, times)
    now = timezone.now()
    # What is to come takes over first: a later hour for a series under way moves what is left
    # of it, and makes nothing new of what is over.
    for start in sorted(set(times) - set(present), key=lambda start: (times[start] < now, start)):
        if spare:
            present[start] = spare.pop(0)
        elif times[start] >= now or not present:
            proposed(event, page, start, times[start]).save()
    for start, end in times.items():
        occurrence = present.get(start)
        if occurrence is not None and not occurrence.is_over:
            _bring_in_line(occurrence, page, start, end, place_changed=place_changed, change=change)
    for occurrence in spare:
        if not occurrence.signups.exists():
            occurrence.delete()
        elif not occurrence.is_cancelled:
            cancel_occurrence(occurrence, reason="", change=change)
    if event.occurrences.upcoming().exists():
        notices.tell_of_event(event, page)
    return event


def hide(page: EventPage) -> bool:
    """Hide the event of an unpublished source page; return whether it was shown.

    Nothing is deleted: people may be signed up.
    """
    return bool(
        Event.objects.filter(translation_key=page.translation_key, is_published=True).update(
            is_published=False
        )
    )


def _carry_event(page: EventPage) -> tuple[Event, bool]:
    """Write what `page` says of the event as a whole; return it, and whether it took place
    somewhere else before."""
    place = {
        "venue": page.venue,
        "address": page.address,
        "is_online": page.is_online,
        "online_url": page.online_url,
    }
    before = Event.objects.filter(translation_key=page.translation_key).first()
    event, _created = Event.objects.update_or_create(
        translation_key=page.translation_key,
        defaults={
            "title": page.title,
            "theme": page.theme,
            "area": page.area,
            "organiser": page.organiser,
            "recurrence": recurrence_rule(page),
            "is_published": True,
            "is_example": page.is_example,
            **place,
        },
    )
    place_changed = before is not None and any(
        getattr(before, name) != value for name, value in place.items()
    )
    return event, place_changed


def _spare(
    present: dict[datetime.datetime, Occurrence], starts: Collection[datetime.datetime]
) -> list[Occurrence]:
    """Return the occurrences, by time, that are not over and that no start names any more.

    One that had been cancelled by itself is not among them: its people were told so, and are not
    signed up for another day. If all are cancelled, it was the event, and may be held later.
    """
    to_come = [present[start] for start in sorted(present) if not present[start].is_over]
    all_cancelled = all(occurrence.is_cancelled for occurrence in to_come)
    return [
        occurrence
        for occurrence in to_come
        if occurrence.recurrence_id not in starts and (all_cancelled or not occurrence.is_cancelled)
    ]


def _bring_in_line(
    occurrence: Occurrence,
    page: EventPage,
    start: datetime.datetime,
    end: datetime.datetime,
    *,
    place_changed: bool,
    change: str,
) -> None:
    reschedule(
        occurrence,
        starts_at=start,
        ends_at=end,
        capacity=page.capacity,
        place_changed=place_changed,
        takes_place=not page.is_cancelled,
        change=change,
    )
    if page.is_cancelled:
        cancel_occurrence(occurrence, reason=page.cancelled_because, change=change)
