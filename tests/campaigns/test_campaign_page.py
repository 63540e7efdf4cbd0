"""The page of a campaign: what it offers to follow."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from notifications.notices import follows, topics
from tests import factories

pytestmark = pytest.mark.django_db

TAGS = ["lys", "låse", "naboer", "ferie", "cykler"]


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.tags.add(*TAGS)
    page.save_revision().publish()
    return page


def main_of(client, page) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url).content, "html.parser").main


def test_the_number_of_buttons_does_not_grow_with_the_tags(as_alice, client, campaign):
    buttons = main_of(as_alice, campaign).select("button[name=do]")
    assert [button["value"] for button in buttons].count("follow") == 2
    assert len(buttons) == 3

    change = reverse("notifications:change")
    anonymous = main_of(client, campaign)
    assert len(anonymous.select(f"a[href^='{change}'], form[action='{change}'] button")) == 2


def test_a_tag_is_followed_from_the_campaign(as_alice, alice, campaign):
    form = main_of(as_alice, campaign).select_one("form:has(select)")
    options = [option["value"] for option in form.select("option")]
    assert len(options) == len(TAGS)

    data = {"topic": options[0], "do": "follow", "next": campaign.url}
    assert as_alice.post(form["action"], data)["Location"] == campaign.url

    assert follows.is_following(alice, options[0])
    left = main_of(as_alice, campaign).select("form option")
    assert [option["value"] for option in left] == options[1:]

    for topic in options[1:]:
        follows.follow(alice, topic)
    assert not main_of(as_alice, campaign).select("form:has(select)")


def test_an_anonymous_reader_comes_through_the_sign_in(client, campaign):
    form = main_of(client, campaign).select_one("form:has(select)")
    assert form.get("method", "get") == "get"
    topic = form.option["value"]
    assert topics.can_be_followed(topic)
    response = client.get(form["action"], {"topic": topic, "do": "follow", "next": campaign.url})
    assert response["Location"].startswith(reverse("account_login"))
