"""The tags of threads: who gives them, how many, and where they lead."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from taggit.models import Tag

from forum.erasure import anonymise_author
from forum.models import Draft, HeldPost, Thread, ThreadTag
from forum.moderation import held_posts
from forum.moderation.actions import hide_post
from forum.threads import campaigns, tagging
from forum.threads.feeds import ThreadFeed
from notifications.models import Activity
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tagged(alice, theme, area) -> Thread:
    return factories.make_thread(alice, theme, area=area, tags=["lygter", "stier"])


def form(theme, **fields) -> dict[str, str]:
    fields = {"tags": "lygter", "body": "Det er mørkt.", **fields}
    return {"kind": "discussion", "theme": theme.pk, "title": "Stien", **fields}


def names(thread: Thread) -> list[str]:
    return [link.tag.name for link in thread.tag_links.order_by("tag__name")]


def listed(client, **query) -> list[Thread]:
    return client.get(reverse("forum:threads"), query).context["threads"]


def test_a_new_thread_gets_its_tags_once_however_they_are_typed(as_alice, theme):
    Tag.objects.create(name="Ærø")

    as_alice.post(reverse("forum:start"), form(theme, tags="ærø, ÆRØ, Lygter"))

    thread = Thread.objects.get()
    assert names(thread) == ["Lygter", "Ærø"]
    assert len(thread.tag_ids) == 2


@pytest.mark.parametrize("tags", ["a, b, c, d, e, f", "x" * 101, "CPR 010190-1234"])
def test_bad_tags_are_refused_beside_the_field_and_kept(as_alice, theme, tags):
    answer = as_alice.post(reverse("forum:start"), form(theme, tags=tags))

    assert "tags" in answer.context["form"].errors
    assert answer.context["form"]["tags"].value() == tags
    assert not Thread.objects.exists()
    assert not Tag.objects.exists()


def test_tags_of_a_held_thread_are_none_before_it_is_approved(as_alice, theme, moderator):
    body = "Det var Kim Holm, der stjal den."
    as_alice.post(reverse("forum:start"), form(theme, body=body))
    held = HeldPost.objects.get()
    assert held.tags == ["lygter"]
    assert not Tag.objects.exists()

    held_posts.approve(held=held, moderator=moderator)

    assert names(Thread.objects.get()) == ["lygter"]


@pytest.mark.parametrize("who", ["as_alice", "as_moderator"])
def test_the_writer_and_moderators_change_tags(request, who, tagged):
    client, url = request.getfixturevalue(who), reverse("forum:tags", args=[tagged.pk])
    assert url in client.get(tagged.get_absolute_url()).content.decode()

    for _again in range(2):
        assert client.post(url, {"tags": "stier, bænke"}).status_code == 302

    assert names(tagged) == ["bænke", "stier"]
    tagged.refresh_from_db()
    assert sorted(tag.name for tag in tagged.localized_tags) == ["bænke", "stier"]
    client.post(url, {"tags": ""})
    assert names(tagged) == []


def test_nobody_else_changes_tags(client, as_bob, tagged):
    url = reverse("forum:tags", args=[tagged.pk])
    assert as_bob.post(url, {"tags": "x"}).status_code == 403
    assert as_bob.get(url).status_code == 403
    # What was typed waits behind the sign-in.
    assert (
        client.post(url, {"tags": "x"}).headers["Location"]
        == Draft.objects.get().get_absolute_url()
    )
    assert url not in as_bob.get(tagged.get_absolute_url()).content.decode()
    assert names(tagged) == ["lygter", "stier"]


def test_an_accusation_is_no_tag(as_alice, tagged):
    url = reverse("forum:tags", args=[tagged.pk])
    answer = as_alice.post(url, {"tags": "Det var Kim Holm der stjal den, x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert names(tagged) == ["lygter", "stier"]


def test_the_writer_of_a_hidden_thread_cannot_change_its_tags(as_alice, tagged, moderator):
    hide_post(post=tagged.posts.get(), moderator=moderator, reason="Spam")
    assert as_alice.post(reverse("forum:tags", args=[tagged.pk]), {"tags": ""}).status_code == 403


def test_the_list_is_filtered_by_tag_with_the_other_filters(client, tagged, alice, bob, theme):
    other = factories.make_thread(alice, theme, "Nyere", tags=["lygter"])
    factories.make_thread(alice, theme, "Uden")
    assert listed(client, tag="lygter") == [other, tagged]
    assert listed(client, tag="lygter", area=tagged.area.slug) == [tagged]
    assert listed(client, tag="lygter", kind="issue") == []

    factories.make_reply(tagged, bob)

    assert listed(client, tag="lygter", theme=theme.slug) == [tagged, other]
    tagged.refresh_from_db()
    copied = set(ThreadTag.objects.filter(thread=tagged).values_list("last_activity_at", flat=True))
    assert copied == {tagged.last_activity_at}


def test_a_thread_that_moves_takes_the_rows_of_its_tags_along(client, tagged):
    Thread.objects.filter(pk=tagged.pk).update(area=None, kind="issue")
    tagged.refresh_from_db()
    tagging.copy_columns(tagged)
    assert listed(client, tag="lygter", kind="issue") == [tagged]


def test_every_thread_of_a_tag_is_on_exactly_one_page(client, alice, theme):
    moment = factories.in_days(-1)
    for number in range(45):
        factories.make_thread(alice, theme, f"Nr. {number}", at=moment, tags=["lygter"])
    seen, url = [], reverse("forum:threads") + "?tag=lygter"
    while url:
        answer = client.get(url)
        seen += [thread.title for thread in answer.context["threads"]]
        url = answer.context["older_url"]
    assert seen == [f"Nr. {number}" for number in reversed(range(45))]


def test_the_page_of_the_tag_lists_threads_and_search_finds_them(client, tagged):
    page = client.get(reverse("home:tag", args=["lygter"]))
    assert page.context["threads"] == [tagged]
    assert "public" in page.headers["Cache-Control"]
    links = {each.get("href") for each in BeautifulSoup(page.content, "html.parser").select("a")}
    assert f"{reverse('forum:threads')}?tag=lygter" in links
    assert "lygter" in tagged.subject_texts()


def test_hidden_threads_and_their_words_are_on_no_page_of_a_tag(
    client, as_alice, tagged, moderator, alice, theme
):
    factories.make_thread(alice, theme, tags=["stier"])
    hide_post(post=tagged.posts.get(), moderator=moderator, reason="Spam")

    # As with an unknown tag, all threads are listed.
    assert tagged not in listed(client, tag="lygter")
    assert listed(as_alice, tag="lygter") == [tagged]
    assert client.get(reverse("home:tag", args=["lygter"])).status_code == 404
    assert tagged not in client.get(reverse("home:tag", args=["stier"])).context["threads"]


def test_followers_of_a_tag_are_notified_of_a_new_thread(tagged):
    started = Activity.objects.get(target=f"thread:{tagged.pk}")
    assert {"tag:lygter", "tag:stier"} <= set(started.topics)


def test_feed_and_structured_data_name_the_tags(client, tagged):
    assert {"lygter", "stier"} <= set(ThreadFeed().item_categories(tagged))
    assert '"keywords": "lygter, stier"' in client.get(tagged.get_absolute_url()).content.decode()


def test_a_campaign_takes_over_the_tags(tagged, theme, moderator):
    factories.make_theme_page(theme)
    page, _is_new = campaigns.make_draft(thread=tagged, user=moderator)
    assert {tag.name for tag in page.tags.all()} == {"lygter", "stier"}


def test_who_removes_their_texts_removes_their_tags(tagged, alice, bob):
    factories.make_reply(tagged, bob)
    anonymise_author(author=alice, remove_texts=True)
    tagged.refresh_from_db()
    assert (names(tagged), tagged.tag_ids) == ([], [])
