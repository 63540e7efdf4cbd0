"""What a change means for the people on the lists: told to editors before it is made."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.display.list_items import when_in_words
from events.models import Occurrence, SignUp
from events.models.details import TAKES_PLACE, EventStatus
from events.pages.models import EventPage
from events.scheduling import publishing
from events.scheduling.occurrence_changes import OccurrenceState


@dataclass(frozen=True, slots=True)
class AffectedPeople:
    """Who stands on the list of one occurrence."""

    # People who hold seats, and people who wait for some.
    coming: int = 0
    waiting: int = 0
    # Parties that get its mails, and parties without an address.
    mailed: int = 0
    without_address: int = 0

    @property
    def in_words(self) -> str:
        """How many they are."""
        said = []
        if self.coming:
            coming = ngettext(
                "%(count)d person is signed up", "%(count)d people are signed up", self.coming
            )
            said.append(coming % {"count": self.coming})
        if self.waiting:
            waiting = ngettext(
                "%(count)d person is on the waiting list",
                "%(count)d people are on the waiting list",
                self.waiting,
            )
            said.append(waiting % {"count": self.waiting})
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Impact:
    """What becomes of one occurrence that people stand on the list of."""

    occurrence: Occurrence
    concerned: AffectedPeople
    # (what it is, the same in every language; what it is in words)
    changes: tuple[tuple[str, str], ...]
    # Whether everybody on the list is told.
    is_told: bool

    @property
    def when(self) -> str:
        """When it takes place as yet."""
        return when_in_words(self.occurrence)

    @property
    def in_words(self) -> str:
        """What happens."""
        return "; ".join(words for _key, words in self.changes)

    @property
    def mails_in_words(self) -> str:
        """Who is told, and whom the organiser has to call."""
        if not self.is_told:
            return _("Nobody gets a mail.")
        mailed = ngettext(
            "%(count)d mail is sent.", "%(count)d mails are sent.", self.concerned.mailed
        )
        said = mailed % {"count": self.concerned.mailed}
        if without := self.concerned.without_address:
            call = ngettext(
                "%(count)d sign-up has no e-mail address: telephone them.",
                "%(count)d sign-ups have no e-mail address: telephone them.",
                without,
            )
            said = f"{said} {call % {'count': without}}"
        return said


def of_publishing(page: EventPage) -> list[Impact]:
    """Return what publishing `page` does to people on the lists of its event. Changes nothing."""
    event = page.event
    if event is None or not publishing.is_source(page):
        return []
    steps = [step for step in publishing.planned(page, event) if step.occurrence]
    lists = people_affected(step.occurrence for step in steps if step.occurrence)
    elsewhere = publishing.changes_place(page, event)
    found = []
    for step in steps:
        occurrence = step.occurrence
        if occurrence is None or occurrence.pk not in lists:
            continue
        occurrence.event = event
        wanted = publishing.wanted(page, occurrence, *step.times) if step.times else None
        effect = of_change(occurrence, wanted, lists[occurrence.pk], place_changed=elsewhere)
        if effect:
            found.append(effect)
    return sorted(found, key=lambda effect: (effect.occurrence.starts_at, effect.occurrence.pk))


def of_change(
    occurrence: Occurrence,
    wanted: OccurrenceState | None,
    concerned: AffectedPeople,
    *,
    place_changed: bool = False,
) -> Impact | None:
    """Return what it does to those `concerned` that `occurrence` is to be as `wanted`, or is taken
    away; None if they need not know."""
    told = _told(occurrence, wanted, place_changed=place_changed)
    kept = []
    seats = wanted.capacity if wanted else None
    if seats is not None and seats != occurrence.capacity and seats < occurrence.taken:
        words = _(
            "%(taken)d seats are taken, and there will be %(seats)d: "
            "those signed up keep theirs, and nobody new gets one"
        ) % {"taken": occurrence.taken, "seats": seats}
        kept = [(f"seats {seats}", words)]
    if not (told or kept):
        return None
    return Impact(occurrence, concerned, tuple(told + kept), is_told=bool(told))


def _told(
    occurrence: Occurrence, wanted: OccurrenceState | None, *, place_changed: bool
) -> list[tuple[str, str]]:
    """Return what those on the list are written to about."""
    if wanted is None or wanted.status == EventStatus.CANCELLED:
        return [] if occurrence.is_cancelled else [("cancelled", _("it is cancelled"))]
    told = []
    if wanted.status != occurrence.status:
        words = {
            EventStatus.POSTPONED: _("it is postponed"),
            EventStatus.MOVED_ONLINE: _("it is moved online"),
            EventStatus.SCHEDULED: _("it takes place after all"),
        }
        told.append((str(wanted.status), words[wanted.status]))
    if wanted.status not in TAKES_PLACE:
        return told
    if (wanted.starts_at, wanted.ends_at) != (occurrence.starts_at, occurrence.ends_at):
        moved = Occurrence(
            event=occurrence.event, starts_at=wanted.starts_at, ends_at=wanted.ends_at
        )
        key = f"moved {wanted.starts_at.timestamp()} {wanted.ends_at.timestamp()}"
        told.append((key, _("it moves to %(when)s") % {"when": when_in_words(moved)}))
    if place_changed:
        told.append(("place", _("it takes place somewhere else")))
    return told


def people_affected(occurrences: Iterable[Occurrence]) -> Mapping[int, AffectedPeople]:
    """Return who stands on the list of each occurrence, by its number; without the empty ones.
    One query."""
    holding, nowhere = Q(status__in=SignUp.HOLDING), Q(email="")
    told = ~nowhere & ~Q(status__in=SignUp.UNCONFIRMED)
    rows = (
        SignUp.objects.standing()
        .filter(occurrence__in=list(occurrences))
        .values("occurrence")
        .order_by("occurrence")
        .annotate(
            coming=Sum("party_size", filter=holding, default=0),
            waiting=Sum("party_size", filter=~holding, default=0),
            mailed=Count("pk", filter=told),
            without_address=Count("pk", filter=nowhere),
        )
    )
    return {
        row["occurrence"]: AffectedPeople(
            coming=row["coming"],
            waiting=row["waiting"],
            mailed=row["mailed"],
            without_address=row["without_address"],
        )
        for row in rows
    }


def digest(effects: Iterable[Impact]) -> str:
    """Return what names these effects, and no others.

    How many people there are is not part of it: one more who signs up while an editor reads is
    no other plan. A time that nobody had signed up for when it was read is one.
    """
    plan = [
        f"{effect.occurrence.pk}: {key}" for effect in effects for key, _words in effect.changes
    ]
    return hashlib.sha256("\n".join(plan).encode()).hexdigest()[:32]
