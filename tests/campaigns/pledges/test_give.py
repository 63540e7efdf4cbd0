"""Making a pledge: with an account, by e-mail, twice, and when it cannot be made."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Pledge, PledgeOffer
from campaigns.pledges import giving, token_links
from notifications.models import OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db
EMAIL = "karen@example.org"


def mails() -> list[str]:
    return [key.split(":")[2] for key in OutboxMessage.objects.values_list("key", flat=True)]


def test_a_resident_gives_with_their_account(as_alice, alice, area, offer, url):
    response = as_alice.post(url, {"giver": "resident", "area": area.pk, "wants_reminder": "on"})

    assert response["Location"] == reverse("campaigns:sent", args=[offer.pk])
    pledge = offer.pledges.get()
    assert (pledge.user, pledge.email, pledge.area) == (alice, alice.email, area)
    assert pledge.is_given
    assert pledge.remind_at is not None
    offer.refresh_from_db()
    assert offer.given == 1
    assert mails() == ["pledge_given"]
    # The form has nothing to ask any more.
    assert as_alice.get(url)["Location"] == response["Location"]
    page = as_alice.get(response["Location"]).content.decode()
    # The rest of the link is its date and signature.
    assert token_links.path(pledge, token_links.WITHDRAW).rsplit(":", 2)[0] in page


def test_their_own_town_is_chosen_already(as_alice, alice, area, url):
    alice.area = area
    alice.save()
    assert f'<option value="{area.pk}" selected>' in as_alice.get(url).content.decode()


@pytest.mark.parametrize("language", ["da", "en"])
def test_anybody_gives_by_email_and_confirms(client, offer, language):
    with translation.override(language):
        url = reverse("campaigns:give", args=[offer.pk])
    sent = client.post(url, {"giver": "resident", "email": EMAIL})
    assert client.get(sent["Location"]).status_code == 200
    offer.refresh_from_db()
    assert offer.given == 0

    mail = OutboxMessage.objects.get()
    assert (mail.to, mail.language) == (EMAIL, language)
    assert "Jeg låser min cykel." in mail.subject
    link = re.search(rf"{settings.BASE_URL}(/{language}/\S+)", mail.text)[1]
    assert client.get(link).status_code == 200
    # Opening the link is not enough: mail scanners do that, too.
    assert offer.pledges.get().status == Pledge.Status.PENDING

    for _time in range(2):
        assert client.post(link, follow=True).status_code == 200
    offer.refresh_from_db()
    assert offer.given == 1
    assert sorted(mails()) == ["pledge_confirm", "pledge_given"]


def test_the_routes_are_in_the_language_of_the_reader(offer):
    with translation.override("da"):
        assert reverse("campaigns:give", args=[offer.pk]).startswith("/da/loefter/")
    with translation.override("en"):
        assert reverse("campaigns:give", args=[offer.pk]).startswith("/en/pledges/")


def test_an_address_counts_once(client, offer, url):
    factories.give_pledge(offer, EMAIL, confirms=True)

    first = factories.give_pledge(offer, "Karen@Example.org")
    response = client.post(url, {"giver": "resident", "email": EMAIL})

    # Nobody learns which addresses have made the pledge.
    assert response["Location"] == reverse("campaigns:sent", args=[offer.pk])
    assert offer.pledges.get() == first
    offer.refresh_from_db()
    assert offer.given == 1


def test_the_mail_comes_again_once_an_hour(client, offer, url):
    for _time in range(3):
        client.post(url, {"giver": "resident", "email": EMAIL})
    assert mails() == ["pledge_confirm", "pledge_confirm"]


def test_an_account_confirms_what_its_address_has_given(as_alice, alice, offer, url):
    factories.give_pledge(offer, alice.email)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        giving.give(
            offer=offer,
            request=giving.PledgeRequest(email=alice.email, language="da", user=alice),
        )
    pledge = offer.pledges.get()
    assert (pledge.user, pledge.is_given) == (alice, True)
    offer.refresh_from_db()
    assert offer.given == 1


def test_the_link_expires(client, offer):
    pledge = factories.give_pledge(offer)
    link = token_links.path(pledge, token_links.CONFIRM)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=49), tick=False):
        assert client.post(link, follow=True).status_code == 410
        assert giving.expire_unconfirmed() == 1
        assert client.get(link).status_code == 410
        # The address is forgotten, and can make the pledge again.
        pledge.refresh_from_db()
        assert pledge.email == ""
        factories.give_pledge(offer, confirms=True)
    offer.refresh_from_db()
    assert offer.given == 1


def test_an_expired_pledge_is_in_nobodys_way(offer):
    factories.give_pledge(offer)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=49), tick=False):
        assert factories.give_pledge(offer, confirms=True).is_given


@pytest.mark.parametrize("purpose", [token_links.CONFIRM, token_links.WITHDRAW])
def test_a_link_holds_for_its_purpose_only(client, offer, purpose):
    pledge = factories.give_pledge(offer)
    other = {token_links.CONFIRM: token_links.WITHDRAW, token_links.WITHDRAW: token_links.CONFIRM}
    forged = reverse(f"campaigns:{purpose}", args=[token_links.token(pledge, other[purpose])])
    response = client.post(forged)
    assert response.status_code == 404
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("days", "status"),
    [({"ends_on": -1}, 410), ({"starts_on": 1}, 409), ({"starts_on": 0, "ends_on": 0}, 200)],
)
def test_it_is_made_while_the_campaign_runs(client, theme, days, status):
    today = timezone.localdate()
    period = {name: today + datetime.timedelta(days=number) for name, number in days.items()}
    offer = factories.make_offer(theme, campaign=period)
    url = reverse("campaigns:give", args=[offer.pk])

    assert client.get(url).status_code == status
    client.post(url, {"giver": "resident", "email": EMAIL})
    assert offer.pledges.exists() == (status == 200)


def test_it_cannot_be_confirmed_when_the_campaign_is_over(client, offer, campaign):
    link = token_links.path(factories.give_pledge(offer), token_links.CONFIRM)
    campaign.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    campaign.save()

    assert client.post(link, follow=True).status_code == 410
    offer.refresh_from_db()
    assert offer.given == 0


def test_a_promise_that_the_page_no_longer_offers_is_refused(client, campaign, offer, url):
    given = factories.give_pledge(offer, confirms=True)
    pending = factories.give_pledge(offer, "other@example.org")
    campaign.body = "[]"
    campaign.save_revision().publish()

    assert client.get(url).status_code == 410
    assert client.get(token_links.path(pending, token_links.CONFIRM)).status_code == 410
    # What was given can be withdrawn.
    client.post(token_links.path(given, token_links.WITHDRAW))
    offer.refresh_from_db()
    assert (offer.is_open, offer.given) == (False, 0)


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_a_campaign_that_is_gone_takes_no_pledges(client, campaign, offer, url, act):
    given = factories.give_pledge(offer, confirms=True)
    pending = factories.give_pledge(offer, "other@example.org")
    getattr(campaign, act)()

    assert client.get(url).status_code == 404
    assert client.get(token_links.path(pending, token_links.CONFIRM)).status_code == 410
    link = token_links.path(given, token_links.WITHDRAW)
    assert client.get(link).status_code == 200
    client.post(link)
    offer.refresh_from_db()
    assert offer.given == 0


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"giver": "resident", "email": "no address"}, "email"),
        ({"giver": "resident"}, "email"),
        ({"giver": "company", "email": EMAIL}, "giver"),
        ({"giver": "resident", "email": EMAIL, "area": "987654"}, "area"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, offer, url, data, field):
    response = client.post(url, data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not offer.pledges.exists()


def test_a_household_or_a_company_gives_where_it_may(client, theme):
    offer = factories.make_offer(theme, givers=["household", "company"])
    url = reverse("campaigns:give", args=[offer.pk])
    client.post(url, {"giver": "resident", "email": EMAIL})
    assert not offer.pledges.exists()
    client.post(url, {"giver": "company", "email": EMAIL})
    assert offer.pledges.get().giver == "company"


def test_a_network_is_limited(client, settings, url, offer):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "pledge": "2/10m/ip"}
    answers = [
        client.post(url, {"giver": "resident", "email": f"{number}@example.org"})
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    # What was typed is kept.
    assert "2@example.org" in answers[-1].content.decode()
    assert "Retry-After" in answers[-1]
    assert offer.pledges.count() == 2


def test_an_address_is_limited(client, settings, url):
    cache.clear()
    limits = {**settings.ACCOUNT_RATE_LIMITS, "pledge_address": "1/h/key"}
    settings.ACCOUNT_RATE_LIMITS = limits
    data = {"giver": "resident", "email": EMAIL}
    assert [client.post(url, data).status_code for _time in range(2)] == [302, 429]


def test_a_reader_sees_their_own_pledges(as_alice, as_bob, alice, offer):
    factories.give_pledge(offer, alice.email, user=alice)
    mine = reverse("campaigns:mine")
    assert len(as_alice.get(mine).context["rows"]) == 1
    assert as_bob.get(mine).context["rows"] == []


def test_the_list_needs_a_constant_number_of_queries(as_alice, alice, theme):
    numbers = []
    for _number in range(3):
        factories.give_pledge(factories.make_offer(theme), alice.email, user=alice)
        with CaptureQueriesContext(connection) as captured:
            rows = as_alice.get(reverse("campaigns:mine")).context["rows"]
        numbers.append((len(rows), len(captured)))
    # The first request fills what is held in memory.
    assert numbers[1:] == [(2, numbers[1][1]), (3, numbers[1][1])]


def test_a_pledge_costs_no_more_queries_than_a_sign_up(client, theme, offer, url):
    occurrence = factories.make_occurrence(theme)
    occurrence.event.has_signup = True
    occurrence.event.save()
    of_sign_up = {"name": "Karen", "email": EMAIL, "party_size": 1}
    forms = [
        (reverse("events:sign_up", args=[occurrence.pk]), of_sign_up),
        (url, {"giver": "resident", "email": EMAIL}),
    ]
    costs = []
    for address, data in forms:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address, data).status_code == 302
        costs.append(len(captured))
    assert costs[1] <= costs[0], costs


def test_unknown_promises_are_not_found(client):
    assert PledgeOffer.objects.count() == 0
    assert client.get(reverse("campaigns:give", args=[1])).status_code == 404
