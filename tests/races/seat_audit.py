"""The audit of seats and mails: compares them with the logged changes of every sign-up."""

from collections import Counter

from events.models import Occurrence, SignUp
from notifications.models import OutboxMessage
from tests.races import seat_triggers
from tests.races.seat_triggers import Change

# The mail for each new status; one with a sequence is sent each time it happens.
_MADE = {
    "pending": "confirm",
    "asking": "confirm_waiting",
    "waiting": "waiting",
    "confirmed": "confirmed",
}
_BECAME = {
    ("pending", "confirmed"): "confirmed",
    ("asking", "confirmed"): "confirmed",
    ("asking", "waiting"): "waiting",
    ("waiting", "offered"): "offer:{sequence}",
    ("offered", "confirmed"): "promoted:{sequence}",
    ("offered", "lapsed"): "offer_lapsed",
}


def mails_due(change: Change) -> list[str]:
    """Return the keys of the mails that one change must cause."""
    if not change.was:
        return [f"signup:{change.signup}:{_MADE[change.status]}"]
    if change.was_at != change.at:
        # Each has the number it had when the mail was written.
        return [f"signup:{change.signup}:moved:{change.sequence}"]
    kinds = []
    if change.was_size != change.size and change.status not in SignUp.UNCONFIRMED:
        kinds.append("party_changed:{sequence}")
    if change.was != change.status:
        if change.status == "cancelled":
            kinds.append("cancelled")
        elif change.status != "expired":
            kinds.append(_BECAME[change.was, change.status])
    return [f"signup:{change.signup}:{kind.format(sequence=change.sequence)}" for kind in kinds]


def mails_amiss() -> tuple[Counter[str], Counter[str]]:
    """Return the missing mails and the superfluous ones, by key."""
    due = Counter(key for change in seat_triggers.changes() for key in mails_due(change))
    written = Counter(
        OutboxMessage.objects.filter(key__startswith="signup:").values_list("key", flat=True)
    )
    return due - written, written - due


def seats_amiss() -> list[str]:
    """Return a sentence for each fault in the counts of seats."""
    wrong = [f"sold twice: {moment}" for moment in seat_triggers.oversold()]
    for occurrence in Occurrence.objects.all():
        held = list(occurrence.signups.holding_seats().values_list("party_size", "is_newcomer"))
        taken = sum(size for size, _newcomer in held)
        newcomers = sum(size for size, is_newcomer in held if is_newcomer)
        if (occurrence.taken, occurrence.newcomers_taken) != (taken, newcomers):
            wrong.append(f"{occurrence.taken} seats counted, {taken} held")
        waiting = occurrence.signups.waiting().values_list("party_size", flat=True)
        left = occurrence.seats_left
        if waiting and left is not None and min(waiting) <= left:
            wrong.append(f"{left} seats are free, and a party of {min(waiting)} waits")
    return wrong
