"""The number of sign-ups and people on a waiting list, said the same way everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence, SignUp


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How long a waiting list is. Positions on it count sign-ups, of one or more people."""

    sign_ups: int = 0
    people: int = 0

    def __bool__(self) -> bool:
        return bool(self.sign_ups)

    @property
    def in_words(self) -> str:
        """The sign-ups, as positions count them, and the people if they are more."""
        counts = {"count": localize(self.sign_ups), "people": localize(self.people)}
        if self.sign_ups == self.people:
            return _("%(count)s on the waiting list") % counts
        return (
            ngettext(
                "%(count)s sign-up on the waiting list (%(people)s people)",
                "%(count)s sign-ups on the waiting list (%(people)s people)",
                self.sign_ups,
            )
            % counts
        )


def waiting_counts(occurrences: Iterable[Occurrence]) -> dict[int, WaitingCount]:
    """Return the waiting lists by the id of their occurrence, without empty ones. One query."""
    rows = (
        SignUp.objects.waiting()
        .filter(occurrence__in=[occurrence.pk for occurrence in occurrences])
        .order_by("occurrence")
        .values_list("occurrence")
        .annotate(Count("pk"), Sum("party_size"))
    )
    return {pk: WaitingCount(sign_ups, people) for pk, sign_ups, people in rows}


def waiting_count(occurrence: Occurrence) -> WaitingCount:
    """Return the waiting list of one occurrence."""
    return waiting_counts([occurrence]).get(occurrence.pk, WaitingCount())
