"""What is public of the numbers of a promise, so that nobody learns who made it.

A count under 5 is shown as "fewer than 5", the total included. All readers of the numbers (pages,
lists and files for editors, feeds) get them from here, and the exact counts by area are stored
nowhere. Three things keep them from being worked out:

- **By subtraction.** The numbers by area are published together or not at all: not if a single
  area has fewer than 5, and not if those that do can only be 4 each. Otherwise at least two values
  are possible for every hidden area that anybody lives in. Since the whole is kept back and not one
  more number, the choice tells nothing either. The pledges that name no area are never counted in
  public, which leaves further room.
- **Over time.** The total is exact at each moment. The numbers by area are brought up to date at
  most once a day, and only when the total has changed by 5 or more. So they do not show which area
  a single pledge came from. Between two of them, pledges are also withdrawn, which nobody sees.
- **Between publications.** What was published is stored, in `PledgeOffer.breakdown`, and shown
  with its date until the next one.

Who made it (residents, households, companies) is published in the same way, by itself. No table
crosses the two.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format

from campaigns.models.pledges import Pledge, PledgeOffer
from campaigns.pledge_choices import SMALLEST_SHOWN
from core.areas import all_areas
from core.caching.tracking import part
from core.run_each import run_each

# The total must have changed by this before the numbers by area are published again.
_CHANGES = SMALLEST_SHOWN


@dataclass(frozen=True)
class Suppressed:
    """Counts as they are published: numbers of 5 and more, and the keys of those that are fewer."""

    shown: dict[str, int]
    small: list[str]

    def __bool__(self) -> bool:
        """Whether there is any number to publish."""
        return bool(self.shown)


NOTHING = Suppressed({}, [])


def suppress(counts: Mapping[str, int]) -> Suppressed:
    """Return what may be published of `counts`, beside their exact sum; `NOTHING` if it cannot be.

    `counts` has every key that could have a count, also those with 0.
    """
    shown = {key: count for key, count in counts.items() if count >= SMALLEST_SHOWN}
    small = [key for key, count in counts.items() if count < SMALLEST_SHOWN]
    hidden = sum(counts[key] for key in small)
    # The sum of the small ones follows from the total. It must leave a choice for each of them.
    is_safe = hidden == 0 or (len(small) > 1 and hidden < len(small) * (SMALLEST_SHOWN - 1))
    return Suppressed(shown, small) if shown and is_safe else NOTHING


def public_total(offer: PledgeOffer) -> int | None:
    """Return the number of pledges; None if there are fewer than 5."""
    return offer.given if offer.given >= SMALLEST_SHOWN else None


def format_count(number: int) -> str:
    """Return a number as the reader's language writes it: "1.200"."""
    return number_format(number, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class AreaCounts:
    """The numbers by area as they were published on a day, the largest first."""

    on: datetime.date
    # Name and number of each area with 5 or more.
    shown: list[tuple[str, int]]
    # The names of the areas with fewer than 5.
    small: list[str]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Name and number of each area that has one, in words."""
        return [(name, format_count(number)) for name, number in self.shown]


def public_areas(offer: PledgeOffer) -> AreaCounts | None:
    """Return the numbers by area that are public; None if there are none."""
    stored = offer.breakdown.get("areas")
    if not stored or public_total(offer) is None:
        return None
    names = {str(area.pk): area.name for area in all_areas()}
    numbers = ((names[key], number) for key, number in stored["shown"].items() if key in names)
    return AreaCounts(
        on=datetime.date.fromisoformat(offer.breakdown["on"]),
        shown=sorted(numbers, key=lambda row: (-row[1], row[0])),
        small=[names[key] for key in stored["small"] if key in names],
    )


def public_givers(offer: PledgeOffer) -> dict[str, int | None]:
    """Return the public numbers by `Giver`; None for fewer than 5, and empty if there are none."""
    stored = offer.breakdown.get("givers")
    if not stored or public_total(offer) is None:
        return {}
    return {**stored["shown"], **dict.fromkeys(stored["small"])}


def publish_due() -> int:
    """Bring the public numbers by area up to date, once a day; return of how many promises.

    Called by `tick`.
    """
    today = timezone.localdate()
    # Two queries, so that the index of neither is lost to an OR.
    due = [
        *PledgeOffer.objects.filter(counted_on__lt=today).values_list("pk", flat=True),
        *PledgeOffer.objects.filter(counted_on=None).values_list("pk", flat=True),
    ]
    return run_each(due, publish)


@transaction.atomic
def publish(offer_id: int) -> bool:
    """Publish the numbers by area of a promise if they may be; return whether they were."""
    # The lock keeps the counter and the rows of the pledges together.
    offer = PledgeOffer.objects.select_for_update(no_key=True).get(pk=offer_id)
    today = timezone.localdate()
    changes: dict[str, Any] = {"counted_on": today}
    if abs(offer.given - offer.breakdown.get("total", 0)) >= _CHANGES:
        breakdown = {"on": today.isoformat(), "total": offer.given}
        areas = suppress(_counts(offer, "area_id", (str(area.pk) for area in all_areas())))
        givers = suppress(_counts(offer, "giver", offer.givers))
        if areas:
            breakdown["areas"] = {"shown": areas.shown, "small": areas.small}
        if givers and len(offer.givers) > 1:
            breakdown["givers"] = {"shown": givers.shown, "small": givers.small}
        # What cannot be published now leaves the earlier numbers, which have their date.
        if areas or (givers and not offer.breakdown.get("areas")):
            changes["breakdown"] = breakdown
    with part(offer.part):
        PledgeOffer.objects.filter(pk=offer.pk).update(**changes)
    return "breakdown" in changes


def _counts(offer: PledgeOffer, field: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the exact number of pledges by `field`, without those that do not say."""
    counts = dict.fromkeys(keys, 0)
    rows = Pledge.objects.given().filter(offer=offer).exclude(**{field: None})
    for value, number in rows.values_list(field).annotate(number=Count("pk")).order_by():
        counts[str(value)] = number
    return counts
