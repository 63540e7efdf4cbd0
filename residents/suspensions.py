"""Who may not write, for every form and every function that writes for a person."""

import datetime

from django.db import transaction

from core.caching.held_values import HeldValues
from residents.models import Suspension, User


def _first_end(found: dict[int, Suspension]) -> datetime.datetime | None:
    return min((each.until for each in found.values() if each.until), default=None)


# The few that are in force, by person; old when the first of them ends.
_in_force: HeldValues[dict[int, Suspension]] = HeldValues(until=_first_end)


def suspension_of(person_id: int | None) -> Suspension | None:
    """Return the suspension of a person that is in force, or None. No query for what is held."""
    if person_id is None:
        return None
    return _in_force.get("all", _load).get(person_id)


def _load() -> dict[int, Suspension]:
    return {each.user_id: each for each in Suspension.objects.in_force()}


@transaction.atomic
def suspend(*, person: User, until: datetime.datetime | None, decision: int) -> None:
    """Stop `person` from writing until that moment, or for good with None."""
    Suspension.objects.update_or_create(
        user=person, defaults={"until": until, "decision": decision}
    )


def lift(*, person: User, decision: int | None = None) -> bool:
    """Let `person` write again; return whether that changed anything.

    With `decision`, only if the person is suspended by that entry of the log.
    """
    found = Suspension.objects.in_force().filter(user=person)
    if decision is not None:
        found = found.filter(decision=decision)
    deleted, _by_model = found.delete()
    return bool(deleted)
