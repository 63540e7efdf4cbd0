"""Choose the date of a meetup: make its event, and ask those who said yes to sign up."""

import uuid

from django.db import transaction
from django.utils import timezone

from events.scheduling.publishing import sync_event
from events.scheduling.texts import put_text
from forum.meetups import mails, notices
from forum.meetups.source import Plan, event_source, text_source
from forum.models import Meetup, Poll, PollDate
from forum.polls.locking import PollClosed, lock_open


def choose_date(
    *, poll: Poll, date: PollDate, place: str, capacity: int | None = None
) -> tuple[Meetup, bool]:
    """End `poll` with `date` and make the event; return the meetup, and whether it is new.

    Everybody who voted gets a notice, and those who said yes a mail with a link to sign up. A
    second call returns the same meetup, whatever its date. Raises `PollClosed` if the poll was
    closed without a date, the date has passed or was removed, or the thread is hidden.
    """
    with transaction.atomic():
        try:
            lock_open(poll, even_after_deadline=True)
        except PollClosed:
            found = Meetup.objects.filter(poll=poll).select_related("event", "thread").first()
            if found is None:
                raise
            return found, False
        date.refresh_from_db()
        if date.removed_in is not None or date.starts_at <= timezone.now():
            raise PollClosed
        Poll.objects.filter(pk=poll.pk).update(state=Poll.State.CHOSEN, ended_at=timezone.now())
        plan = Plan(
            title=poll.title,
            place=place,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            capacity=capacity,
        )
        event = sync_event(event_source(uuid.uuid4(), poll.thread, plan))
        meetup = Meetup.objects.create(
            thread=poll.thread, poll=poll, event=event, organiser=poll.author
        )
        put_text(event, text_source(meetup, plan))
        notices.notify_of_date(meetup, date)
        mails.ask_to_sign_up(meetup, date)
    poll.refresh_from_db()
    return meetup, True
