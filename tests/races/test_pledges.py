"""A thousand pledges at once: every one counts once, and each milestone is announced once."""

import random

import pytest
from django.db import transaction
from django.db.models import F

from campaigns.models import Pledge, PledgeMilestone, PledgeOffer
from campaigns.notices import MILESTONE
from campaigns.pledges import counting, giving
from core.models import Theme
from notifications.models import Activity, OutboxMessage
from tests import factories
from tests.races.sizes import size
from tests.races.threads import errors_in, run_concurrently

GIVERS = size(120, 1000)


@pytest.fixture
def offer(committed) -> PledgeOffer:
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    return factories.make_offer(theme, milestones=[10, GIVERS // 2, GIVERS])


def number_of_mails(kind: str) -> int:
    return OutboxMessage.objects.filter(key__endswith=f":{kind}").count()


def give(offer, number):
    """Make a pledge and confirm it, as somebody without an account does."""
    return lambda: factories.give_pledge(offer, f"person-{number}@example.org", confirms=True)


def test_a_thousand_pledges_are_counted_exactly(offer):
    area = factories.make_area("Race", "9999")
    jobs = [
        lambda number=number: factories.give_pledge(
            offer, f"person-{number}@example.org", confirms=True, area=area
        )
        for number in range(GIVERS)
    ]
    # The numbers by area are published meanwhile.
    jobs.insert(GIVERS // 2, lambda: counting.publish(offer.pk))

    assert errors_in(run_concurrently(jobs)) == []

    offer.refresh_from_db()
    assert offer.given == GIVERS == Pledge.objects.given().count()
    assert number_of_mails("pledge_given") == GIVERS
    # Each milestone was reached by exactly one of them.
    assert PledgeMilestone.objects.filter(reached_at=None).count() == 0
    assert Activity.objects.filter(kind=MILESTONE).count() == 3


def test_giving_withdrawing_and_expiring_at_once(offer):
    given = [give(offer, number)() for number in range(20)]
    pending = [factories.give_pledge(offer, f"late-{number}@example.org") for number in range(20)]
    Pledge.objects.filter(pk__in=[pledge.pk for pledge in pending[:10]]).update(
        expires_at=F("created_at")
    )
    jobs = [give(offer, 100 + number) for number in range(40)]
    for pledge in given:
        jobs += [lambda pledge=pledge: giving.withdraw(pledge)] * 2
    for pledge in pending:
        jobs += [lambda pledge=pledge: giving.confirm(pledge)] * 2
    jobs += [giving.expire_unconfirmed] * 6
    random.Random(3).shuffle(jobs)  # noqa: S311

    assert errors_in(run_concurrently(jobs)) == []

    offer.refresh_from_db()
    assert offer.given == Pledge.objects.given().count() == 50
    assert Pledge.objects.filter(status=Pledge.Status.EXPIRED).count() == 10
    assert number_of_mails("pledge_withdrawn") == 20


def test_the_same_address_at_once_counts_once(offer):
    results = run_concurrently([give(offer, 1)] * 16)
    assert errors_in(results) == []
    assert len({result.pk for result in results}) == 1
    offer.refresh_from_db()
    assert offer.given == 1
    assert number_of_mails("pledge_given") == 1


def test_an_erasure_meanwhile_leaves_the_counter_right(offer):
    pledges = [give(offer, number)() for number in range(10)]
    mine = Pledge.objects.filter(pk__in=[pledge.pk for pledge in pledges[:5]])
    jobs = [give(offer, 100 + number) for number in range(20)]
    jobs += [lambda pledge=pledge: giving.withdraw(pledge) for pledge in pledges]
    jobs.insert(10, lambda: erase(mine))
    assert errors_in(run_concurrently(jobs)) == []
    offer.refresh_from_db()
    assert offer.given == Pledge.objects.given().count() == 20


def erase(pledges):
    with transaction.atomic():
        giving.lock(pledges, wait=True)
        giving.erase(pledges)
