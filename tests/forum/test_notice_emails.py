"""Mail about threads and replies to their followers."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import notices
from forum.models import Post, Thread
from forum.moderation.actions import hide_post
from notifications.models import OutboxMessage
from notifications.notices import (
    activities,
    follows,
    notice_emails,
    topics,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(alice, theme):
    return factories.make_thread(alice, theme)


def mail_all() -> list[OutboxMessage]:
    """Write the mail that is due within two days, and return it."""
    activities.spread_due()
    notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2))
    return list(OutboxMessage.objects.order_by("pk"))


def test_a_reply_is_mailed_to_the_threads_author_and_followers(alice, bob, thread):
    carol = factories.make_user("carol@example.org", "Carol", language="en")
    follows.follow(carol, topics.thread(thread.pk))

    reply = factories.make_reply(thread, bob)
    mails = {mail.to: mail for mail in mail_all()}

    assert set(mails) == {alice.email, carol.email}
    immediate, digest = mails[alice.email], mails[carol.email]
    assert immediate.subject.endswith(": Glatte stier")
    assert immediate.subject.startswith("Bob Jensen ")
    assert f"http://testserver/da/forum/{thread.pk}/#{reply.anchor}\n" in immediate.text
    assert immediate.scope == "notices:my_threads"
    assert digest.subject == "Bob Jensen wrote a reply: Glatte stier"
    assert f"http://testserver/en/forum/{thread.pk}/#{reply.anchor}\n" in digest.text
    assert digest.scope == "digest"
    assert f'/en/forum/{thread.pk}/#{reply.anchor}">Read it on the site</a>' in digest.html


def test_a_digest_counts_its_notices_in_the_subject(alice, bob, theme):
    for name in ("Glatte stier", "Nabohjælp"):
        thread = factories.make_thread(alice, theme, title=name)
        follows.follow(bob, topics.thread(thread.pk))
        factories.make_reply(thread, alice)
        factories.make_reply(thread, alice)
    activities.spread_due()
    follows.follow(bob, topics.theme(theme.pk))
    factories.make_thread(alice, theme, title="Fest")

    (mail,) = [mail for mail in mail_all() if mail.to == bob.email]

    assert mail.subject == "Siden i går: 4 nye svar og 1 ny samtale"
    assert "2 nye svar fra Alice Jensen" in mail.text
    assert "Traffic safety (da)" in mail.text


def test_a_hidden_reply_is_not_mailed(alice, bob, thread, moderator):
    reply = factories.make_reply(thread, bob, "Køb mine cykler!")
    activities.spread_due()
    # Directly in the database, so that the notice is not withdrawn.
    Post.objects.filter(pk=reply.pk).update(is_hidden=True, hidden_reason="Reklame")

    assert mail_all() == []


def test_a_hidden_thread_is_not_mailed(alice, bob, thread, moderator):
    follows.follow(bob, topics.thread(thread.pk))
    factories.make_reply(thread, alice)
    activities.spread_due()
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Spam")

    assert [mail for mail in mail_all() if mail.to == bob.email] == []


def test_500_followed_threads_cost_as_many_queries_as_one(alice, bob, theme):
    carol = factories.make_user("carol@example.org", "Carol")
    now = timezone.now()
    threads = Thread.objects.bulk_create(
        Thread(title=f"Tråd {number}", theme=theme, author=alice, language="da", post_count=1)
        for number in range(500)
    )
    for thread in threads[:30]:
        follows.follow(bob, topics.thread(thread.pk))
    posts = Post.objects.bulk_create(
        Post(thread=thread, number=1, author=alice, body="Hej") for thread in threads
    )
    follows.follow(bob, topics.theme(theme.pk))
    for post in posts:
        notices.notify_of_thread(post, now)
    activities.spread_due()
    follows.follow(carol, topics.theme(theme.pk))
    factories.make_thread(alice, theme)
    activities.spread_due()

    counts = []
    for user in (carol, bob):
        with CaptureQueriesContext(connection) as queries:
            assert notice_emails.mail_to(user.pk, now + datetime.timedelta(days=2)) == 1
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20
    mail = OutboxMessage.objects.get(to=bob.email)
    assert mail.text.count("/da/forum/") == 40
    assert "461" in mail.text
