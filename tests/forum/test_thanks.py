"""Thanks: the one reaction to a post."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import personal_data
from forum.models import Post, Thanks, Thread
from forum.moderation.actions import hide_post
from forum.threads import thanking
from notifications.models import Activity, Notice, OutboxMessage
from notifications.notices import activities, notice_emails
from notifications.notices.activity_types import describe
from residents.personal_data import erasure
from residents.personal_data.registry import Person, Posts
from tests import factories

pytestmark = pytest.mark.django_db


def address(post) -> str:
    return reverse("forum:thank", args=[post.pk])


def count(post) -> int:
    return Post.objects.get(pk=post.pk).thanks_count


def notices() -> list[Notice]:
    activities.spread_due()
    return list(Notice.objects.filter(activity__kind="forum.thanks").order_by("pk"))


def test_a_reader_thanks_and_takes_it_back(as_alice, alice, reply):
    response = as_alice.post(address(reply))

    assert response["Location"] == reply.get_absolute_url()
    assert Thanks.objects.get().person == alice
    assert count(reply) == 1

    as_alice.post(address(reply), {"do": "undo"})

    assert not Thanks.objects.exists()
    assert count(reply) == 0


def test_a_double_click_counts_once(as_alice, reply):
    for _click in range(2):
        assert as_alice.post(address(reply)).status_code == 302
    assert count(reply) == 1

    for _click in range(2):
        assert as_alice.post(address(reply), {"do": "undo"}).status_code == 302
    assert count(reply) == 0


def test_the_database_has_each_thanks_once(alice, reply):
    thanking.give_thanks(post=reply, person=alice)

    with pytest.raises(IntegrityError), transaction.atomic():
        Thanks.objects.create(post=reply, person=alice)


def test_nobody_thanks_for_their_own_post(as_bob, reply):
    assert as_bob.post(address(reply)).status_code == 403
    assert count(reply) == 0


def test_nobody_thanks_for_their_own_post_in_the_name_of_a_partner(as_bob, bob, thread):
    partner = factories.make_partner()
    partner.memberships.create(user=bob)
    post = Post.objects.create(
        thread=thread, number=2, author=bob, partner=partner, body="Vi salter."
    )

    assert as_bob.post(address(post)).status_code == 403


def test_anonymous_readers_are_led_through_the_sign_in_to_the_post(client, reply):
    after = reverse("forum:post", args=[reply.pk])

    response = client.post(address(reply))

    assert response["Location"] == f"{reverse(settings.LOGIN_URL)}?next={after}"
    assert count(reply) == 0


@pytest.mark.parametrize("who", ["client", "as_alice"])
def test_a_link_thanks_for_nothing(request, who, reply):
    assert request.getfixturevalue(who).get(address(reply)).status_code == 405
    assert count(reply) == 0


def test_hidden_and_removed_posts_get_no_thanks(as_alice, moderator, reply):
    Post.objects.filter(pk=reply.pk).update(body="", removed_at=timezone.now())
    assert as_alice.post(address(reply)).status_code == 403

    Post.objects.filter(pk=reply.pk).update(removed_at=None)
    hide_post(post=reply, moderator=moderator, reason="Spam")
    assert as_alice.post(address(reply)).status_code == 403
    assert count(reply) == 0


def test_posts_of_hidden_threads_are_not_there(as_bob, moderator, thread, reply):
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Spam")

    assert as_bob.post(address(thread.posts.first())).status_code == 404
    assert as_bob.post(reverse("forum:thank", args=[987654321])).status_code == 404


def test_the_page_shows_each_reader_their_own_button(client, as_alice, as_bob, as_moderator, reply):
    as_alice.post(address(reply))
    url = reply.page_url
    button = f'formaction="{address(reply)}"'

    for_alice, for_moderator = (each.get(url).content.decode() for each in (as_alice, as_moderator))
    assert for_alice.count('aria-pressed="true"') == 1
    assert button in for_alice
    assert 'aria-pressed="true"' not in for_moderator
    assert button in for_moderator
    assert button not in as_bob.get(url).content.decode()

    for_anonymous = client.get(url).content.decode()
    assert reverse("forum:post", args=[reply.pk]) in for_anonymous
    assert "1 neighbour says thanks" in for_anonymous
    assert "csrfmiddlewaretoken" not in for_anonymous
    # Only the number is public.
    assert client.get(url).context["posts"][1].post.thanks_count == 1


@pytest.mark.usefixtures("as_if_committed")
def test_a_page_takes_one_query_for_all_thanks_of_its_reader(as_alice, thread, bob, reply):
    posts = [factories.make_reply(thread, bob, f"Nr. {number}") for number in range(5)]

    def queries() -> int:
        as_alice.get(reply.page_url)
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(reply.page_url)
        return len(captured)

    without = queries()
    as_alice.post(address(reply))
    with_one = queries()
    for post in posts:
        as_alice.post(address(post))

    assert queries() == with_one == without + 1


def test_the_author_gets_one_notice_and_no_mail(reply, alice, bob, moderator):
    thanking.give_thanks(post=reply, person=alice)
    thanking.give_thanks(post=reply, person=moderator)

    [notice] = notices()
    assert notice.recipient == bob
    assert notice.mail_due_at is None
    described = describe([notice.activity], bob)[notice.activity_id]
    assert described.text.startswith("2 neighbours")
    assert described.actor_name == ""
    notice_emails.mail_due()
    assert not OutboxMessage.objects.filter(to=bob.email).exists()


def test_a_read_notice_is_new_again_after_a_day_at_the_earliest(reply, alice, moderator):
    thanking.give_thanks(post=reply, person=alice)
    [notice] = notices()
    Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now())

    thanking.give_thanks(post=reply, person=moderator)
    assert notices()[0].read_at is not None

    thanking.take_back_thanks(post=reply, person=moderator)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        thanking.give_thanks(post=reply, person=moderator)
    assert [each.read_at for each in notices()] == [None]


def test_the_notice_is_gone_with_the_last_thanks(reply, alice, bob):
    thanking.give_thanks(post=reply, person=alice)
    thanking.take_back_thanks(post=reply, person=alice)

    assert describe([notices()[0].activity], bob) == {}


def test_the_notice_of_a_hidden_post_is_withdrawn(reply, alice, moderator):
    thanking.give_thanks(post=reply, person=alice)
    assert notices()[0].read_at is None

    hide_post(post=reply, moderator=moderator, reason="Spam")

    assert notices()[0].read_at is not None


def test_posts_of_erased_accounts_can_be_thanked_for(thread, alice, reply):
    Post.objects.filter(pk=reply.pk).update(author=None)
    reply.refresh_from_db()

    assert thanking.give_thanks(post=reply, person=alice)
    assert not Activity.objects.filter(kind="forum.thanks").exists()


def test_erasing_an_account_takes_its_thanks_back(reply, alice, moderator):
    thanking.give_thanks(post=reply, person=alice)
    thanking.give_thanks(post=reply, person=moderator)

    erasure.erase(user=alice, posts=Posts.KEEP)

    assert Thanks.objects.get().person == moderator
    assert count(reply) == 1


def test_the_export_has_what_somebody_thanked_for(reply, alice, moderator):
    thanking.give_thanks(post=reply, person=alice)
    thanking.give_thanks(post=reply, person=moderator)
    rule = next(rule for rule in personal_data.RULES if rule.model == "forum.Thanks")

    assert [row.person for row in rule.rows(Person.of(alice))] == [alice]


def test_recount_corrects_the_numbers(reply, thread, alice, capsys):
    thanking.give_thanks(post=reply, person=alice)
    Post.objects.filter(pk=reply.pk).update(thanks_count=7)
    Thread.objects.filter(pk=thread.pk).update(post_count=9)

    call_command("recount")

    assert count(reply) == 1
    thread.refresh_from_db()
    assert thread.post_count == 2
    assert capsys.readouterr().out.count("1\n") == 2
    call_command("recount")
    assert capsys.readouterr().out.count("0\n") == 5
