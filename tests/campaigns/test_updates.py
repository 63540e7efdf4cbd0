"""Updates of campaigns: who is told, how often, and what the page shows of them."""

import json
import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Locale

from campaigns import notices
from campaigns.blocks.updates import UpdateBlock
from campaigns.models import CampaignAnswer, CampaignUpdate, CampaignUpdateText
from core.models import Theme
from notifications.models import Activity, Notice
from notifications.notices import activities, activity_types, follows, topics
from tests import factories
from tests.factories import update_block as update

pytestmark = pytest.mark.django_db


def publish(page, *blocks):
    page.refresh_from_db()
    page.updates = json.dumps(blocks)
    page.save_revision().publish()


def test_a_new_update_is_of_today():
    before = timezone.localdate()

    assert before <= UpdateBlock().get_default()["date"] <= timezone.localdate()


def told(reader, language="en") -> list[str]:
    """Return the texts of the notices of `reader` that can be described."""
    activities.spread_due()
    batch = list(Activity.objects.filter(notices__recipient=reader).order_by("pk"))
    with translation.override(language):
        described = activity_types.describe(batch, reader)
    return [described[activity.pk].text for activity in batch if activity.pk in described]


@pytest.fixture
def campaign(theme):
    page = factories.make_campaign(factories.make_theme_page(theme))
    page.save_revision().publish()
    return page


@pytest.fixture
def follower(alice, campaign):
    follows.follow(alice, topics.campaign(campaign.translation_key))
    return alice


def main_of(client, url) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser").main


def test_an_update_is_told_to_the_followers_once(bob, follower, campaign):
    block = update()
    publish(campaign, block)
    block["value"] |= {"title": "Nye ord", "date": timezone.localdate().isoformat()}
    publish(campaign, block)

    assert told(follower) == ["News: “Nye ord”"]
    assert told(bob) == []
    assert Notice.objects.count() == 1


def test_each_new_update_is_told(follower, campaign):
    first, second = update("Første", days_ago=3), update("Anden")
    publish(campaign, first)
    publish(campaign, second, first)
    assert told(follower) == ["News: “Første”", "News: “Anden”"]


def test_an_update_about_long_ago_is_no_news(follower, campaign):
    publish(campaign, update(days_ago=31, is_result=True))
    assert told(follower) == []
    assert CampaignUpdateText.objects.results().count() == 1


def test_a_draft_and_a_schedule_tell_nobody(follower, campaign):
    campaign.refresh_from_db()
    campaign.updates = json.dumps([update()])
    campaign.save_revision()
    assert told(follower) == []
    assert not CampaignUpdate.objects.exists()


def test_an_update_that_is_removed_is_neither_described_nor_listed(follower, campaign):
    publish(campaign, update(is_result=True))
    publish(campaign)
    assert told(follower) == ["There is a result. Did you get an answer?"]
    assert not CampaignUpdateText.objects.results().exists()


def test_followers_are_asked_once_for_each_campaign(follower, campaign):
    first, second = update("Første", is_result=True), update("Anden", is_result=True)
    publish(campaign, first)
    publish(campaign, first, second)
    question = "There is a result. Did you get an answer?"
    assert told(follower) == [
        "What came of it: “Første”",
        question,
        "What came of it: “Anden”",
    ]


def test_an_update_that_becomes_a_result_asks_without_telling_again(follower, campaign):
    block = update()
    publish(campaign, block)
    block["value"]["is_result"] = True
    publish(campaign, block)
    assert len(told(follower)) == 2
    assert Activity.objects.filter(kind=notices.QUESTION).count() == 1


def test_the_languages_share_one_update(client, follower, campaign):
    block = update("Lygterne lyser", is_result=True)
    publish(campaign, block)
    english = campaign.copy_for_translation(Locale.objects.get(language_code="en"), True)
    english.title = "Lock your door"
    block["value"]["title"] = "The lights are lit"
    english.updates = json.dumps([block])
    english.save_revision().publish()

    assert CampaignUpdate.objects.count() == 1
    assert told(follower)[0] == "What came of it: “The lights are lit”"
    assert told(follower, "da")[0].endswith("”Lygterne lyser”")
    for language, title in (("da", "Lygterne lyser"), ("en", "The lights are lit")):
        with translation.override(language):
            url = reverse("home:results")
        assert title in main_of(client, url).get_text()


def test_the_first_publication_is_told_as_a_new_campaign(alice, theme):
    parent = factories.make_theme_page(theme)
    follows.follow(alice, topics.theme(theme.pk))
    page = factories.make_campaign(parent, live=False)
    publish(page, update())
    assert told(alice) == ["A new campaign."]


def test_the_date_of_an_update_cannot_be_in_the_future(campaign):
    block = campaign._meta.get_field("updates").stream_block.child_blocks["update"]
    value = block.to_python(update(days_ago=-1)["value"])
    with pytest.raises(StructBlockValidationError) as raised:
        block.clean(value)
    assert list(raised.value.block_errors) == ["date"]


