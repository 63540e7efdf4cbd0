"""What a list shows of the posts of a thread: an excerpt, and who wrote last."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from forum.erasure import anonymise_author
from forum.house_rules import HouseRule
from forum.models import Thread
from forum.moderation.actions import hide_post, restore_post
from forum.moderation.post_acts import redact
from forum.threads.posting import edit_post
from forum.threads.posting import reply as post_reply
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(alice, theme):
    return factories.make_thread(alice, theme, body="Et *godt* sted\n\nat mødes.")


def shown(thread: Thread) -> tuple[str, int | None, int | None]:
    thread = Thread.objects.get(pk=thread.pk)
    return thread.excerpt, thread.last_author_id, thread.last_partner_id


def test_a_new_thread_has_the_excerpt_of_its_text_and_no_last_writer_in_words(thread, alice):
    assert shown(thread) == ("Et godt sted at mødes.", alice.pk, None)
    assert Thread.objects.get().last_writer == ""


def test_a_long_text_is_cut(alice, theme):
    thread = factories.make_thread(alice, theme, body="ord " * 2_000)
    assert len(shown(thread)[0]) <= 155


def test_the_list_shows_both(client, thread, bob):
    factories.make_reply(thread, bob)
    html = markup_of(client.get(reverse("forum:threads")))
    assert "Et godt sted at mødes." in html
    assert f"<bdi>{bob.public_name}</bdi>" in html


def test_an_excerpt_is_escaped(client, alice, theme):
    factories.make_thread(alice, theme, body="<script>alert(1)</script>")
    html = markup_of(client.get(reverse("forum:threads")))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_who_replies_is_the_last_writer_and_in_a_partners_name_the_partner(thread, bob):
    factories.make_reply(thread, bob)
    assert Thread.objects.get().last_writer == bob.public_name
    partner = factories.make_partner()
    partner.memberships.create(user=bob)
    post_reply(thread=thread, author=bob, body="Vi også.", partner=partner)
    assert Thread.objects.get().last_writer == partner.name


def test_a_hidden_reply_does_not_count_until_it_is_restored(thread, bob, alice, moderator):
    reply = factories.make_reply(thread, bob)
    hide_post(post=reply, moderator=moderator, reason="Spam")
    assert shown(thread)[1] == alice.pk
    restore_post(post=reply, moderator=moderator, reason="En fejl")
    assert shown(thread)[1] == bob.pk


def test_a_hidden_thread_has_no_excerpt(thread, moderator):
    first = thread.posts.get()
    hide_post(post=first, moderator=moderator, reason="Spam")
    assert shown(thread)[0] == ""
    first.refresh_from_db()
    restore_post(post=first, moderator=moderator, reason="En fejl")
    assert shown(thread)[0] == "Et godt sted at mødes."


def test_an_edited_or_redacted_text_changes_the_excerpt(thread, bob, moderator):
    reply = factories.make_reply(thread, bob)
    edit_post(post=reply, body="Noget andet")
    assert shown(thread)[0] == "Et godt sted at mødes."
    first = thread.posts.get(number=1)
    edit_post(post=first, body="Ring 12 34 56 78")
    assert shown(thread)[0] == "Ring 12 34 56 78"
    redact(
        post=first, body="Ring", moderator=moderator, rule=HouseRule.OTHER.value, reason="Nummer"
    )
    assert shown(thread)[0] == "Ring"


@pytest.mark.parametrize("remove_texts", [False, True])
def test_erasure_removes_the_name_and_with_the_texts_the_excerpt(thread, alice, bob, remove_texts):
    factories.make_reply(thread, bob)
    factories.make_reply(thread, alice)
    name = alice.public_name
    anonymise_author(author=alice, remove_texts=remove_texts)
    excerpt, last_author, _partner = shown(thread)
    assert last_author is None
    assert Thread.objects.get().last_writer not in {"", name}
    assert excerpt == ("" if remove_texts else "Et godt sted at mødes.")


def test_recount_writes_both_anew(thread, alice, bob, capsys):
    factories.make_reply(thread, bob)
    right = shown(thread)
    Thread.objects.update(excerpt="x", last_author=alice)
    call_command("recount")
    assert shown(thread) == right
    assert capsys.readouterr().out.count("1\n") == 2
    call_command("recount")
    assert capsys.readouterr().out.count("0\n") == 5
