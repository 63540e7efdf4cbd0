"""Counts under 5 are hidden, and cannot be worked out from anything that is shown."""

import datetime
import itertools
import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns.pledge_choices import SMALLEST_SHOWN
from campaigns.pledges import counting, giving
from tests.campaigns.pledges.conftest import give_many

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12), min_size=1, max_size=4)


def possible_values(counts: dict[str, int], total: int) -> dict[str, set[int]]:
    """Return what each hidden count can be, to somebody who knows the rules and who is uncounted.

    They know which areas are hidden, the other numbers, and the exact sum of all. They also know
    that these numbers were published, which rules out what would have been kept back.
    """
    published = counting.suppress(counts)
    values: dict[str, set[int]] = {key: set() for key in published.small}
    for guess in itertools.product(range(SMALLEST_SHOWN), repeat=len(published.small)):
        world = published.shown | dict(zip(published.small, guess, strict=True))
        if sum(world.values()) == total and is_the_same(counting.suppress(world), published):
            for key, value in zip(published.small, guess, strict=True):
                values[key].add(value)
    return values


def is_the_same(one: counting.Suppressed, other: counting.Suppressed) -> bool:
    return one.shown == other.shown and set(one.small) == set(other.small)


@given(COUNTS)
def test_no_hidden_count_can_be_worked_out_by_subtraction(counts):
    published = counting.suppress(counts)
    if not published:
        # Then there is only the total.
        return
    assert all(number >= SMALLEST_SHOWN for number in published.shown.values())
    for key, values in possible_values(counts, sum(counts.values())).items():
        assert counts[key] in values
        # An area without any pledge has nobody to protect.
        assert len(values) > 1 or counts[key] == 0


@given(COUNTS)
def test_nothing_is_shown_that_is_small_or_wrong(counts):
    published = counting.suppress(counts)
    for key, number in published.shown.items():
        assert number == counts[key] >= SMALLEST_SHOWN
    assert all(counts[key] < SMALLEST_SHOWN for key in published.small)
    assert not published or set(published.shown) | set(published.small) == set(counts)


@pytest.mark.parametrize(
    ("counts", "is_published"),
    [
        # The total less 20 is the count of b.
        ({"a": 20, "b": 3}, False),
        # They can only be 4 each.
        ({"a": 20, "b": 4, "c": 4}, False),
        ({"a": 20, "b": 3, "c": 0}, True),
        ({"a": 20, "b": 0}, True),
        ({"a": 20}, True),
        ({"a": 4, "b": 3}, False),
        ({"a": 4}, False),
    ],
)
def test_the_numbers_are_published_together_or_not_at_all(counts, is_published):
    assert bool(counting.suppress(counts)) == is_published


@pytest.mark.django_db
def test_the_numbers_by_area_are_published_once_a_day(offer, areas):
    vraa, hirtshals, *_rest = areas
    give_many(offer, 6, area=vraa)
    give_many(offer, 2, area=hirtshals)
    give_many(offer, 1)
    assert counting.public_areas(offer) is None

    assert counting.publish_due() == 1
    offer.refresh_from_db()
    published = counting.public_areas(offer)
    assert published.shown == [("Vrå", 6)]
    assert sorted(published.small) == ["Hirtshals", "Sindal", "Tårs"]
    # What is stored has no small number either.
    assert json.dumps(offer.breakdown["areas"]["small"]).count(str(hirtshals.pk)) == 1

    give_many(offer, 5, area=hirtshals)
    assert counting.publish_due() == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert counting.publish_due() == 1
    offer.refresh_from_db()
    assert counting.public_areas(offer).shown == [("Hirtshals", 7), ("Vrå", 6)]


@pytest.mark.django_db
def test_a_single_pledge_does_not_show_its_area(offer, areas):
    give_many(offer, 5, area=areas[0])
    give_many(offer, 4, area=areas[1])
    counting.publish_due()
    give_many(offer, 1, area=areas[1])
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert counting.publish_due() == 0
    offer.refresh_from_db()
    assert (offer.given, counting.public_areas(offer).shown) == (10, [("Vrå", 5)])


@pytest.mark.django_db
def test_what_cannot_be_published_leaves_the_earlier_numbers(offer, areas):
    give_many(offer, 5, area=areas[0])
    counting.publish_due()
    day = counting.public_areas(refreshed(offer)).on
    for area in areas[1:3]:
        give_many(offer, 5, area=area)
    # Tårs alone would be small.
    give_many(offer, 1, area=areas[3])
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert counting.publish_due() == 0
    published = counting.public_areas(refreshed(offer))
    assert (published.shown, published.on) == ([("Vrå", 5)], day)


@pytest.mark.django_db
def test_the_counter_is_the_number_of_pledges(offer):
    give_many(offer, 7)
    giving.withdraw(offer.pledges.given().first())
    offer.refresh_from_db()
    assert offer.given == offer.pledges.given().count() == 6


def refreshed(offer):
    offer.refresh_from_db()
    return offer


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 4])
def test_a_small_total_is_the_same_everywhere(client, as_editor, offer, campaign, number):
    """The page, the report and the file do not tell 0, 1 and 4 apart."""
    give_many(offer, number)
    counting.publish_due()
    section = BeautifulSoup(client.get(campaign.url).content, "html.parser").select_one(".pledge")
    assert "færre end 5" in section.get_text().lower()
    assert section.select(".figure__value, progress, table") == []
    report = as_editor.get(reverse("campaign_pledges"))
    assert [row.total for row in report.context["rows"]] == ["færre end 5"]
    file = as_editor.get(reverse("campaign_pledges"), {"export": "csv"}).getvalue().decode()
    assert file.splitlines()[1].split(";")[3] == "færre end 5"
    assert len(file.splitlines()) == 2
