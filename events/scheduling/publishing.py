"""From the editors' event page to the event: what happens when a page is published."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail_localize.models import Translation

from events import notices, recurrence
from events.models import Event, Occurrence
from events.models.details import (
    DETAIL_FIELDS,
    PLACE_FIELDS,
    TAKES_PLACE,
    EventStatus,
)
from events.pages.models import EventPage
from events.scheduling import occurrence_changes
from events.signups import questions


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


def proposed(
    event: Event, page: EventPage, start: datetime.datetime, end: datetime.datetime
) -> Occurrence:
    """Return the occurrence of `event` then, as `page` has it; it is not saved."""
    return new(event, start, end, status=EventStatus(page.status), reason=page.status_reason)


def new(
    event: Event,
    start: datetime.datetime,
    end: datetime.datetime,
    *,
    status: EventStatus = EventStatus.SCHEDULED,
    reason: str = "",
) -> Occurrence:
    """Return the occurrence of `event` at that start and end; it is not saved."""
    occurrence = Occurrence(
        event=event,
        recurrence_id=start,
        starts_at=start,
        ends_at=end,
        capacity=event.capacity,
        newcomer_seats=event.newcomer_seats,
        status=status,
        status_reason="" if status == EventStatus.SCHEDULED else reason,
    )
    for name, value in occurrence_changes.times_around(occurrence, start, end).items():
        setattr(occurrence, name, value)
    return occurrence


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What publishing does with one time: the occurrence it has, the start and end it is to have.

    Without an occurrence it is made; without times the occurrence is taken away: removed if nobody
    stands on its list, cancelled if somebody does.
    """

    occurrence: Occurrence | None
    times: recurrence.Times | None


def plan(present: Iterable[Occurrence], times: Iterable[recurrence.Times]) -> list[PlannedChange]:
    """Return what becomes of the occurrences `present` when an event is to take place at `times`.

    A start that no occurrence has takes over, in order, an occurrence that no start names any
    more: it has been moved, and its sign-ups move along. What is over is left alone; what is
    postponed waits for its date also when the old one has passed. Changes nothing: editors are
    shown this beforehand.
    """
    by_start = {occurrence.recurrence_id: occurrence for occurrence in present}
    was_empty = not by_start
    wanted = dict(times)
    spare = _spare(by_start, wanted)
    now = timezone.now()
    steps = []
    # What is to come takes over first: a later hour for a series under way moves what is left
    # of it, and makes nothing new of what is over.
    missing = sorted(set(wanted) - set(by_start), key=lambda start: (wanted[start] < now, start))
    for start in missing:
        if spare:
            by_start[start] = spare.pop(0)
        elif wanted[start] >= now or was_empty:
            steps.append(PlannedChange(None, (start, wanted[start])))
            was_empty = False
    for start, end in wanted.items():
        occurrence = by_start.get(start)
        if occurrence is not None and not occurrence.is_over:
            steps.append(PlannedChange(occurrence, (start, end)))
    return steps + [PlannedChange(occurrence, None) for occurrence in spare]


def planned(page: EventPage, event: Event | None) -> list[PlannedChange]:
    """Return what publishing `page` would do with the occurrences of its `event`."""
    present = list(event.occurrences.order_by("pk")) if event else []
    return plan(present, _times(page, present))


def times_of(page: EventPage) -> list[recurrence.Times]:
    """Return start and end of the times that publishing `page` for the first time would make."""
    return list(_times(page, []))


def _times(page: EventPage, present: Iterable[Occurrence]) -> Iterable[recurrence.Times]:
    # As far as there are occurrences already: what has been made is not taken back.
    until = max([horizon(), *(occurrence.recurrence_id for occurrence in present)])
    return recurrence.times(recurrence.rule_of(page), recurrence.first_times(page), until=until)


def horizon() -> datetime.datetime:
    """Return until when the occurrences of a series are made, as seen from now."""
    return timezone.now() + datetime.timedelta(days=settings.SERIES_DAYS_AHEAD)


@transaction.atomic
def sync_event(page: EventPage) -> Event:
    """Carry the published source `page` into its event, and return that. Can be repeated.

    What becomes of the occurrences is in `plan`. What was decided for one occurrence alone is left
    as it is. Everybody concerned gets a mail.
    """
    event, before = _carry_event(page)
    place_changed = before is not None and changes_place(page, before)
    # Locked: nobody signs up for an occurrence while it is being removed. Before the questions:
    # whoever signs up holds the occurrence, and then refers to them.
    present = list(event.occurrences.select_for_update(no_key=True).order_by("pk"))
    questions.carry(page, event)
    # Followers are told once of all that changes now.
    change = uuid.uuid4().hex
    made = []
    for step in plan(present, _times(page, present)):
        if step.occurrence is None and step.times is not None:
            made.append(proposed(event, page, *step.times))
            made[-1].save()
        elif step.occurrence is not None and step.times is None:
            _take_away(step.occurrence, change)
        elif step.occurrence is not None and step.times is not None:
            step.occurrence.event = event
            if step.occurrence.has_own_status and not _keeps_own_status(page, step.occurrence):
                # So that it comes back with the others, should the event be held after all.
                event.occurrences.filter(pk=step.occurrence.pk).update(has_own_status=False)
                step.occurrence.has_own_status = False
            occurrence_changes.apply_state(
                step.occurrence,
                wanted(page, step.occurrence, *step.times),
                recurrence_id=step.times[0],
                place_changed=place_changed,
                change=change,
            )
            occurrence_changes.set_rules(step.occurrence)
    if event.occurrences.upcoming().exists():
        notices.notify_of_event(event, page)
    if before is not None and (added := _added(made, before)):
        notices.notify_of_new_dates(added[0], change)
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


