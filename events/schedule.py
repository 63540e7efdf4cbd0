"""From the editors' event page to the event: what happens when a page is published."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail_localize.models import Translation

from events.models import Event, EventPage, Occurrence
from events.signing_up import cancel_occurrence, reschedule

_FREQUENCIES = {
    EventPage.Repeats.WEEKLY: "FREQ=WEEKLY",
    EventPage.Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
}


def is_source(page: EventPage) -> bool:
    """Return whether the schedule is edited on `page`, and not on the page it translates."""
    return not Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale, enabled=True
    ).exists()


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


def starts_of(page: EventPage) -> Iterator[datetime.datetime]:
    """Yield the aware starts of `page`'s occurrences.

    Reckoned by the clock on the wall: seven in the evening stays seven in the evening when
    daylight saving begins or ends.
    """
    rule = recurrence_rule(page)
    if not rule:
        yield page.starts_at
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    wall_clock = timezone.make_naive(page.starts_at, zone)
    for start in rrulestr(rule, dtstart=wall_clock):
        yield start.replace(tzinfo=zone)


@transaction.atomic
def carry(page: EventPage) -> Event:
    """Carry the schedule of the published source `page` into its event, and return that.

    A start that the page names and no occurrence has takes over, in order, an occurrence that
    the page no longer names: it has been moved, and its sign-ups move along. What is then left
    over is removed if nobody signed up for it, and cancelled if somebody did. What is over is
    left alone. Everybody concerned gets a mail. Can be repeated.
    """
    place = {
        "venue": page.venue,
        "address": page.address,
        "is_online": page.is_online,
        "online_url": page.online_url,
    }
    before = Event.objects.filter(translation_key=page.translation_key).first()
    place_changed = before is not None and any(
        getattr(before, name) != value for name, value in place.items()
    )
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
    lasts = page.ends_at - page.starts_at
    present = {occurrence.recurrence_id: occurrence for occurrence in event.occurrences.all()}
    starts = list(starts_of(page))
    movable = [
        occurrence
        for start, occurrence in sorted(present.items())
        if start not in starts and not occurrence.is_over
    ]
    for start in starts:
        occurrence = present.get(start) or (movable.pop(0) if movable else None)
        if occurrence is None:
            Occurrence.objects.create(
                event=event,
                recurrence_id=start,
                starts_at=start,
                ends_at=start + lasts,
                capacity=page.capacity,
            )
        elif not occurrence.is_over:
            reschedule(
                occurrence,
                starts_at=start,
                ends_at=start + lasts,
                capacity=page.capacity,
                place_changed=place_changed,
            )
            if page.is_cancelled:
                cancel_occurrence(occurrence, reason=page.cancelled_because)
    for occurrence in movable:
        if occurrence.signups.exists():
            cancel_occurrence(occurrence, reason=page.cancelled_because)
        else:
            occurrence.delete()
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
