"""The events, and the people who have signed up for them."""

import datetime
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from core.models import Area, Partner, Theme
from events.models import CalendarPage, Event, EventPage, Occurrence, SignUp
from events.models.facts import Standing
from home.demo.bodies import body
from home.demo.pages import put_page
from home.demo.reading import SOURCE, danish, read
from residents.models import User


def make_events(editor: User) -> None:
    """Make the event pages, which carry their events, and fill the seats."""
    calendar = CalendarPage.objects.get(locale__language_code=SOURCE)
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    areas = {area.slug: area for area in Area.objects.all()}
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    for content in read("events")["events"]:
        starts_at = _start(content)
        reason = danish(content.get("cancelled", ""))
        page, created = put_page(
            EventPage,
            calendar,
            content,
            editor,
            key=content["key"],
            theme=themes[content["theme"]],
            area=areas.get(content.get("area", "")),
            organiser=partners[content["organiser"]],
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=content["minutes"]),
            repeats=content.get("repeats", ""),
            repeat_count=content.get("count"),
            venue=content["venue"],
            address=content["address"],
            is_online=content.get("online", False),
            online_url=content.get("online_url", ""),
            capacity=content["capacity"] or None,
            status=Standing.CANCELLED if reason else Standing.SCHEDULED,
            status_reason=reason,
            body=body(danish(content["body"])),
            tags=content["tags"],
        )
        if created:
            # The seats of an event that was there already are its own affair.
            _fill_seats(page, content)


def _start(content: dict[str, Any]) -> datetime.datetime:
    """Return when the event begins: so many days from today, by the clock on the wall."""
    day = timezone.localdate() + datetime.timedelta(days=content["day"])
    time = datetime.time.fromisoformat(content["start"])
    return datetime.datetime.combine(day, time, ZoneInfo(settings.TIME_ZONE))


def _fill_seats(page: EventPage, content: dict[str, Any]) -> None:
    """Sign up invented people for the first time the event takes place.

    Written as rows, and not by the verb: nobody is owed a mail.
    """
    occurrence = Event.objects.get(translation_key=page.translation_key).occurrences.all()[0]
    seats = occurrence.capacity if content.get("fill") == "full" else content.get("taken")
    if not seats:
        return
    now = timezone.now()
    signups: list[SignUp] = []
    left = seats
    sizes = cycle((1, 2, 1, 1, 3, 2, 1, 4))
    while left:
        size = min(next(sizes), left)
        left -= size
        number = len(signups) + 1
        made = now - datetime.timedelta(hours=5 * number)
        signups.append(
            SignUp(
                occurrence=occurrence,
                name=f"Gæst {number} (eksempel)",
                email=f"gaest{number}@example.org",
                language=SOURCE,
                party_size=size,
                status=SignUp.Status.CONFIRMED,
                created_at=made,
                confirmed_at=made,
                expires_at=made + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS),
            )
        )
    SignUp.objects.bulk_create(signups)
    Occurrence.objects.filter(pk=occurrence.pk).update(
        taken=sum(signup.party_size for signup in signups)
    )
