"""Mail about threads and replies to their followers."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import notices
from forum.models import Post, Thread
from forum.moderation.actions import hide_post
from forum.threads.posting import edit_post
from notifications.models import Notice, OutboxMessage
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
    assert digest.subject == "Bob Jensen replied: Glatte stier"
    assert f"http://testserver/en/forum/{thread.pk}/#{reply.anchor}\n" in digest.text
    assert digest.scope == "digest"
    assert f'/en/forum/{thread.pk}/#{reply.anchor}">Read the whole thread</a>' in digest.html


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

    # The first mail of a process also reads the name of the site.
    assert counts[1] <= counts[0] <= 20
    mail = OutboxMessage.objects.get(to=bob.email)
    assert mail.text.count("/da/forum/") == 10
    assert "491" in mail.text


LONG = "Der er glat på stien ved skolen. " * 20


def test_a_reply_is_quoted_with_a_button_to_answer(alice, bob, thread):
    factories.make_reply(thread, bob, f"Jeg **strør** grus.\n\n{LONG}")

    [mail] = mail_all()

    assert "> Jeg strør grus.\n>\n> Der er glat på stien" in mail.text
    quoted = [line.removeprefix("> ") for line in mail.text.splitlines() if line.startswith(">")]
    assert len("\n".join(quoted)) <= 300 + 1
    button = BeautifulSoup(mail.html, "html.parser").select_one(".mail__button a")
    assert button["href"] == f"http://testserver/da/forum/{thread.pk}/#reply"
    assert "Jeg strør grus." in BeautifulSoup(mail.html, "html.parser").blockquote.text


def test_what_neighbours_write_is_escaped_in_the_html(alice, bob, thread):
    factories.make_reply(thread, bob, "<img src=x onerror=alert(1)> & <b>fed</b>")

    [mail] = mail_all()

    assert "<img src=x" not in mail.html
    assert "<b>" not in mail.html
    assert "<img src=x onerror=alert(1)> & <b>fed</b>" in mail.text


@pytest.mark.parametrize("hidden", ["post", "thread"])
def test_a_moderator_gets_no_quotation_of_what_is_hidden(alice, bob, thread, moderator, hidden):
    """Moderators see hidden threads, but a mail lies in a mailbox."""
    follows.follow(moderator, topics.thread(thread.pk))
    reply = factories.make_reply(thread, bob, "Køb mine cykler!")
    activities.spread_due()
    # Directly in the database, so that the notice is not withdrawn.
    if hidden == "post":
        Post.objects.filter(pk=reply.pk).update(is_hidden=True, hidden_reason="Reklame")
    else:
        Thread.objects.filter(pk=thread.pk).update(is_hidden=True)

    assert all("cykler" not in mail.text + mail.html for mail in mail_all())


def test_a_removed_text_is_not_quoted(alice, bob, thread):
    reply = factories.make_reply(thread, bob, "Ring til mig")
    Post.objects.filter(pk=reply.pk).update(removed_at=timezone.now(), body="", body_as_html="")

    [mail] = mail_all()

    assert "Ring til mig" not in mail.text + mail.html
    assert "<blockquote" not in mail.html


def test_hiding_a_post_takes_back_the_mail_that_is_not_sent(alice, bob, thread, moderator):
    first = factories.make_reply(thread, bob, "Køb mine cykler!")
    factories.make_reply(thread, bob, "Der er stadig glat.")
    [mail] = mail_all()
    assert "cykler" in mail.text

    hide_post(post=first, moderator=moderator, reason="Reklame")

    assert not OutboxMessage.objects.filter(to=alice.email).exists()
    [mail] = [mail for mail in mail_all() if mail.to == alice.email]
    assert "cykler" not in mail.text + mail.html
    assert "Der er stadig glat." in mail.text


def test_hiding_a_post_leaves_a_sent_mail_alone(alice, bob, thread, moderator):
    reply = factories.make_reply(thread, bob, "Køb mine cykler!")
    [mail] = mail_all()
    OutboxMessage.objects.filter(pk=mail.pk).update(state="sent", sent_at=timezone.now())

    hide_post(post=reply, moderator=moderator, reason="Reklame")

    assert [mail.to for mail in mail_all() if mail.to == alice.email] == [alice.email]


def test_mentions_and_replies_are_counted_as_what_they_are_called(alice, bob, thread):
    """A mention in a new reply, and one that an edit added, are two mentions."""
    factories.make_reply(thread, alice)
    factories.make_reply(thread, bob, "@Alice Jensen, er du der?")
    reply = factories.make_reply(thread, bob, "Hallo?")
    edit_post(post=reply, body="Hallo, @Alice Jensen?")
    activities.spread_due()
    Notice.objects.filter(category="my_threads").delete()

    [mail] = [mail for mail in mail_all() if mail.to == alice.email]

    assert mail.subject == "2 omtaler i ”Glatte stier”"
    assert "2 omtaler fra Bob Jensen." in mail.text


def test_each_mention_that_a_mail_counts_is_quoted(alice, bob, thread):
    factories.make_reply(thread, bob, "@Alice Jensen kommer du på lørdag?")
    factories.make_reply(thread, bob, "@Alice Jensen og kan du tage kaffe med?")
    for number in range(4, 7):
        factories.make_reply(thread, bob, f"@Alice Jensen husk punkt {number}.")

    (mail,) = [mail for mail in mail_all() if mail.to == alice.email]

    text = BeautifulSoup(mail.html, "html.parser").get_text()
    for shown in (mail.text, text):
        # Once for all five, and once above each text that is quoted.
        assert shown.count("Bob Jensen") == 4
        assert "kommer du på lørdag?" in shown
        assert "og kan du tage kaffe med?" in shown
        assert "husk punkt 4." in shown
        assert "husk punkt 5." not in shown


def test_a_mail_about_several_threads_quotes_each_in_one_line(alice, bob, theme):
    for title in ("Glatte stier", "Nabohjælp"):
        thread = factories.make_thread(alice, theme, title=title)
        factories.make_reply(thread, bob, "@Alice Jensen det første\n\nog det andet")
        factories.make_reply(thread, bob, "@Alice Jensen det tredje")

    (mail,) = [mail for mail in mail_all() if mail.to == alice.email]

    assert mail.text.count("det første og det andet") == 2
    assert "det tredje" not in mail.text


def test_a_thread_is_one_block_whatever_happened_in_it(alice, bob, theme):
    """It was started in a followed theme, and then got a reply: two categories, one thread."""
    follows.follow(bob, topics.theme(theme.pk))
    thread = factories.make_thread(alice, theme)
    activities.spread_due()
    follows.follow(bob, topics.thread(thread.pk))
    factories.make_reply(thread, alice)

    [mail] = [mail for mail in mail_all() if mail.to == bob.email]

    assert len(BeautifulSoup(mail.html, "html.parser").find_all("h2")) == 1
    assert mail.subject == "1 nyt svar og 1 ny samtale i ”Glatte stier”"