def test_the_page_shows_updates_with_figures_in_order(client, campaign):
    figure = {"prefix": "", "value": "12", "unit": "", "label": "lygter", "source": "Eksempel"}
    figures = [{"type": "item", "id": str(uuid.uuid4()), "value": figure}]
    publish(
        campaign,
        update("Lygterne lyser", text="Alle tolv.\nIgen.", figures=figures, is_result=True),
        update("Vi har målt", days_ago=9),
    )
    timeline = main_of(client, campaign.url).select_one("#story ~ .timeline")
    assert [title.get_text() for title in timeline.select("strong")] == [
        "Vi har målt",
        "Lygterne lyser",
    ]
    assert "12" in timeline.select_one(".figure__value").get_text()
    anchor = timeline.select_one(".timeline__result")["id"]
    assert anchor == f"update-{CampaignUpdate.objects.get(is_result=True).key}"


def test_a_campaign_without_a_story_has_no_timeline(client, campaign):
    assert not main_of(client, campaign.url).select("#story")


def test_half_filled_and_deleted_parts_leave_no_hole(client, campaign):
    campaign.updates = json.dumps(
        [
            {"type": "update", "id": str(uuid.uuid4()), "value": {"title": "Uden dato"}},
            update("", is_result=True),
            update("Hel", image={"image": 987654321, "alt_text": "", "decorative": False}),
        ]
    )
    campaign.save_revision().publish()
    titles = [each.get_text() for each in main_of(client, campaign.url).select(".timeline strong")]
    assert titles == ["Hel"]


def test_more_updates_take_no_more_queries(client, campaign):
    def queries() -> int:
        client.get(campaign.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(campaign.url)
        return len(captured)

    publish(campaign, update(is_result=True))
    few = queries()
    publish(campaign, *(update(str(number), is_result=True) for number in range(8)))
    assert queries() == few


def test_updates_are_found_by_the_search(campaign):
    publish(campaign, update("Kattelem"))
    assert "Kattelem" in campaign.mentioning_texts()


def test_the_last_page_takes_updates_and_answers_with_it(alice, campaign):
    publish(campaign, update())
    key = campaign.translation_key
    CampaignAnswer.objects.create(user=alice, campaign_key=key, answer="yes")
    campaign.delete()
    assert not CampaignUpdate.objects.filter(campaign_key=key).exists()
    assert not CampaignAnswer.objects.exists()


def test_results_are_listed_by_theme_newest_first(client, theme, campaign):
    publish(
        campaign,
        update("Ældst", days_ago=90, is_result=True),
        update("Nyest", is_result=True),
        update("Intet resultat"),
    )
    other = Theme.objects.get(pk=factories.make_theme("loneliness").pk)
    lonely = factories.make_campaign(factories.make_theme_page(other), "Kaffe")
    publish(lonely, update("Kaffen er klar", days_ago=1, is_result=True))
    hidden = factories.make_campaign(lonely.get_parent().specific, "Skjult")
    publish(hidden, update("Ses ikke", is_result=True))
    hidden.unpublish()

    def titles(query="") -> list[str]:
        shown = main_of(client, f"/da/det-kom-der-ud-af-det/{query}")
        return [title.get_text(strip=True) for title in shown.select("h2 a[href*='#update-']")]

    assert titles() == ["Nyest", "Kaffen er klar", "Ældst"]
    assert titles("?theme=loneliness") == ["Kaffen er klar"]
    assert titles("?after=nonsense") == titles()


def test_results_are_paged_without_gaps(client, campaign, monkeypatch):
    monkeypatch.setattr("home.results.RESULTS_PER_PAGE", 3)
    # Several on one day.
    blocks = [update(str(number), days_ago=number // 2, is_result=True) for number in range(8)]
    publish(campaign, *blocks)
    seen, url = [], "/da/det-kom-der-ud-af-det/"
    while url:
        shown = main_of(client, url)
        seen += [title.get_text(strip=True) for title in shown.select("h2 a[href*='#update-']")]
        older = shown.select_one("a[href*='after=']")
        url = older["href"] if older else ""
        if url.startswith("?"):
            url = "/da/det-kom-der-ud-af-det/" + url
    assert sorted(seen) == [str(number) for number in range(8)]


def test_without_results_the_list_says_so_in_both_languages(client):
    for url in ("/da/det-kom-der-ud-af-det/", "/en/what-came-of-it/"):
        assert client.get(url).status_code == 200
    assert client.post("/da/det-kom-der-ud-af-det/").status_code == 405


def test_the_list_of_results_is_linked_and_in_the_sitemap(client, campaign):
    url = "/da/det-kom-der-ud-af-det/"
    footer = BeautifulSoup(client.get("/da/").content, "html.parser").footer
    assert footer.select(f"a[href='{url}']")
    assert main_of(client, "/da/kampagner/").select(f"a[href='{url}']")
    assert url in client.get("/sitemap.xml").content.decode()
