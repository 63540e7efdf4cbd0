"""The impact of a change on the people signed up, which editors see before they confirm it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.display.formatting import format_dates, format_location
from events.display.waiting_counts import WaitingCount
from events.models import Event, Occurrence, SignUp
from events.models.details import TAKES_PLACE, EventStatus
from events.models.signup import SignUpQuerySet
from events.scheduling.event_source import EventSource
from events.scheduling.occurrence_changes import OccurrenceState, set_own_venue
from events.scheduling.planning import changes_venue, planned_changes, planned_state


@dataclass(frozen=True, slots=True)
class AffectedPeople:
    """The people on the list of one occurrence, counted."""

    # People with seats, and those on the waiting list, unconfirmed ones too.
    coming: int = 0
    waiting: WaitingCount = field(default_factory=WaitingCount)
    # Sign-ups that get mails, and sign-ups without an e-mail address.
    mailed: int = 0
    without_address: int = 0

    @property
    def in_words(self) -> str:
        """Both numbers, for example "3 people are signed up"."""
        parts = []
        if self.coming:
            coming = ngettext(
                "%(count)d person is signed up", "%(count)d people are signed up", self.coming
            )
            parts.append(coming % {"count": self.coming})
        if self.waiting:
            parts.append(self.waiting.in_words)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Impact:
    """What happens to one occurrence that people are signed up for."""

    occurrence: Occurrence
    people: AffectedPeople
    # (key, the same in every language; description in the active language)
    changes: tuple[tuple[str, str], ...]
    # Whether everybody on the list gets a mail.
    sends_mail: bool

    @property
    def when(self) -> str:
        """The dates before the change."""
        return format_dates(self.occurrence)

    @property
    def in_words(self) -> str:
        """The changes, on one line."""
        return "; ".join(description for _key, description in self.changes)

    @property
    def mails_in_words(self) -> str:
        """How many mails are sent, and how many people have to be telephoned."""
        if not self.sends_mail:
            return _("Nobody gets an email.")
        mailed = ngettext(
            "%(count)d email is sent.", "%(count)d emails are sent.", self.people.mailed
        )
        sentence = mailed % {"count": self.people.mailed}
        if without := self.people.without_address:
            call = ngettext(
                "%(count)d sign-up has no email address. Please call them.",
                "%(count)d sign-ups have no email address. Please call them.",
                without,
            )
            sentence = f"{sentence} {call % {'count': without}}"
        return sentence


_HOLDING, _NO_ADDRESS = Q(status__in=SignUp.HOLDING), Q(email="")
_COUNTS = {
    "coming": Sum("party_size", filter=_HOLDING, default=0),
    "waiting": Count("pk", filter=~_HOLDING),
    "people_waiting": Sum("party_size", filter=~_HOLDING, default=0),
    "mailed": Count("pk", filter=~_NO_ADDRESS & ~Q(status__in=SignUp.UNCONFIRMED)),
    "without_address": Count("pk", filter=_NO_ADDRESS),
}


def of_publishing(source: EventSource, event: Event) -> list[Impact]:
    """Return what publishing `source` does to the people signed up for its `event`."""
    planned = planned_changes(source, event.occurrences.order_by("pk"))
    people = people_affected(each.occurrence for each in planned if each.occurrence)
    impacts = []
    for each in planned:
        occurrence = each.occurrence
        if occurrence is None or occurrence.pk not in people:
            continue
        occurrence.event = event
        state = planned_state(source, occurrence, *each.times) if each.times else None
        impact = of_change(
            occurrence,
            state,
            people[occurrence.pk],
            venue_changed=changes_venue(source, event, occurrence),
        )
        if impact:
            impacts.append(impact)
    return sorted(impacts, key=lambda impact: (impact.occurrence.starts_at, impact.occurrence.pk))


def of_change(
    occurrence: Occurrence,
    state: OccurrenceState | None,
    people: AffectedPeople,
    *,
    venue_changed: bool = False,
) -> Impact | None:
    """Return what bringing `occurrence` to `state` does to the `people` on its list.

    A state of None removes the occurrence. Return None if the change does not concern them.
    """
    mailed = _mailed_changes(occurrence, state, venue_changed=venue_changed)
    silent = []
    seats = state.capacity if state else None
    if seats is not None and seats != occurrence.capacity and seats < occurrence.taken:
        description = _(
            "%(taken)d places are taken, and there will be %(seats)d: people who are signed "
            "up keep theirs, but nobody new gets one"
        ) % {"taken": occurrence.taken, "seats": seats}
        silent = [(f"seats {seats}", description)]
    if not (mailed or silent):
        return None
    return Impact(occurrence, people, tuple(mailed + silent), sends_mail=bool(mailed))


def _mailed_changes(
    occurrence: Occurrence, state: OccurrenceState | None, *, venue_changed: bool
) -> list[tuple[str, str]]:
    """Return key and description of each change that the people on the list get a mail about."""
    if state is None or state.status == EventStatus.CANCELLED:
        return [] if occurrence.is_cancelled else [("cancelled", _("it is cancelled"))]
    changes = []
    if state.status != occurrence.status:
        descriptions = {
            EventStatus.POSTPONED: _("it is postponed"),
            EventStatus.MOVED_ONLINE: _("it is moved online"),
            EventStatus.SCHEDULED: _("it is going ahead after all"),
        }
        changes.append((str(state.status), descriptions[state.status]))
    if state.status not in TAKES_PLACE:
        return changes
    if (state.starts_at, state.ends_at) != (occurrence.starts_at, occurrence.ends_at):
        moved = Occurrence(event=occurrence.event, starts_at=state.starts_at, ends_at=state.ends_at)
        key = f"moved {state.starts_at.timestamp()} {state.ends_at.timestamp()}"
        changes.append((key, _("it moves to %(when)s") % {"when": format_dates(moved)}))
    venue = state.venue or occurrence.event.regular_venue
    if venue.is_elsewhere(occurrence.venue) and state.status != EventStatus.MOVED_ONLINE:
        there = Occurrence(event=occurrence.event, status=state.status)
        set_own_venue(there, state.venue)
        place = format_location(there) or _("a venue that has not been decided")
        changes.append((f"place {place}", _("it takes place at %(place)s") % {"place": place}))
    elif venue_changed:
        changes.append(("place", _("it takes place somewhere else")))
    return changes


def people_affected(occurrences: Iterable[Occurrence]) -> Mapping[int, AffectedPeople]:
    """Return the people on the list of each occurrence, by its id; without empty lists.

    One query.
    """
    rows = (
        SignUp.objects.active()
        .filter(occurrence__in=list(occurrences))
        .values("occurrence")
        .order_by("occurrence")
        .annotate(**_COUNTS)
    )
    return {row["occurrence"]: _affected_people(row) for row in rows}


def people_signed_up(signups: SignUpQuerySet) -> AffectedPeople:
    """Return the people of `signups`, counted. One query."""
    return _affected_people(signups.aggregate(**_COUNTS))


def _affected_people(counts: Any) -> AffectedPeople:
    return AffectedPeople(
        coming=counts["coming"],
        waiting=WaitingCount(counts["waiting"], counts["people_waiting"]),
        mailed=counts["mailed"],
        without_address=counts["without_address"],
    )


def digest(impacts: Iterable[Impact]) -> str:
    """Return a hash of these changes, by which a form proves that its editor saw them.

    The number of people is not part of it: one more sign-up while an editor reads changes
    nothing. The first sign-up for an occurrence does, since it adds an impact.
    """
    lines = [
        f"{impact.occurrence.pk}: {key}" for impact in impacts for key, _text in impact.changes
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
