"""Who comes to an occurrence, as its organisers see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from events.models import Answer, Occurrence, SignUp

# A page lists so many parties; a search finds the rest.
PER_PAGE = 100
# The list for the door, on paper and on the telephone: more do not pass one door.
MOST_AT_THE_DOOR = 2000

# What comes after z in Danish, and the signs that come after z in ASCII.
_DANISH = str.maketrans("æøå", "{|}")


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What somebody answered to one question, in words."""

    question_id: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """One party as organisers see it."""

    signup: SignUp
    # On the waiting list, from 1.
    place: int | None
    answers: tuple[AnswerText, ...]

    @property
    def name(self) -> str:
        """Who signed up; empty when that is forgotten."""
        return self.signup.name

    @property
    def companions(self) -> str:
        """The names of the others."""
        return ", ".join(self.signup.companions)

    @property
    def is_to_call(self) -> bool:
        """Whether no mail reaches them."""
        return not self.signup.email and self.signup.anonymised_at is None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parties, and how many people, there are of one status."""

    status: str
    label: str
    parties: int
    people: int
    # How many people came.
    arrived: int


def counts(occurrence: Occurrence) -> dict[str, Counts]:
    """Return the numbers of each status there is, in the order a sign-up goes through them."""
    found = {
        row["status"]: row
        for row in occurrence.signups.order_by()
        .values("status")
        .annotate(parties=Count("pk"), people=Sum("party_size"), came=Coalesce(Sum("arrived"), 0))
    }
    return {
        status: Counts(
            status=status,
            label=str(label),
            parties=found[status]["parties"],
            people=found[status]["people"],
            arrived=found[status]["came"],
        )
        for status, label in SignUp.Status.choices
        if status in found
    }


def in_order(occurrence: Occurrence, *, search: str = "", ended: bool = False) -> list[int]:
    """Return the numbers of the sign-ups, as a list shows them. One query.

    Those with seats by name, as Danes sort names; then the waiting list, in its order. Or those
    that have `ended`. `search` is looked for in names, companions, codes and telephone numbers;
    in Python, because SQLite knows no capital letters but A to Z.
    """
    wanted = [SignUp.Status.CANCELLED, SignUp.Status.LAPSED] if ended else SignUp.STANDING
    rows = occurrence.signups.filter(status__in=wanted).values_list(
        "pk", "status", "name", "companions", "code", "phone", "queued_at"
    )
    words = search.casefold().split()
    digits = "".join(filter(str.isdigit, search))
    kept = []
    for pk, status, name, companions, code, phone, queued_at in rows:
        if words:
            text = " ".join([name, *companions, code]).casefold()
            by_phone = len(digits) >= 4 and digits in "".join(filter(str.isdigit, phone))
            if not by_phone and not all(word in text for word in words):
                continue
        waits = status in {SignUp.Status.WAITING, SignUp.Status.ASKING}
        when = queued_at.timestamp() if waits and queued_at else float("inf") if waits else 0.0
        kept.append((waits, when, sort_key(name), pk))
    return [pk for *_order, pk in sorted(kept)]


def sort_key(name: str) -> str:
    """Return what sorts `name` as Danes do: æ, ø and å at the end of the alphabet."""
    return name.casefold().translate(_DANISH)


def places(occurrence: Occurrence) -> dict[int, int]:
    """Return the place of each sign-up on the waiting list, from 1. One query."""
    waiting = occurrence.signups.all().waiting().values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(waiting, start=1)}


def attendees(occurrence: Occurrence, numbers: Iterable[int]) -> list[Attendee]:
    """Return the sign-ups of those `numbers`, in that order. Three queries, however many."""
    numbers = list(numbers)
    signups = occurrence.signups.in_bulk(numbers)
    said: dict[int, list[AnswerText]] = {}
    for answer in Answer.objects.filter(signup__in=numbers).select_related("question"):
        words = answer.question.in_words(answer.value)
        said.setdefault(answer.signup_id, []).append(
            AnswerText(answer.question_id, answer.question.label, words)
        )
    place = places(occurrence)
    return [
        Attendee(signups[pk], place.get(pk), tuple(said.get(pk, ())))
        for pk in numbers
        if pk in signups
    ]


def at_the_door(occurrence: Occurrence, *, search: str = "") -> list[Attendee]:
    """Return the parties that are expected, by name."""
    numbers = in_order(occurrence, search=search)
    expected = set(occurrence.signups.confirmed().values_list("pk", flat=True))
    return attendees(occurrence, [pk for pk in numbers if pk in expected][:MOST_AT_THE_DOOR])
