"""Change and cancel meetups, and see beforehand who is told."""

from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from events.models import Event, EventText
from events.models.details import EventStatus
from events.organisers import permissions
from events.scheduling import impact
from events.scheduling.publishing import sync_event
from forum.meetups.source import Plan, current_plan, event_source, text_source
from forum.models import Meetup, Thread
from residents.models import User


class MeetupHidden(Exception):
    """A moderator has hidden the thread of the meetup."""


def impact_of(meetup: Meetup, plan: Plan) -> list[impact.Impact]:
    """Return what bringing the meetup to `plan` does to the people signed up for it."""
    source = event_source(meetup.event.translation_key, meetup.thread, plan)
    return impact.of_publishing(source, meetup.event)


def change(*, meetup: Meetup, plan: Plan, co_organiser: User | None) -> bool:
    """Bring the meetup to `plan`; return whether anything changed. Who signed up gets a mail.

    Raises `MeetupHidden`.
    """
    with transaction.atomic():
        _lock(meetup)
        is_new_person = meetup.co_organiser_id != (co_organiser.pk if co_organiser else None)
        if is_new_person:
            Meetup.objects.filter(pk=meetup.pk).update(co_organiser=co_organiser)
        if current_plan(meetup) == plan:
            meetup.refresh_from_db()
            return is_new_person
        _publish(meetup, plan)
    return True


def cancel(*, meetup: Meetup, reason: str) -> bool:
    """Cancel the meetup; return False if it is cancelled already. Who signed up gets a mail.

    Raises `MeetupHidden`.
    """
    with transaction.atomic():
        _lock(meetup)
        plan = current_plan(meetup)
        if plan.status == EventStatus.CANCELLED:
            return False
        _publish(meetup, cancelled(plan, reason))
    return True


def cancelled(plan: Plan, reason: str) -> Plan:
    """Return the same plan, cancelled."""
    return replace(plan, status=EventStatus.CANCELLED, reason=reason)


def events_organised_by(user: User) -> QuerySet[Meetup, object]:
    """Return the translation keys of the meetups that `user` organises."""
    return Meetup.objects.organised_by(user).order_by().values("event__translation_key")


def register() -> None:
    """Open the organisers' pages of a meetup to its organisers."""
    permissions.register_editors(events_organised_by)


def follow_visibility(thread: Thread, *, is_hidden: bool) -> int:
    """Hide the events of the thread's meetups with it, or show them again; return how many.

    Sign-ups stay. The caller has hidden the thread in the same transaction.
    """
    events = Event.objects.filter(meetup__thread=thread).exclude(is_published=not is_hidden)
    keys = list(events.values_list("pk", flat=True))
    changed = Event.objects.filter(pk__in=keys).update(is_published=not is_hidden)
    for text in EventText.objects.filter(event__in=keys):
        # Saving it brings the search up to date.
        text.save(update_fields=["published_at"])
    return changed


def _lock(meetup: Meetup) -> None:
    """Lock the thread, which a moderator may be hiding, and read the meetup anew."""
    threads = Thread.objects.select_for_update(no_key=True, of=("self",))
    if not list(threads.filter(pk=meetup.thread_id, is_hidden=False)):
        raise MeetupHidden
    meetup.refresh_from_db()


def _publish(meetup: Meetup, plan: Plan) -> None:
    key = meetup.event.translation_key
    sync_event(event_source(key, meetup.thread, plan), [text_source(meetup, plan)])
    meetup.refresh_from_db()
