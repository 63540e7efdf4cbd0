"""The events of the demo, and their sign-ups."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from core.models import Area, Partner, Theme
from events import recurrence
from events.models import Event, Occurrence, SignUp
from events.models.details import EventStatus
from events.models.venue import Venue
from events.pages.calendar_page import CalendarPage
from events.pages.event_page import EventPage
from events.pages.page_to_source import event_source
from events.scheduling import occurrence_changes, planning
from home.demo.content_files import SOURCE, danish, read
from home.demo.pages import put_page
from home.demo.streamfields import body, questions
from residents.models import User


def make_events(editor: User) -> None:
    """Make the event pages, whose publication makes the events, and the sign-ups."""
    calendar = CalendarPage.objects.get(locale__language_code=SOURCE)
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    areas = {area.slug: area for area in Area.objects.all()}
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    for content in read("events")["events"]:
        page, created = put_page(
            EventPage,
            calendar,
            content,
            editor,
            key=content["key"],
            theme=themes[content["theme"]],
            area=areas.get(content.get("area", "")),
            organiser=partners[content["organiser"]],
            price=danish(content.get("price", "")),
            **_contact(content.get("contact", {}), partners),
            **_times(content),
            **_venue(content),
            **_sign_up(content),
            status=content.get("status", EventStatus.SCHEDULED),
            status_reason=danish(content.get("reason", "")),
            body=body(danish(content["body"])),
            tags=content["tags"],
        )
        if created:
            _fill_seats(page, content)
            _move_elsewhere(page, content)


def _times(content: dict[str, Any]) -> dict[str, Any]:
    """Return the start, the end and the recurrence; without a count, a series has no end."""
    starts_at = _start(content)
    is_open = content.get("open_end", False)
    ends_at = starts_at + datetime.timedelta(minutes=content["minutes"])
    return {
        "starts_at": starts_at,
        "ends_at": None if is_open else ends_at,
        "is_all_day": content.get("all_day", False),
        "repeats": content.get("repeats", ""),
        "weekdays": _weekdays(content, starts_at),
        "repeat_count": content.get("count"),
    }


def _weekdays(content: dict[str, Any], starts_at: datetime.datetime) -> str:
    """Return the weekdays of the series: `also_after` counts days from the first date."""
    days = content.get("also_after", [])
    starts = [starts_at, *(starts_at + datetime.timedelta(days=after) for after in days)]
    return ",".join(map(recurrence.weekday_of, starts)) if days else ""


def _contact(content: dict[str, Any], partners: dict[str, Partner]) -> dict[str, Any]:
    """Return the partner and the person to contact."""
    return {
        "contact_partner": partners.get(content.get("partner", "")),
        **{
            f"contact_{name}": danish(content.get(name, ""))
            for name in ("name", "role", "phone", "email")
        },
    }


def _venue(content: dict[str, Any]) -> dict[str, Any]:
    """Return the venue, its position, and its accessibility."""
    latitude, longitude = content.get("position", (None, None))
    return {
        "kind": content["kind"],
        "venue": content["venue"],
        "address": content["address"],
        "latitude": Decimal(latitude) if latitude else None,
        "longitude": Decimal(longitude) if longitude else None,
        "is_online": content.get("online", False),
        "online_url": content.get("online_url", ""),
        "directions": danish(content.get("directions", "")),
        "welcome": danish(content.get("welcome", "")),
        **content.get("access", {}),
    }


def _sign_up(content: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the sign-up: seats, deadlines and questions."""
    return {
        "has_signup": content.get("signup", True),
        "capacity": content["capacity"] or None,
        "max_party_size": content.get("max_party", 6),
        "closes_hours_before": content.get("closes_hours", 0),
        "newcomer_seats": content.get("newcomer_seats", 0),
        "newcomers_until_days": content.get("newcomers_until", 2),
        "asks_names": content.get("asks_names", False),
        "consent": danish(content.get("consent", "")),
        "questions": questions(danish(content.get("questions", []))),
    }


def _start(content: dict[str, Any]) -> datetime.datetime:
    """Return the start in local time, counted in days from today."""
    day = timezone.localdate() + datetime.timedelta(days=content["day"])
    time = datetime.time.fromisoformat(content["start"])
    return datetime.datetime.combine(day, time, ZoneInfo(settings.TIME_ZONE))


def _move_elsewhere(page: EventPage, content: dict[str, Any]) -> None:
    """Give one date of a series another venue; `elsewhere.date` counts from 0."""
    if not (given := content.get("elsewhere")):
        return
    event = Event.objects.get(translation_key=page.translation_key)
    occurrence = event.occurrences.all()[given["date"]]
    state = replace(
        planning.planned_state(
            event_source(page), occurrence, occurrence.starts_at, occurrence.ends_at
        ),
        venue=Venue(
            given["venue"], given["address"], area_id=Area.objects.get(slug=given["area"]).pk
        ),
    )
    occurrence_changes.change_one(occurrence=occurrence, state=state)


def _fill_seats(page: EventPage, content: dict[str, Any]) -> None:
    """Make sign-ups for the first occurrence, as rows, so that nobody gets a mail."""
    occurrence = Event.objects.get(translation_key=page.translation_key).occurrences.all()[0]
    seats = occurrence.capacity if content.get("fill") == "full" else content.get("taken")
    if not seats:
        return
    signups = [
        _signup(occurrence, number, size, SignUp.Status.CONFIRMED)
        for number, size in enumerate(_parties(seats), 1)
    ]
    waiting = [
        _signup(occurrence, len(signups) + number, size, SignUp.Status.WAITING)
        for number, size in enumerate(_parties(content.get("waiting", 0)), 1)
    ]
    SignUp.objects.bulk_create([*signups, *waiting])
    Occurrence.objects.filter(pk=occurrence.pk).update(taken=seats)


def _parties(people: int) -> Iterator[int]:
    """Yield party sizes whose sum is `people`."""
    sizes = cycle((1, 2, 1, 1, 3, 2, 1, 4))
    while people:
        size = min(next(sizes), people)
        people -= size
        yield size


def _signup(occurrence: Occurrence, number: int, size: int, status: str) -> SignUp:
    # Later numbers signed up later, and all before the event.
    latest = min(timezone.now(), occurrence.starts_at)
    signed_up_at = latest - datetime.timedelta(hours=200 - 3 * number)
    is_waiting = status == SignUp.Status.WAITING
    # Most of those who had signed up for a past event came.
    came = occurrence.is_over and number % 6 > 0
    return SignUp(
        occurrence=occurrence,
        name=f"Gæst {number} (eksempel)",
        email=f"gaest{number}@example.org",
        language=SOURCE,
        party_size=size,
        status=status,
        created_at=signed_up_at,
        confirmed_at=signed_up_at,
        queued_at=signed_up_at if is_waiting else None,
        checked_in_at=occurrence.starts_at if came else None,
        arrived=size if came else None,
        expires_at=signed_up_at + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS),
    )
