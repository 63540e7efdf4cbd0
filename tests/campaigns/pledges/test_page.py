"""The promise on the page of its campaign, in both languages, and how it gets there."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CampaignPage, PledgeOffer, PledgeWording
from campaigns.pledges import counting
from tests import factories
from tests.campaigns.pledges.conftest import give_many
from tests.home.translated_pages import theme_page, translate

pytestmark = pytest.mark.django_db


def section_of(client, page):
    return BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".pledge")


def test_the_page_shows_how_many_and_leads_to_the_form(client, campaign, offer, url, areas):
    give_many(offer, 6, area=areas[0])
    counting.publish_due()
    section = section_of(client, campaign)
    assert section.select_one(".figure__value").get_text() == "6"
    assert section.select_one("a.button")["href"] == url
    # The next milestone.
    assert section.progress["max"] == "10"
    cells = [cell.get_text() for cell in section.select("tbody tr")[0].select("th, td")]
    assert cells == ["Vrå", "6"]
    assert "Hirtshals" in section.select("tbody tr")[1].get_text()


@pytest.mark.parametrize("day", ["ends_on", "starts_on"])
def test_it_cannot_be_made_before_or_after_the_campaign(client, campaign, offer, day):
    shift = datetime.timedelta(days=1 if day == "starts_on" else -1)
    setattr(campaign, day, timezone.localdate() + shift)
    campaign.save()
    assert section_of(client, campaign).select("a.button") == []


def test_two_languages_count_together(client, areas):
    parent, _english = theme_page("burglary")
    block = factories.pledge_block("Jeg låser min cykel.", milestones=[50])
    source = factories.make_campaign(parent, body=json.dumps([block]))
    source.save_revision().publish()
    english = translate(source, "Lock your door")
    offer = PledgeOffer.objects.get()

    give_many(offer, 5)
    for page in (source, english):
        section = section_of(client, page)
        assert section.select_one(".figure__value").get_text() == "5"
        # The milestone is typed once.
        assert section.progress["max"] == "50"
    assert set(PledgeWording.objects.values_list("language", flat=True)) == {"da", "en"}


def test_a_translation_does_not_decide_what_is_offered(theme):
    parent, _english = theme_page("burglary")
    blocks = [factories.pledge_block("Det ene."), factories.pledge_block("Det andet.")]
    source = factories.make_campaign(parent, body=json.dumps(blocks))
    source.save_revision().publish()
    english = CampaignPage.objects.get(pk=translate(source, "Both").pk)
    source.body = json.dumps(blocks[:1])
    source.save_revision().publish()

    english.save_revision().publish()

    assert [offer.is_open for offer in PledgeOffer.objects.all()] == [True, False]


def test_publishing_again_keeps_the_pledges(campaign, offer):
    give_many(offer, 5)
    campaign.save_revision().publish()
    again = PledgeOffer.objects.get()
    assert (again.pk, again.given) == (offer.pk, 5)
    reached = again.milestones.exclude(reached_at=None)
    assert [milestone.number for milestone in reached] == [5]


def set_milestones(campaign, *numbers):
    block = json.loads(json.dumps(list(campaign.body.raw_data)))[0]
    block["value"]["milestones"] = [
        {"type": "item", "value": number, "id": f"{number:08}-0000-4000-8000-000000000000"}
        for number in numbers
    ]
    campaign.body = json.dumps([block])
    campaign.save_revision().publish()


def test_milestones_follow_the_page(campaign, offer):
    set_milestones(campaign, 10, 20)
    assert [milestone.number for milestone in offer.milestones.all()] == [10, 20]


def test_milestone_that_was_passed_before_is_no_goal(client, campaign, offer):
    give_many(offer, 12)
    set_milestones(campaign, 11, 20)
    assert [each.reached_at is None for each in offer.milestones.filter(number__gt=10)] == [
        False,
        True,
    ]
    page = client.get(campaign.url).context["page"]
    assert [block.value.card.goal for block in page.body] == [20]


def test_a_half_filled_block_shows_nothing_and_breaks_nothing(client, theme, rf):
    page = factories.make_campaign(
        factories.make_theme_page(theme),
        body=json.dumps([{"type": "pledge", "value": {}, "id": None}]),
    )
    page.save_revision().publish()
    assert section_of(client, page) is None
    assert not PledgeOffer.objects.exists()


def test_a_preview_shows_a_promise_that_is_not_published(theme):
    page = factories.make_campaign(
        factories.make_theme_page(theme), body=json.dumps([factories.pledge_block()])
    )
    preview = page.make_preview_request(preview_mode="")
    section = BeautifulSoup(preview.content, "html.parser").select_one(".pledge")
    assert section.select("a.button") == []
    assert section.select_one("[aria-disabled]") is not None


def test_the_block_picker_shows_it():
    page = CampaignPage._meta.get_field("body").stream_block.child_blocks["pledge"]
    html = page.render(page.get_preview_value(), {})
    assert "pledge__promise" in html


def test_the_number_of_queries_does_not_grow_with_the_promises(client, theme):
    numbers = []
    for count in (1, 6):
        blocks = [factories.pledge_block(f"Løfte {number}.") for number in range(count)]
        page = factories.make_campaign(
            factories.make_theme_page(theme, slug=f"theme-{count}"), body=json.dumps(blocks)
        )
        page.save_revision().publish()
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(page.url)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]
