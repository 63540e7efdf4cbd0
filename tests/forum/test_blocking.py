"""Blocking the author of a post: what it does for the blocker, and that nobody else sees it."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse

from forum.help import blocks, conversations
from forum.models import HelpBlock, Post
from forum.moderation.actions import hide_post
from forum.threads import posting
from notifications.models import Notice, OutboxMessage, Subscription
from notifications.notices import follows, topics
from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Det er noget værre vrøvl."


@pytest.fixture
def post(thread, bob) -> Post:
    """Bob's reply in Alice's thread."""
    return factories.make_reply(thread, bob, TEXT)


def address(post: Post) -> str:
    return reverse("forum:block", args=[post.pk])


def view_of(client, post: Post):
    """Return what the page of the thread shows of the post."""
    views = client.get(post.page_url).context["posts"]
    return next(each for each in views if each.post.pk == post.pk)


def html_of(client, post: Post) -> BeautifulSoup:
    page = BeautifulSoup(client.get(post.page_url).content, "html.parser")
    return page.select_one(f"#{post.anchor}")


def test_a_reader_blocks_from_a_post_after_reading_what_it_does(as_alice, alice, bob, post):
    assert html_of(as_alice, post).select(f'a[href="{address(post)}"]')
    assert as_alice.get(address(post)).status_code == 200
    assert not HelpBlock.objects.exists()

    for _click in range(2):
        response = as_alice.post(address(post))
        assert (response.status_code, response.url) == (302, reverse("forum:blocks"))

    block = HelpBlock.objects.get()
    assert (block.blocker, block.blocked) == (alice, bob)
    page = as_alice.get(reverse("forum:blocks"))
    assert [each.blocked for each in page.context["blocks"]] == [bob]


def test_posts_are_folded_for_the_blocker_only(
    as_alice, as_bob, as_moderator, client, alice, bob, post
):
    before = {reader: html_of(reader, post) for reader in (client, as_bob, as_moderator)}
    blocks.block(blocker=alice, blocked=bob)

    folded = html_of(as_alice, post).select_one("details")
    assert TEXT in folded.get_text()
    assert folded.find("summary")
    # It opens without a script, and nothing asks to block again.
    assert not html_of(as_alice, post).select(f'a[href="{address(post)}"]')
    for reader, was in before.items():
        assert not html_of(reader, post).select("details")
        assert html_of(reader, post).select_one(".prose") == was.select_one(".prose")


def test_the_blocker_undoes_it(as_alice, alice, bob, post):
    blocks.block(blocker=alice, blocked=bob)

    for _click in range(2):
        assert as_alice.post(reverse("forum:blocks"), {"person": bob.pk}).status_code == 302

    assert not HelpBlock.objects.exists()
    assert not Subscription.objects.filter(user=alice, mode="mute").exists()
    assert not view_of(as_alice, post).is_folded


@pytest.mark.parametrize("person", ["", "x", "987654321", "9" * 40, "-1"])
def test_a_wrong_person_undoes_nothing(as_alice, alice, bob, person):
    blocks.block(blocker=alice, blocked=bob)

    assert as_alice.post(reverse("forum:blocks"), {"person": person}).status_code == 302
    assert HelpBlock.objects.count() == 1


def test_who_is_blocked_cannot_undo_it_and_sees_nothing_of_it(as_bob, alice, bob, post):
    blocks.block(blocker=alice, blocked=bob)

    as_bob.post(reverse("forum:blocks"), {"person": alice.pk})
    as_bob.post(reverse("forum:blocks"), {"person": bob.pk})

    assert HelpBlock.objects.count() == 1
    assert not as_bob.get(reverse("forum:blocks")).context["blocks"]
    assert not view_of(as_bob, post).is_folded
    assert as_bob.get(reverse("forum:mentions", args=[post.thread_id]), {"q": "Al"}).json() == {
        "names": [alice.public_name]
    }


def test_a_mute_that_was_there_before_stays(alice, bob):
    follows.mute(alice, topics.person(bob.pk))
    blocks.block(blocker=alice, blocked=bob)

    assert blocks.unblock(blocker=alice, blocked=bob)

    assert Subscription.objects.filter(user=alice, topic=topics.person(bob.pk)).exists()


def test_neither_mention_nor_reply_reaches_the_blocker(alice, bob, thread):
    blocks.block(blocker=alice, blocked=bob)

    factories.make_reply(thread, bob, f"Hør, @{alice.public_name}!")
    call_command("tick")

    assert not Notice.objects.filter(recipient=alice).exists()
    assert not OutboxMessage.objects.filter(to=alice.email).exists()


def test_unread_notices_are_gone_at_once(alice, bob, post):
    call_command("tick")
    assert Notice.objects.filter(recipient=alice, read_at=None).exists()

    blocks.block(blocker=alice, blocked=bob)

    assert not Notice.objects.filter(recipient=alice, read_at=None).exists()


def test_neither_answers_the_others_request_for_help(as_alice, alice, bob, theme, post):
    as_alice.post(address(post))

    for starter, helper in ((alice, bob), (bob, alice)):
        wanted = factories.make_thread(starter, theme, kind="help_wanted")
        with pytest.raises(conversations.CannotWrite):
            conversations.open_conversation(thread=wanted, helper=helper, body="Jeg kan.")


def test_posts_of_partners_and_moderators_stay_visible(
    as_alice, alice, bob, thread, moderator, moderators_post
):
    partner = factories.make_partner("Kommunen", "municipality")
    PartnerMembership.objects.create(user=bob, partner=partner)
    official = posting.reply(thread=thread, author=bob, partner=partner, body="Vi kommer.")
    private = factories.make_reply(thread, bob, "Privat")
    for person in (bob, moderator):
        blocks.block(blocker=alice, blocked=person)

    assert not view_of(as_alice, official).is_folded
    assert not view_of(as_alice, moderators_post).is_folded
    assert view_of(as_alice, private).is_folded


@pytest.fixture
def moderators_post(thread, moderator) -> Post:
    return factories.make_reply(thread, moderator, "Hold tonen.")


def test_what_cannot_be_blocked_has_no_button_and_is_refused(
    as_alice, alice, thread, moderator, moderators_post
):
    own = factories.make_reply(thread, alice, "Mit eget")

    for post in (own, moderators_post):
        assert view_of(as_alice, post).block_url == ""
        for response in (as_alice.get(address(post)), as_alice.post(address(post))):
            assert response.status_code == 403
    assert not HelpBlock.objects.exists()


def test_a_hidden_or_unknown_post_is_not_there(as_alice, post, moderator):
    hide_post(post=post, moderator=moderator, reason="Nej.")

    assert as_alice.post(address(post)).status_code == 404
    assert as_alice.post(reverse("forum:block", args=[987654321])).status_code == 404
    assert not HelpBlock.objects.exists()


def test_anonymous_readers_sign_in_first(client, post):
    assert "block" not in {link.get_text(strip=True) for link in html_of(client, post).select("a")}
    for url in (address(post), reverse("forum:blocks")):
        assert client.get(url).status_code == client.post(url).status_code == 302
    assert not HelpBlock.objects.exists()


def test_an_answer_of_a_blocked_person_does_not_stand_above_the_posts(
    as_alice, client, alice, bob, thread, post
):
    thread.answer = post
    thread.save()
    blocks.block(blocker=alice, blocked=bob)

    assert not as_alice.get(thread.get_absolute_url()).context["shows_answer"]
    assert client.get(thread.get_absolute_url()).context["shows_answer"]


@pytest.mark.usefixtures("as_if_committed")
def test_the_page_of_a_thread_takes_no_more_queries(
    as_alice, alice, bob, thread, post, django_assert_max_num_queries, theme
):
    def count() -> int:
        as_alice.get(thread.get_absolute_url())
        with django_assert_max_num_queries(100) as captured:
            as_alice.get(thread.get_absolute_url())
        return len(captured)

    before = count()
    for number in range(3):
        person = factories.make_user(f"p{number}@example.org", f"P{number}")
        factories.make_reply(thread, person)
        blocks.block(blocker=alice, blocked=person)

    assert count() <= before
