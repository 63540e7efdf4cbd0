"""The export and the erasure of a resident's pledges, and who may see the list for editors."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.models import Pledge
from campaigns.pledges import counting, token_links
from residents.personal_data.erasure import erase
from residents.personal_data.registry import Person, Posts, registry
from tests import factories
from tests.campaigns.pledges.conftest import give_many

pytestmark = pytest.mark.django_db


def rule():
    return registry.rules["campaigns.Pledge"]


def test_the_export_has_their_own_pledges_only(alice, bob, area, offer):
    factories.give_pledge(offer, alice.email, user=alice, area=area)
    factories.give_pledge(offer, bob.email, user=bob)
    [pledge] = rule().rows(Person.of(alice))
    columns = {getattr(each, "name", each): each for each in rule().columns}
    assert columns["promise"].read(pledge) == "Jeg låser min cykel."
    assert pledge.email == alice.email


def test_pledges_by_their_address_are_theirs(alice, offer):
    factories.give_pledge(offer, alice.email, confirms=True)
    assert rule().rows(Person.of(alice)).count() == 1


@pytest.mark.parametrize("is_over", [False, True])
def test_an_erased_account_leaves_a_number_once_the_campaign_is_over(
    client, alice, offer, campaign, is_over
):
    pledge = factories.give_pledge(offer, alice.email, user=alice, wants_reminder=True)
    assert "1" in rule().erasure_preview(Person.of(alice))
    if is_over:
        campaign.ends_on = timezone.localdate() - datetime.timedelta(days=1)
        campaign.save()

    erase(user=alice, posts=Posts.KEEP)

    pledge.refresh_from_db()
    offer.refresh_from_db()
    assert (pledge.user, pledge.email, pledge.remind_at) == (None, "", None)
    assert offer.given == offer.pledges.given().count() == (1 if is_over else 0)
    # The links of the mail still answer.
    for purpose in (token_links.CONFIRM, token_links.WITHDRAW):
        assert client.get(token_links.path(pledge, purpose)).status_code in {200, 410}


def test_erasing_forgets_what_was_not_confirmed(alice, offer):
    pledge = factories.give_pledge(offer, alice.email)
    erase(user=alice, posts=Posts.KEEP)
    pledge.refresh_from_db()
    assert (pledge.status, pledge.email) == (Pledge.Status.EXPIRED, "")


@pytest.mark.parametrize(
    ("who", "status"), [("client", 302), ("as_alice", 403), ("as_moderator", 403)]
)
def test_the_list_is_for_those_who_edit_campaigns(request, offer, who, status):
    browser = request.getfixturevalue(who)
    for query in ({}, {"export": "csv"}):
        response = browser.get(reverse("campaign_pledges"), query)
        assert response.status_code in {status, 302}
        assert b"cykel" not in response.content


def test_editors_see_the_public_numbers_and_no_names(as_editor, alice, offer, areas):
    give_many(offer, 6, area=areas[0])
    give_many(offer, 2, area=areas[1])
    factories.give_pledge(offer, alice.email, user=alice)
    counting.publish_due()

    page = as_editor.get(reverse("campaign_pledges"))
    [row] = page.context["rows"]
    assert (row.total, row.areas.rows) == ("9", [("Vrå", "6")])
    assert alice.email not in page.content.decode()

    file = as_editor.get(reverse("campaign_pledges"), {"export": "csv"})
    assert "attachment" in file["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    numbers = {line[2]: line[3] for line in lines[1:]}
    assert numbers["Vrå"] == "6"
    assert not {"2", "0", "1"} & set(numbers.values())


def test_a_promise_is_no_formula(as_editor, theme):
    factories.make_offer(theme, promise="=HYPERLINK(1)")
    file = as_editor.get(reverse("campaign_pledges"), {"export": "csv"})
    assert ";'=HYPERLINK(1);" in file.getvalue().decode()


def test_the_numbers_of_who_made_it_need_several_of_each(as_editor, theme):
    offer = factories.make_offer(theme, givers=["resident", "household", "company"])
    for giver, number in (("resident", 9), ("household", 6), ("company", 3)):
        give_many(offer, number, giver=giver)
    counting.publish(offer.pk)
    offer.refresh_from_db()
    # A single small one follows from the total.
    assert counting.public_givers(offer) == {}

    give_many(offer, 5, giver="company")
    counting.publish(offer.pk)
    offer.refresh_from_db()
    with translation.override("en"):
        assert counting.public_givers(offer) == {"resident": 9, "household": 6, "company": 8}
