"""Counts of people by area or theme, without those that could tell who somebody is."""

from collections.abc import Mapping

from campaigns.pledge_choices import SMALLEST_SHOWN

# In place of a number.
FEWER, WITHHELD = "fewer", "withheld"


def without_small(counts: Mapping[str, int]) -> dict[str, int | str]:
    """Return `counts` with each number under 5 as `FEWER`.

    Others are `WITHHELD`, the smallest first, as long as a small one follows from the sum of all:
    if it is alone, or if several can only be 4 each.
    """
    small = {key for key, count in counts.items() if count < SMALLEST_SHOWN}
    withheld: set[str] = set()
    large = sorted((count, key) for key, count in counts.items() if key not in small)
    hidden = sum(counts[key] for key in small)
    is_safe = hidden == 0 or (len(small) > 1 and hidden < len(small) * (SMALLEST_SHOWN - 1))
    if not is_safe and large:
        withheld = {large[0][1]}
    return {
        key: FEWER if key in small else WITHHELD if key in withheld else count
        for key, count in counts.items()
    }
