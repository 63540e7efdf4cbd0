"""The list of attendees of an occurrence, for its organisers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from core.text.normalization import search_key, sort_key
from events.models import Answer, Occurrence, SignUp

# Parties per page; the search reaches the others.
PER_PAGE = 100
# The longest list for check-in and printing.
CHECK_IN_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A question and its answer, both as text."""

    question_id: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """One sign-up with its answers and its position on the waiting list."""

    signup: SignUp
    # From 1; None if the sign-up is not on the waiting list.
    queue_position: int | None
    answers: tuple[AnswerText, ...]

    @property
    def name(self) -> str:
        """Empty if the sign-up is anonymised."""
        return self.signup.name

    @property
    def companions(self) -> str:
        return ", ".join(self.signup.companions)

    @property
    def is_to_call(self) -> bool:
        """Whether the organiser has to telephone, because there is no e-mail address."""
        return not self.signup.email and self.signup.anonymised_at is None


@dataclass(frozen=True, slots=True)
class StatusCount:
    """The number of parties and people of one status."""

    status: str
    label: str
    parties: int
    people: int
    # People who were checked in.
    arrived: int


def counts(occurrence: Occurrence) -> dict[str, StatusCount]:
    """Return the counts by status, in the order of `SignUp.Status`, without empty ones."""
    rows = {
        row["status"]: row
        for row in occurrence.signups.order_by()
        .values("status")
        .annotate(parties=Count("pk"), people=Sum("party_size"), came=Coalesce(Sum("arrived"), 0))
    }
    return {
        status: StatusCount(
            status=status,
            label=str(label),
            parties=rows[status]["parties"],
            people=rows[status]["people"],
            arrived=rows[status]["came"],
        )
        for status, label in SignUp.Status.choices
        if status in rows
    }


def sorted_ids(occurrence: Occurrence, *, search: str = "", ended: bool = False) -> list[int]:
    """Return the ids of the sign-ups in the order of the list. One query.

    Sign-ups with seats come first, by name in Danish order, then the waiting list in its order.
    With `ended`, return those cancelled or lapsed instead. `search` matches names, companions,
    codes and telephone numbers. It runs in Python because databases compare letters as typed.
    """
    statuses = [SignUp.Status.CANCELLED, SignUp.Status.LAPSED] if ended else SignUp.ACTIVE
    rows = occurrence.signups.filter(status__in=statuses).values_list(
        "pk", "status", "name", "companions", "code", "phone", "queued_at"
    )
    terms = search_key(search).split()
    digits = "".join(filter(str.isdigit, search))
    matches = []
    for pk, status, name, companions, code, phone, queued_at in rows:
        if terms:
            text = search_key(" ".join([name, *companions, code]))
            by_phone = len(digits) >= 4 and digits in "".join(filter(str.isdigit, phone))
            if not by_phone and not all(term in text for term in terms):
                continue
        waits = status in {SignUp.Status.WAITING, SignUp.Status.ASKING}
        queued = queued_at.timestamp() if waits and queued_at else float("inf") if waits else 0.0
        matches.append((waits, queued, sort_key(name), pk))
    return [pk for *_order, pk in sorted(matches)]


def queue_positions(occurrence: Occurrence) -> dict[int, int]:
    """Return the position of each sign-up on the waiting list, from 1, by id. One query."""
    waiting = occurrence.signups.all().waiting().values_list("pk", flat=True)
    return {pk: position for position, pk in enumerate(waiting, start=1)}


def attendees(occurrence: Occurrence, ids: Iterable[int]) -> list[Attendee]:
    """Return the sign-ups with these `ids`, in the same order. Three queries in all."""
    ids = list(ids)
    signups = occurrence.signups.in_bulk(ids)
    answers: dict[int, list[AnswerText]] = {}
    for answer in Answer.objects.filter(signup__in=ids).select_related("question"):
        text = answer.question.in_words(answer.value)
        answers.setdefault(answer.signup_id, []).append(
            AnswerText(answer.question_id, answer.question.label, text)
        )
    positions = queue_positions(occurrence)
    return [
        Attendee(signups[pk], positions.get(pk), tuple(answers.get(pk, ())))
        for pk in ids
        if pk in signups
    ]


def expected_attendees(occurrence: Occurrence, *, search: str = "") -> list[Attendee]:
    """Return the confirmed sign-ups for check-in, by name."""
    ids = sorted_ids(occurrence, search=search)
    confirmed = set(occurrence.signups.confirmed().values_list("pk", flat=True))
    return attendees(occurrence, [pk for pk in ids if pk in confirmed][:CHECK_IN_LIMIT])
