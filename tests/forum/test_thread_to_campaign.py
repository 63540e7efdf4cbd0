"""A thread becomes a campaign: who may do it, and what the two show of each other."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation

from campaigns.models import CampaignPage
from forum.models import CampaignThread, Thread
from forum.threads import campaigns
from notifications.models import Activity, Notice
from notifications.notices import activities, activity_types, follows, topics
from tests import factories
from tests.campaigns.test_updates import publish
from tests.factories import update_block as update

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme_page(theme):
    return factories.make_theme_page(theme)


@pytest.fixture
def url(thread):
    return reverse("forum:make_campaign", args=[thread.pk])


def told(reader) -> list[str]:
    activities.spread_due()
    batch = list(
        Activity.objects.filter(notices__recipient=reader, kind__startswith="campaigns.").order_by(
            "pk"
        )
    )
    with translation.override("en"):
        described = activity_types.describe(batch, reader)
    return [described[activity.pk].text for activity in batch]


def main_of(client, page_url) -> BeautifulSoup:
    return BeautifulSoup(client.get(page_url).content, "html.parser").main


def test_an_editor_makes_a_draft_and_edits_it(as_editor, editor, theme, thread, theme_page, url):
    response = as_editor.post(url)

    page = CampaignPage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live, page.theme, page.owner) == (thread.title, False, theme, editor)
    assert page.summary == "Stien ved havnen er glat om morgenen."
    assert page.latest_revision is not None
    assert thread.campaign_link.campaign_key == page.translation_key


def test_a_moderator_makes_a_draft_for_the_editors(as_moderator, thread, theme_page, url):
    assert url in as_moderator.get(thread.get_absolute_url()).content.decode()
    assert as_moderator.post(url)["Location"] == thread.get_absolute_url()
    assert CampaignPage.objects.get().live is False


def test_a_second_click_makes_no_second_draft(as_editor, as_moderator, theme_page, thread, url):
    first = as_editor.post(url)
    assert as_editor.post(url)["Location"] == first["Location"]
    as_moderator.post(url)
    assert CampaignPage.objects.count() == CampaignThread.objects.count() == 1


def test_residents_and_strangers_make_none(client, as_alice, as_bob, theme_page, thread, url):
    assert as_alice.post(url).status_code == as_bob.post(url).status_code == 403
    assert client.post(url)["Location"].startswith(reverse("account_login"))
    assert as_alice.get(url).status_code == 405
    assert url not in as_alice.get(thread.get_absolute_url()).content.decode()
    assert not CampaignPage.objects.exists()


def test_a_hidden_thread_becomes_none(as_moderator, theme_page, thread, url):
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)
    assert as_moderator.post(url).status_code == 403


def test_an_editor_of_another_theme_makes_none(client, thread, theme_page, url):
    factories.sign_in(client, factories.make_user("uden@example.org", "Uden"))
    assert client.post(url).status_code == 403


def test_without_a_page_of_the_theme_there_is_a_message(as_moderator, thread, url):
    response = as_moderator.post(url, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not CampaignThread.objects.exists()


def test_a_deleted_draft_can_be_made_again(as_editor, theme_page, thread, url):
    as_editor.post(url)
    CampaignPage.objects.get().delete()
    as_editor.post(url)
    assert CampaignPage.objects.get().translation_key == CampaignThread.objects.get().campaign_key


def test_thread_and_campaign_link_to_each_other_once_published(
    client, as_editor, area, thread, theme_page, url
):
    Thread.objects.filter(pk=thread.pk).update(area=area)
    as_editor.post(url)
    page = CampaignPage.objects.get()
    assert not main_of(client, thread.get_absolute_url()).select(f"a[href='{page.url}']")
    page.save_revision().publish()

    assert main_of(client, thread.get_absolute_url()).select(f"a[href='{page.url}']")
    entry = main_of(client, page.url).select_one(".timeline li")
    assert entry.a["href"] == thread.get_absolute_url()
    assert area.name in entry.get_text()


def test_a_hidden_thread_leaves_no_hole(client, as_editor, bob, thread, theme_page, url):
    as_editor.post(url)
    page = CampaignPage.objects.get()
    follows.follow(bob, topics.thread(thread.pk))
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)
    page.save_revision().publish()

    assert not main_of(client, page.url).select("#story")
    # Nobody is led from it to the campaign.
    assert told(bob) == []


def test_the_followers_of_the_thread_are_told_of_the_campaign_and_of_its_result(
    as_editor, alice, bob, theme, thread, theme_page, url
):
    for topic in (topics.thread(thread.pk), topics.theme(theme.pk)):
        follows.follow(bob, topic)
    as_editor.post(url)
    page = CampaignPage.objects.get()
    assert told(bob) == []
    page.save_revision().publish()
    page.refresh_from_db()
    publish(page, update("Intet nyt"))
    result = update("Der er gruset", is_result=True)
    publish(page, result)
    publish(page, result)

    assert told(bob) == [
        f"A new campaign. It began as the thread “{thread.title}”.",
        "What came of it: “Der er gruset”",
        "There is a result. Did you get an answer?",
    ]
    about = Notice.objects.filter(recipient=bob, activity__kind__startswith="campaigns.")
    assert about.count() == 3


def test_who_follows_the_thread_may_answer(as_bob, bob, as_editor, thread, theme_page, url):
    follows.follow(bob, topics.thread(thread.pk))
    as_editor.post(url)
    page = CampaignPage.objects.get()
    publish(page, update(is_result=True))
    answer = reverse("campaign_story:answer", args=[page.translation_key])
    assert as_bob.post(answer, {"answer": "yes"}).status_code == 302


def test_two_at_once_make_one_link(theme_page, thread, editor):
    page, is_new = campaigns.make_draft(thread=thread, user=editor)
    again, is_new_again = campaigns.make_draft(thread=thread, user=editor)
    assert (page, is_new, is_new_again) == (again, True, False)


def tagged_event(theme, title, days, arrived=(), **fields):
    occurrence = factories.make_occurrence(
        theme, title=title, starts_at=factories.at_five_in(1), **fields
    )
    factories.make_event_text(occurrence.event, title=title, tags=["lys"])
    for number, size in enumerate(arrived):
        signup = factories.sign_up(
            occurrence, email=f"{title}-{number}@example.org", party_size=size
        )
        type(signup).objects.filter(pk=signup.pk).update(
            status="confirmed", arrived=size, checked_in_at=factories.at_five_in(days)
        )
    start = factories.at_five_in(days)
    type(occurrence).objects.filter(pk=occurrence.pk).update(
        starts_at=start, ends_at=start + datetime.timedelta(hours=2)
    )
    return occurrence


def test_events_held_are_listed_with_how_many_came(client, theme, theme_page):
    page = factories.make_campaign(theme_page)
    page.tags.add("lys")
    page.save()
    tagged_event(theme, "Mange", -3, arrived=(3, 4))
    tagged_event(theme, "Faa", -2, arrived=(2,))
    tagged_event(theme, "Ukendt", -1)
    tagged_event(theme, "Aflyst", -1, status="cancelled")
    page.updates = json.dumps([update("Målt", days_ago=4)])
    page.save()

    shown = main_of(client, page.url).select(".timeline li")
    texts = [" ".join(entry.get_text(" ").split()) for entry in shown]
    titles = [entry.strong.get_text() for entry in shown]
    assert titles == ["Målt", "Mange", "Faa", "Ukendt"]
    assert "7" in texts[1].split("Mange")[1]
    assert "5" in texts[2].split("Faa")[1]
    assert "2" not in texts[2].split("Faa")[1]
    assert texts[3].endswith("Ukendt")
