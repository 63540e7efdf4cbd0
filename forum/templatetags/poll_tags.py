"""The date polls and the meetups of a thread, on its page."""

from typing import Any

from django import template
from django.urls import reverse

from events.display.formatting import format_dates
from events.models import Event, Occurrence
from forum.models import Meetup, Thread
from forum.polls.formatting import when
from forum.polls.results import date_rows, polls_of

register = template.Library()
register.filter("poll_date", when)


@register.inclusion_tag("forum/_polls.html")
def thread_polls(thread: Thread, user: Any) -> dict[str, Any]:
    """Show the open polls of `thread` with their totals, and its meetups: alike for everybody.

    Who is signed in also gets the link to propose a meetup.
    """
    found = polls_of(thread)
    may_propose = user.is_authenticated and not thread.is_hidden and not found.polls
    return {
        "thread": thread,
        "polls": [(poll, date_rows(dates, with_names=False)) for poll, dates in found.polls],
        "meetups": [(meetup, _when(meetup)) for meetup in found.meetups],
        "propose_url": reverse("forum:propose", args=[thread.pk]) if may_propose else "",
    }


def _when(meetup: Meetup) -> str:
    event: Event = meetup.event
    if event.first_times is None:
        return ""
    starts_at, ends_at = event.first_times
    return format_dates(Occurrence(event=event, starts_at=starts_at, ends_at=ends_at))
