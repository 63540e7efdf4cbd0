"""Withdrawing a pledge by link, and reminders, milestones and retention."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from campaigns.models import Pledge, PledgeMilestone
from campaigns.notices import MILESTONE
from campaigns.pledges import giving, reminders, token_links
from notifications.models import Activity, Notice, OutboxMessage
from notifications.notices import activities, activity_types, follows, topics
from tests import factories
from tests.campaigns.pledges.conftest import give_many

pytestmark = pytest.mark.django_db


def in_days(days: float):
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False)


def mails_of(kind: str) -> int:
    return OutboxMessage.objects.filter(key__contains=f":{kind}").count()


def test_a_pledge_is_withdrawn_by_link_once(client, offer):
    pledge = factories.give_pledge(offer, confirms=True)
    link = token_links.path(pledge, token_links.WITHDRAW)

    assert client.get(link).status_code == 200
    assert Pledge.objects.get().is_given
    for _time in range(2):
        assert client.post(link, follow=True).status_code == 200

    pledge.refresh_from_db()
    offer.refresh_from_db()
    assert (pledge.status, pledge.email, offer.given) == (Pledge.Status.WITHDRAWN, "", 0)
    assert mails_of("pledge_withdrawn") == 1
    # The link in the first mail does not make it again.
    confirm = token_links.path(pledge, token_links.CONFIRM)
    assert client.post(confirm, follow=True).status_code == 410
    # The same address can.
    assert factories.give_pledge(offer, confirms=True).is_given


def test_what_is_not_confirmed_is_withdrawn_without_a_mail(offer):
    assert giving.withdraw(factories.give_pledge(offer))
    offer.refresh_from_db()
    assert (offer.given, mails_of("pledge_withdrawn")) == (0, 0)


def test_who_wants_is_reminded_once(offer, settings):
    wants = factories.give_pledge(offer, confirms=True, wants_reminder=True)
    factories.give_pledge(offer, "other@example.org", confirms=True)
    assert reminders.remind_due() == 0
    with in_days(settings.PLEDGE_REMINDER_DAYS + 1):
        assert reminders.remind_due() == 1
        assert reminders.remind_due() == 0
    assert OutboxMessage.objects.get(key__contains=":pledge_reminder").to == wants.email


@pytest.mark.parametrize("why", ["withdrawn", "over", "unpublished", "too late"])
def test_nobody_is_reminded_of_what_is_no_more(offer, campaign, settings, why):
    pledge = factories.give_pledge(offer, confirms=True, wants_reminder=True)
    if why == "withdrawn":
        giving.withdraw(pledge)
    elif why == "over":
        campaign.ends_on = timezone.localdate()
        campaign.save()
    elif why == "unpublished":
        campaign.unpublish()
    with in_days(settings.PLEDGE_REMINDER_DAYS + (30 if why == "too late" else 1)):
        assert reminders.remind_due() == 0
    assert mails_of("pledge_reminder") == 0


def test_followers_hear_of_a_milestone_once(alice, offer):
    topic = topics.campaign(offer.campaign_key)
    follows.follow(alice, topic)
    give_many(offer, 4)
    assert not Activity.objects.filter(kind=MILESTONE).exists()

    give_many(offer, 1)
    last = Pledge.objects.given().latest("pk")
    giving.withdraw(last)
    give_many(offer, 1)

    activity = Activity.objects.get(kind=MILESTONE)
    activities.spread(activity)
    assert Notice.objects.filter(recipient=alice, activity=activity).count() == 1
    described = activity_types.describe([activity], alice)[activity.pk]
    assert "Jeg låser min cykel." in described.text
    reached = PledgeMilestone.objects.filter(reached_at__isnull=False)
    assert [milestone.number for milestone in reached] == [5]


def test_a_milestone_of_a_hidden_campaign_is_not_described(alice, offer, campaign):
    give_many(offer, 5)
    campaign.unpublish()
    assert activity_types.describe(list(Activity.objects.filter(kind=MILESTONE)), alice) == {}


def test_old_pledges_are_anonymised_and_still_count(offer, settings):
    factories.give_pledge(offer, confirms=True, wants_reminder=True)
    with in_days(settings.PLEDGE_RETENTION_DAYS + 1):
        assert giving.anonymise_old() == 1
        assert giving.anonymise_old() == 0
    pledge = Pledge.objects.get()
    offer.refresh_from_db()
    assert (pledge.email, pledge.is_given, offer.given) == ("", True, 1)


def test_tick_does_all_of_it(offer, settings):
    factories.give_pledge(offer, "late@example.org")
    factories.give_pledge(offer, confirms=True, wants_reminder=True)
    with in_days(settings.PLEDGE_REMINDER_DAYS + 1):
        call_command("tick")
    assert Pledge.objects.filter(status=Pledge.Status.EXPIRED).count() == 1
    assert mails_of("pledge_reminder") == 1
    offer.refresh_from_db()
    assert offer.counted_on is not None
