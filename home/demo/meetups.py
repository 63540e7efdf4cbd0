"""The date polls of the demo's threads, and the meetups made of them."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import Occurrence
from events.signups import registration
from events.signups.registration import SignUpRequest
from forum.meetups.from_poll import choose_date
from forum.models import Poll, Thread
from forum.polls import proposing, voting
from forum.polls.proposing import NewDate
from home.demo.content_files import read
from home.demo.people import People
from notifications.models import OutboxMessage
from residents.models import User


@transaction.atomic
def make_meetups(people: People) -> None:
    """Make the polls with their votes, and the meetups with their sign-ups, without mails.

    A thread that has a poll is left unchanged.
    """
    for content in read("threads")["threads"]:
        if "poll" not in content:
            continue
        thread = Thread.objects.get(is_example=True, title=content["title"])
        if not thread.polls.exists():
            _make(thread, people, people[content["author"]], content["poll"])


def _make(thread: Thread, people: People, author: User, content: dict[str, Any]) -> None:
    poll = proposing.propose(
        thread=thread,
        author=author,
        title=content["title"],
        place=content.get("place", ""),
        closes_at=_moment(content["open_days"], 20),
        dates=[_date(days, content) for days in content["days_ahead"]],
        allows_dates=True,
        allows_email=True,
    )
    dates = list(poll.dates.all())
    for name, answers in content["votes"].items():
        given = {date.pk: answer for date, answer in zip(dates, answers, strict=True)}
        voting.vote(
            poll=poll,
            user=people[name],
            answers=given,
            version=poll.version,
            language=thread.language,
        )
    if "chosen" in content:
        _choose(poll, people, content)


def _choose(poll: Poll, people: People, content: dict[str, Any]) -> None:
    date = list(poll.dates.all())[content["chosen"]]
    meetup, _is_new = choose_date(
        poll=poll, date=date, place=content.get("place", ""), capacity=content.get("capacity")
    )
    occurrence = Occurrence.objects.select_related("event").get(event=meetup.event_id)
    for name in content["coming"]:
        user = people[name]
        party = SignUpRequest(
            name=user.public_name, email=user.email, size=1, language=user.language, user=user
        )
        signup = registration.sign_up(occurrence=occurrence, party=party)
        OutboxMessage.objects.filter(key__startswith=f"signup:{signup.pk}:").delete()
    OutboxMessage.objects.filter(key__startswith=f"meetup:{meetup.pk}:").delete()


def _date(days: int, content: dict[str, Any]) -> NewDate:
    start = _moment(days, content["hour"])
    return NewDate(start, start + datetime.timedelta(hours=2), content.get("seats"))


def _moment(days: int, hour: int) -> datetime.datetime:
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))
