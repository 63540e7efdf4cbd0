"""Each post says in which language it is, for screen readers."""

import re

import pytest
from django.utils import timezone

from forum.moderation.actions import hide_post
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

DANISH = "Jeg kommer gerne og hjælper, hvis det ikke regner."
ENGLISH = "I will come and help you if it does not rain."


def languages(client, thread) -> list[str]:
    """Return the `lang` of each post's text; "" where it has none."""
    html = markup_of(client.get(thread.get_absolute_url()))
    return re.findall(r'<div class="prose"(?: lang="(\w+)")?>', html)


def test_a_reply_in_another_language_than_its_thread_is_marked(client, alice, bob, theme):
    thread = factories.make_thread(alice, theme, body=DANISH)
    factories.make_reply(thread, bob, ENGLISH)
    factories.make_reply(thread, bob, "OK!")

    assert languages(client, thread) == ["da", "en", "da"]


def test_the_sentence_in_place_of_a_removed_text_is_in_the_readers_language(client, alice, theme):
    thread = factories.make_thread(alice, theme, body=DANISH)
    thread.posts.update(body="", body_as_html="", removed_at=timezone.now())

    assert languages(client, thread) == [""]


def test_a_title_in_another_language_is_marked_in_the_calendar(client, theme):
    factories.make_event_page(theme, "Nabocafé")

    assert '<h3 class="event__title" lang="da">' in markup_of(client.get("/en/calendar/"))
    assert '<h3 class="event__title">' in markup_of(client.get("/da/kalender/"))


def test_a_threads_title_and_a_moderators_reason_are_marked(as_alice, alice, moderator, theme):
    thread = factories.make_thread(alice, theme, "Glatte stier")
    reply = factories.make_reply(thread, alice)
    hide_post(post=reply, moderator=moderator, reason="Det er ikke venligt, så jeg har skjult det.")

    html = markup_of(as_alice.get(f"/en/forum/{thread.pk}/"))

    assert '<span aria-current="page" lang="da">Glatte stier</span>' in html
    assert '<h1 lang="da">Glatte stier</h1>' in html
    assert '<span lang="da">Det er ikke venligt' in html