def _added(made: Iterable[Occurrence], before: Event) -> list[Occurrence]:
    """Return which of those `made`, soonest first, the event was not to have `before`.

    What comes within reach by the clock was always to be.
    """
    reach = before.made_until
    added = [
        occurrence
        for occurrence in made
        if occurrence.takes_place
        and not occurrence.is_over
        and (reach is None or occurrence.recurrence_id <= reach)
    ]
    return sorted(added, key=lambda occurrence: occurrence.starts_at)


def _carry_event(page: EventPage) -> tuple[Event, Event | None]:
    """Write what `page` says of the event as a whole; return it, and as it was before (or None)."""
    facts = {name: getattr(page, name) for name in DETAIL_FIELDS}
    first_starts_at, first_ends_at = recurrence.first_times(page)
    before = Event.objects.filter(translation_key=page.translation_key).first()
    event, _created = Event.objects.update_or_create(
        translation_key=page.translation_key,
        defaults={
            "title": page.title,
            "theme": page.theme,
            "area": page.area,
            "organiser": page.organiser,
            "recurrence": recurrence.rule_of(page),
            "first_starts_at": first_starts_at,
            "first_ends_at": first_ends_at,
            "made_until": horizon(),
            "is_published": True,
            "is_example": page.is_example,
            **facts,
        },
    )
    return event, before


def changes_place(page: EventPage, event: Event) -> bool:
    """Return whether `page` has `event` somewhere else than it is as yet."""
    return any(getattr(page, name) != getattr(event, name) for name in PLACE_FIELDS)


def _spare(
    present: dict[datetime.datetime, Occurrence], starts: Iterable[datetime.datetime]
) -> list[Occurrence]:
    """Return the occurrences, by time, that are not over and that no start names any more.

    One that had been cancelled by itself is not among them: its people were told so, and are not
    signed up for another day. If all are cancelled, it was the event, and may be held later.
    """
    named, now = set(starts), timezone.now()
    to_come = [present[start] for start in sorted(present) if present[start].ends_at >= now]
    if not to_come and len(named) == 1:
        # It was postponed, and its date has passed before there was another. Of a series, such a
        # time is given its date by itself: the others are not to move up.
        to_come = [one for one in present.values() if one.is_postponed][-1:]
    all_cancelled = all(occurrence.is_cancelled for occurrence in to_come)
    return [
        occurrence
        for occurrence in to_come
        if occurrence.recurrence_id not in named and (all_cancelled or not occurrence.is_cancelled)
    ]


def _take_away(occurrence: Occurrence, change: str) -> None:
    if not (occurrence.signups.exists() or occurrence.announcements.exists()):
        occurrence.delete()
    elif not occurrence.is_cancelled:
        occurrence_changes.cancel_occurrence(occurrence, reason="", change=change)


def wanted(
    page: EventPage, occurrence: Occurrence, start: datetime.datetime, end: datetime.datetime
) -> occurrence_changes.OccurrenceState:
    """Return what `page` wants the occurrence to be that its series puts at that start and end;
    what was decided for it alone is as it is."""
    starts_at, ends_at = start, end
    if occurrence.has_own_time:
        starts_at, ends_at = occurrence.starts_at, occurrence.ends_at
    status, reason = EventStatus(page.status), page.status_reason
    other_reasons: dict[str, str] = {}
    is_missed = occurrence.is_postponed and ends_at < timezone.now() and status in TAKES_PLACE
    if is_missed or _keeps_own_status(page, occurrence):
        # Nothing is held at a date that has passed.
        status, reason = EventStatus(occurrence.status), occurrence.status_reason
        other_reasons = occurrence.other_reasons
    return occurrence_changes.OccurrenceState(
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=occurrence.capacity if occurrence.has_own_seats else page.capacity,
        status=status,
        reason="" if status == EventStatus.SCHEDULED else reason,
        other_reasons=other_reasons,
    )


def _keeps_own_status(page: EventPage, occurrence: Occurrence) -> bool:
    """Whether what was decided for `occurrence` alone stands. When all is cancelled, it is, too."""
    return occurrence.has_own_status and (
        page.status != EventStatus.CANCELLED or occurrence.is_cancelled
    )


def source_of(event: Event) -> EventPage | None:
    """Return the page that `event` is edited on, as it was published; a meetup has none."""
    pages = EventPage.objects.filter(translation_key=event.translation_key)
    return next((page for page in pages.order_by("pk") if is_source(page)), None)
