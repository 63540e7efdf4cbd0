"""“I see it too”."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum import personal_data
from forum.issues import me_too
from forum.models import Issue, MeToo
from forum.moderation.actions import hide_post
from notifications.notices import follows, topics
from residents.personal_data.registry import Person, Posts
from tests import factories
from tests.forum.issue_cast import set_status

pytestmark = pytest.mark.django_db


def url(issue: Issue) -> str:
    return reverse("forum:issue_me_too", args=[issue.pk])


def count(issue: Issue) -> int:
    issue.refresh_from_db()
    assert issue.me_too_count == MeToo.objects.filter(issue=issue).count()
    return issue.me_too_count


def test_a_neighbour_is_counted_once_and_follows_the_thread(as_bob, bob, client, issue):
    assert url(issue) in as_bob.get(issue.thread.url).content.decode()

    for _click in range(2):
        assert as_bob.post(url(issue))["Location"] == issue.thread.url

    assert count(issue) == 1
    assert follows.is_following(bob, topics.thread(issue.pk))
    assert "1 neighbour" in client.get(issue.thread.url).content.decode()


def test_it_can_be_taken_back_and_said_again(as_bob, issue):
    as_bob.post(url(issue))
    assert 'name="undo"' in as_bob.get(issue.thread.url).content.decode()

    for _click in range(2):
        as_bob.post(url(issue), {"undo": "1"})

    assert count(issue) == 0
    as_bob.post(url(issue))
    assert count(issue) == 1


def test_who_has_stopped_following_is_not_made_to_follow(as_bob, bob, issue):
    topic = topics.thread(issue.pk)
    follows.follow(bob, topic)
    follows.stop(bob, topic)

    as_bob.post(url(issue))

    assert not follows.is_following(bob, topic)


def test_the_reporter_is_not_counted(as_alice, issue):
    assert url(issue) not in as_alice.get(issue.thread.url).content.decode()
    assert as_alice.post(url(issue)).status_code == 302
    assert count(issue) == 0


def test_a_closed_issue_counts_nobody_and_lets_people_go(as_bob, client, moderator, issue):
    as_bob.post(url(issue))
    set_status(issue, "solved", moderator)
    carol = factories.make_user("carol@example.org", "Carol")
    factories.sign_in(client, carol)

    assert url(issue) not in client.get(issue.thread.url).content.decode()
    client.post(url(issue))
    assert count(issue) == 1
    as_bob.post(url(issue), {"undo": "1"})
    assert count(issue) == 0


def test_an_anonymous_reader_is_led_to_the_sign_in(client, issue):
    html = client.get(issue.thread.url)
    assert url(issue) not in html.content.decode()
    assert not html.cookies

    assert reverse("account_login") in client.post(url(issue))["Location"]
    assert count(issue) == 0


def test_it_is_said_by_post_only_and_of_issues_only(as_bob, issue, thread):
    assert as_bob.get(url(issue)).status_code == 405
    for pk in (thread.pk, 987654321):
        assert as_bob.post(reverse("forum:issue_me_too", args=[pk])).status_code == 404


def test_a_hidden_issue_is_not_there(as_bob, moderator, issue):
    hide_post(post=issue.thread.posts.get(), moderator=moderator, reason="Spam")

    assert as_bob.post(url(issue)).status_code == 404
    assert count(issue) == 0


def test_the_database_counts_each_person_once(bob, issue):
    MeToo.objects.create(issue=issue, user=bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeToo.objects.create(issue=issue, user=bob)


def test_the_number_stays_when_an_account_is_erased(bob, issue):
    me_too.say(issue=issue, user=bob)
    (rule,) = [rule for rule in personal_data.RULES if rule.model == "forum.MeToo"]
    person = Person.of(bob)

    assert rule.erase
    rule.erase(person, Posts.REMOVE)

    assert MeToo.objects.get().user is None
    assert count(issue) == 1
