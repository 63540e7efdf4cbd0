"""The private calendar of a resident: its secret URL and its content."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.field_defaults import new_secret
from core.site_settings import site_name
from core.themes import localized_themes
from events.feeds import vcalendar
from events.feeds.entries import FeedEntry, digest, feed_entries
from events.feeds.selection import AHEAD, BACK
from events.feeds.vevent import as_vevent, personalise
from events.models import PrivateCalendar, SignUp
from residents.models import User

# Not unconfirmed sign-ups: anybody can enter somebody else's e-mail address.
_SHOWN = (SignUp.Status.CONFIRMED, SignUp.Status.OFFERED, SignUp.Status.WAITING)
MAX_SIGNUPS = 500
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,64}")


def make_address(user: User, *, instead_of: str) -> bool:
    """Give `user` a new secret URL and return True; the old one becomes invalid.

    `instead_of` is the secret to replace, "" for none. Return False if it was replaced already.
    """
    if not instead_of:
        return PrivateCalendar.objects.get_or_create(user=user)[1]
    if not _SECRET.fullmatch(instead_of):
        return False
    with transaction.atomic():
        return bool(
            PrivateCalendar.objects.filter(user=user, secret=instead_of).update(
                secret=new_secret(), created_at=timezone.now()
            )
        )


def find(secret: str) -> User | None:
    """Return the user whose calendar has that secret; None if it is unknown or invalid."""
    if not _SECRET.fullmatch(secret):
        return None
    calendars = PrivateCalendar.objects.filter(secret=secret, user__is_active=True)
    found = calendars.select_related("user").first()
    return found.user if found else None


def address(secret: str) -> str:
    """Return the absolute URL of that calendar, in the active language."""
    return settings.BASE_URL + reverse("events:own_calendar", args=[secret])


class PrivateCalendarFeed:
    """The content of a private calendar: the upcoming and recent sign-ups of one resident."""

    def __init__(self, user: User, secret: str) -> None:
        self.secret = secret
        self.signups = _once_each(_signups(user))
        self.entries: list[FeedEntry] = feed_entries(
            (signup.occurrence for signup in self.signups), localized_themes()
        )

    @property
    def state(self) -> str:
        """Hash of the content."""
        standing = [(signup.status, signup.sequence, signup.number) for signup in self.signups]
        online = [entry.occurrence.event.online_url for entry in self.entries]
        return digest(self.entries, repr(standing), repr(online))

    def write(self) -> bytes:
        vevents = []
        for entry, signup in zip(self.entries, self.signups, strict=True):
            vevent = as_vevent(entry, seats=False)
            personalise(vevent, entry, signup, signup.number)
            vevents.append(vevent)
        metadata = vcalendar.FeedMetadata(
            name=_("My events: %(site)s") % {"site": site_name()},
            description=_("Events you are signed up for or on the waiting list for."),
            source=address(self.secret),
            url=settings.BASE_URL + reverse("events:mine"),
        )
        return vcalendar.write(vevents, metadata)


def _once_each(signups: Iterable[Any]) -> list[Any]:
    """Return one sign-up for each occurrence: confirmed, or else offered, or else waiting.

    A person can have two, one with the account and one with an older e-mail address; their
    entries would have the same UID.
    """
    best: dict[int, Any] = {}
    for signup in signups:
        known = best.get(signup.occurrence_id)
        if known is None or _SHOWN.index(signup.status) < _SHOWN.index(known.status):
            best[signup.occurrence_id] = signup
    return list(best.values())


def _signups(user: User):  # type: ignore[no-untyped-def] # annotated rows have no type
    """Return the sign-ups of `user` to show; `number` is their position on the waiting list."""
    now = timezone.now()
    ahead = (
        SignUp.objects.filter(occurrence_id=OuterRef("occurrence_id"), status=SignUp.Status.WAITING)
        .filter(
            Q(queued_at__lt=OuterRef("queued_at"))
            | Q(queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk"))
        )
        .order_by()
        .values("occurrence_id")
        .annotate(count=Count("pk"))
    )
    return (
        SignUp.objects.of(user)
        .filter(status__in=_SHOWN)
        .filter(occurrence__ends_at__gte=now - BACK, occurrence__starts_at__lt=now + AHEAD)
        .select_related("occurrence__event__area")
        .annotate(number=Subquery(ahead.values("count")))
        .order_by("occurrence__starts_at", "pk")[:MAX_SIGNUPS]
    )
