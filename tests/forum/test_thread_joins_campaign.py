"""A thread joins a campaign that exists: who may do it, who is told, and the way back."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from forum.models import CampaignThread, Thread
from forum.threads import joining
from notifications.models import Activity, Notice
from notifications.notices import activities, follows, topics
from tests import factories
from tests.forum.test_thread_to_campaign import told as told_of_campaigns
from tests.home.translated_pages import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme_page(theme):
    return factories.make_theme_page(theme)


@pytest.fixture
def campaign(theme_page):
    return factories.make_campaign(theme_page, "Lys på stien")


@pytest.fixture
def url(thread):
    return reverse("forum:join_campaign", args=[thread.pk])


@pytest.fixture
def way_back(thread):
    return reverse("forum:leave_campaign", args=[thread.pk])


def chosen(campaign) -> dict[str, str]:
    return {"campaign": str(campaign.translation_key)}


def told(reader) -> list[str]:
    activities.spread_due()
    found = Notice.objects.filter(recipient=reader, activity__kind="forum.campaign", read_at=None)
    return list(found.values_list("activity__target", flat=True))


def titles_on(client, url) -> list[str]:
    main = BeautifulSoup(client.get(url).content, "html.parser").main
    return [
        label.get_text(" ", strip=True).split(" · ")[0]
        for label in main.select("li label, .choices label")
    ]


def test_an_editor_adds_the_thread_and_both_link_to_each_other(
    client, as_editor, thread, campaign, url
):
    assert url in as_editor.get(thread.get_absolute_url()).content.decode()
    assert as_editor.post(url, chosen(campaign))["Location"] == thread.get_absolute_url()

    assert thread.campaign_link.campaign_key == campaign.translation_key
    page = client.get(thread.get_absolute_url()).content.decode()
    assert f'href="{campaign.url}"' in page
    assert f"/forum/{thread.pk}/" in client.get(campaign.url).content.decode()


def test_the_followers_and_the_writer_are_told_once(
    as_editor, editor, alice, bob, thread, campaign, url, way_back
):
    for person in (bob, editor):
        follows.follow(person, topics.thread(thread.pk))
    for _time in range(2):
        as_editor.post(url, chosen(campaign))
    target = topics.campaign(campaign.translation_key)
    assert told(alice) == told(bob) == [target]
    assert told(editor) == []

    as_editor.post(way_back)
    assert told(bob) == []
    as_editor.post(url, chosen(campaign))
    assert Notice.objects.filter(recipient=bob, activity__kind="forum.campaign").count() == 1


def test_the_notice_leads_to_the_campaign(as_editor, as_bob, bob, thread, campaign, url):
    follows.follow(bob, topics.thread(thread.pk))
    as_editor.post(url, chosen(campaign))
    activities.spread_due()
    inbox = as_bob.get(reverse("notifications:notices")).content.decode()
    assert campaign.url in inbox
    assert thread.title in inbox

    CampaignThread.objects.all().delete()
    assert campaign.url not in as_bob.get(reverse("notifications:notices")).content.decode()


def test_a_draft_tells_the_followers_when_it_is_published(as_editor, bob, theme_page, thread, url):
    draft = factories.make_campaign(theme_page, "Kladden", live=False)
    follows.follow(bob, topics.thread(thread.pk))
    as_editor.post(url, chosen(draft))
    assert told(bob) == []
    draft.save_revision().publish()
    assert told_of_campaigns(bob) == [f"A new campaign. It began as the thread “{thread.title}”."]


def test_several_threads_join_one_campaign(as_editor, alice, theme, thread, campaign, url):
    other = factories.make_thread(alice, theme, "Mørk sti")
    as_editor.post(url, chosen(campaign))
    as_editor.post(reverse("forum:join_campaign", args=[other.pk]), chosen(campaign))
    linked = CampaignThread.objects.of_campaigns([campaign.translation_key])
    assert {link.thread for link in linked} == {thread, other}


def test_a_thread_leaves_before_it_joins_another(
    as_editor, theme_page, thread, campaign, url, way_back
):
    other = factories.make_campaign(theme_page, "Cykelpumper")
    as_editor.post(url, chosen(campaign))
    response = as_editor.post(url, chosen(other), follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"
    with pytest.raises(joining.InAnotherCampaign):
        joining.join(thread=thread, campaign_key=other.translation_key, user=thread.author)

    as_editor.post(way_back)
    as_editor.post(url, chosen(other))
    assert CampaignThread.objects.get().campaign_key == other.translation_key


def test_the_link_to_a_deleted_campaign_stands_in_no_way(
    as_editor, theme_page, thread, campaign, url
):
    as_editor.post(url, chosen(campaign))
    campaign.delete()
    other = factories.make_campaign(theme_page, "Cykelpumper")
    as_editor.post(url, chosen(other))
    assert CampaignThread.objects.get().campaign_key == other.translation_key


def test_the_verbs_say_whether_they_changed_anything(editor, thread, campaign):
    key = campaign.translation_key
    assert joining.join(thread=thread, campaign_key=key, user=editor) is True
    assert joining.join(thread=thread, campaign_key=key, user=editor) is False
    assert joining.leave(thread=thread, campaign_key=uuid.uuid4()) is False
    assert joining.leave(thread=thread, campaign_key=key) is True
    assert joining.leave(thread=thread, campaign_key=key) is False


def test_residents_strangers_and_moderators_without_pages_choose_none(
    client, as_alice, as_bob, as_moderator, thread, campaign, url, way_back
):
    for browser in (as_alice, as_bob):
        assert browser.get(url).status_code == 403
        assert browser.post(url, chosen(campaign)).status_code == 403
        assert browser.post(way_back).status_code == 403
        assert url not in browser.get(thread.get_absolute_url()).content.decode()
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert client.post(way_back)["Location"].startswith(reverse("account_login"))
    as_moderator.post(url, chosen(campaign))
    assert not CampaignThread.objects.exists()
    assert not Activity.objects.filter(kind="forum.campaign").exists()


def test_nobody_takes_a_thread_out_by_a_link(as_editor, thread, campaign, url, way_back):
    as_editor.post(url, chosen(campaign))
    assert as_editor.get(way_back).status_code == 405
    assert CampaignThread.objects.exists()


def test_only_who_may_edit_the_campaign_takes_the_thread_out(
    as_editor, as_moderator, as_alice, thread, campaign, url, way_back
):
    as_editor.post(url, chosen(campaign))
    assert as_moderator.post(way_back).status_code == 403
    assert as_alice.post(way_back).status_code == 403
    assert way_back not in as_moderator.get(thread.get_absolute_url()).content.decode()
    assert way_back in as_editor.get(thread.get_absolute_url()).content.decode()
    assert CampaignThread.objects.exists()


def test_moderators_take_back_the_draft_they_made(as_moderator, thread, theme_page, way_back):
    as_moderator.post(reverse("forum:make_campaign", args=[thread.pk]))
    assert way_back in as_moderator.get(thread.get_absolute_url()).content.decode()
    assert as_moderator.post(way_back)["Location"] == thread.get_absolute_url()
    assert not CampaignThread.objects.exists()


def test_a_hidden_thread_joins_none(as_editor, as_moderator, thread, campaign, url):
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)
    assert as_editor.post(url, chosen(campaign)).status_code in (403, 404)
    assert as_moderator.post(url, chosen(campaign)).status_code == 403
    assert not CampaignThread.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"campaign": "x"}, {"campaign": str(uuid.uuid4())}])
def test_a_wrong_choice_is_said_beside_the_field(as_editor, thread, campaign, url, sent):
    response = as_editor.post(url, sent)
    assert response.status_code == 200
    assert response.context["form"].errors["campaign"]
    assert not CampaignThread.objects.exists()


def test_an_editor_of_one_part_chooses_only_from_it(client, theme, thread, theme_page, campaign):
    """The police edit burglary prevention: they see no other campaign, and may not name one."""
    group = Group.objects.create(name="Politiet")
    own = factories.make_campaign(theme_page, "Vores egen")
    for action in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=own if action == "change_page" else theme_page,
            permission_type=action[:-5],
        )
    officer = factories.make_user("politi@example.org", "Pia", groups=("Politiet",))
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    factories.sign_in(client, officer)
    url = reverse("forum:join_campaign", args=[thread.pk])
    assert titles_on(client, url) == ["Vores egen"]
    assert client.post(url, chosen(campaign)).status_code == 200
    assert not CampaignThread.objects.exists()
    client.post(url, chosen(own))
    assert thread.campaign_link.campaign_key == own.translation_key


def test_campaigns_are_found_by_their_titles_in_both_languages(
    as_editor, theme, theme_page, thread, campaign, url
):
    factories.make_campaign(theme_page, "Øl og ÆBLER")
    translate(theme_page, "Traffic safety")
    translate(campaign, "Light on the path")

    shown = {"Light on the path", "Øl og ÆBLER"}
    assert set(titles_on(as_editor, url)) == shown
    assert titles_on(as_editor, f"{url}?q=æbler") == ["Øl og ÆBLER"]
    assert titles_on(as_editor, f"{url}?q=stien") == ["Light on the path"]
    assert titles_on(as_editor, f"{url}?q=light") == ["Light on the path"]
    assert titles_on(as_editor, f"{url}?q=Ingenting") == []


def test_the_thread_s_own_theme_comes_first_and_the_list_ends(
    as_editor, theme, thread, theme_page, url, monkeypatch
):
    monkeypatch.setattr(joining, "MOST_OFFERED", 2)
    mine = factories.make_campaign(theme_page, "Samme tema")
    elsewhere = factories.make_theme_page(factories.make_theme("andet"))
    for number in range(3):
        factories.make_campaign(elsewhere, f"Nummer {number}").save_revision()
    shown = titles_on(as_editor, url)
    assert shown[0] == mine.title
    assert len(shown) == 2
    # One that the list leaves out may be chosen all the same.
    assert as_editor.post(url, chosen(elsewhere.get_children().first())).status_code == 302


def test_the_list_takes_as_many_queries_for_many(
    as_editor, theme_page, url, django_assert_max_num_queries
):
    factories.make_campaign(theme_page, "Nummer en")
    as_editor.get(url)
    for number in range(6):
        factories.make_campaign(theme_page, f"Nummer {number}")
    with django_assert_max_num_queries(30):
        as_editor.get(url)


def test_the_timeline_tells_those_that_joined_from_those_it_grew_from(
    client, as_editor, alice, theme, campaign, thread, url
):
    campaign.save_revision().publish()
    younger = factories.make_thread(alice, theme, "Senere")
    as_editor.post(reverse("forum:join_campaign", args=[younger.pk]), chosen(campaign))
    Thread.objects.filter(pk=thread.pk).update(
        created_at=campaign.__class__.objects.get().first_published_at
    )
    as_editor.post(url, chosen(campaign))
    main = BeautifulSoup(client.get(campaign.url).content, "html.parser").main
    said = [entry.get_text(" ", strip=True) for entry in main.select(".timeline li")]
    assert len(said) == 2
    assert len({text.replace("Senere", "").replace(thread.title, "") for text in said}) == 2
