"""Each post says in which language it is, for screen readers."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from events.models import Occurrence
from forum.moderation.actions import hide_post
from notifications.models import OutboxMessage
from notifications.notices import activities, follows, notice_emails, topics
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


@pytest.fixture
def dane_with_an_english_reply(alice, bob, theme):
    """Alice, who reads English, gets notices of a Danish thread with an English reply."""
    alice.language = "en"
    alice.save()
    thread = factories.make_thread(alice, theme, "Glatte stier", body=DANISH)
    follows.follow(alice, topics.thread(thread.pk))
    factories.make_reply(thread, bob, ENGLISH)
    activities.spread_due()
    return thread


def test_titles_are_marked_in_notices_and_among_what_one_follows(
    as_alice, dane_with_an_english_reply
):
    for name in ("notifications:notices", "notifications:following"):
        html = markup_of(as_alice.get(reverse(name)))
        assert '<h3 class="row__title" lang="da">' in html, name


def test_title_and_quotation_are_marked_in_mails(dane_with_an_english_reply):
    notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2))
    html = BeautifulSoup(OutboxMessage.objects.get().html, "html.parser")
    assert html.html["lang"] == "en"
    assert html.select_one("h2")["lang"] == "da"
    assert html.select_one("blockquote")["lang"] == "en"


def test_title_of_an_event_is_marked_in_the_month(client, theme):
    factories.make_event_page(theme, "Nabocafé")
    starts_at = timezone.localtime(Occurrence.objects.get().starts_at)
    response = client.get("/en/calendar/", {"view": "month", "month": f"{starts_at:%Y-%m}"})
    html = BeautifulSoup(response.content, "html.parser")
    assert html.select_one('.month__entry [lang="da"]').text == "Nabocafé"


def test_only_a_page_with_foreign_texts_has_the_script_that_translates(client, alice, bob, theme):
    thread = factories.make_thread(alice, theme, body=ENGLISH)
    url = thread.get_absolute_url()
    assert "translate.js" not in client.get(url).content.decode()

    factories.make_reply(thread, bob, DANISH)
    assert "translate.js" in client.get(url).content.decode()
