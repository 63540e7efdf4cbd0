"""Merging a thread that repeats another, and taking it back."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum.models import MeToo, ModerationAction, Thread
from forum.moderation import merging
from forum.moderation.actions import hide_post
from forum.moderation.undo import undo
from forum.threads import posting
from notifications.models import Notice, OutboxMessage
from notifications.notices import follows, topics
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
WHY = {"reason": "Den findes allerede."}


@pytest.fixture
def other(bob, theme):
    return factories.make_thread(bob, theme)


def address(thread) -> str:
    return reverse("forum:merge", args=[thread.posts.get(number=1).pk])


def merge(thread, other, moderator) -> ModerationAction:
    assert merging.merge(duplicate=thread, other=other, moderator=moderator, **WHY)
    thread.refresh_from_db()
    return ModerationAction.objects.get(kind="merge", undone_by=None)


def listed(client) -> set[int]:
    return {each.pk for each in client.get(reverse("forum:threads")).context["threads"]}


def test_a_moderator_sees_what_happens_and_merges(
    as_moderator, as_alice, client, thread, reply, other
):
    before = as_moderator.get(address(thread), {"into": other.get_absolute_url()})
    assert before.context["other"] == other
    assert not ModerationAction.objects.exists()

    for _click in range(2):
        done = as_moderator.post(address(thread), {"into": other.pk, **WHY})
        assert (done.status_code, done.url) == (302, other.get_absolute_url())

    assert ModerationAction.objects.count() == OutboxMessage.objects.count() == 1
    led_on = client.get(thread.get_absolute_url())
    assert (led_on.status_code, led_on.url) == (302, f"{other.get_absolute_url()}#merged")
    reply.thread.refresh_from_db()
    itself = client.get(reply.page_url)
    assert "garagen" in itself.content.decode()
    assert itself.context["robots"] == "noindex"
    page = client.get(other.get_absolute_url())
    assert [each.title for each in page.context["merged_threads"]] == [thread.title]
    for reader in (client, as_moderator, as_alice):
        assert listed(reader) == {other.pk}


@pytest.mark.parametrize(
    ("who", "status"), [("client", 302), ("as_alice", 403), ("as_bob", 403), ("as_editor", 403)]
)
def test_others_cannot_merge(request, thread, other, who, status):
    client = request.getfixturevalue(who)

    assert client.get(address(thread)).status_code == status
    assert client.post(address(thread), {"into": other.pk, **WHY}).status_code == status
    assert not ModerationAction.objects.exists()


def test_taking_it_back_restores_all(as_moderator, client, thread, reply, other, moderator):
    fan = factories.make_user("fan@example.org", "Fanny")
    follows.follow(fan, topics.thread(thread.pk))
    action = merge(thread, other, moderator)
    assert follows.is_following(fan, topics.thread(other.pk))
    assert Notice.objects.filter(activity__kind="forum.merged").count() <= 1

    assert undo(action=action, moderator=moderator, reason="Fejl.")

    thread.refresh_from_db()
    assert (thread.is_hidden, thread.merged_into) == (False, None)
    assert not follows.is_following(fan, topics.thread(other.pk))
    assert follows.is_following(fan, topics.thread(thread.pk))
    assert listed(client) == {thread.pk, other.pk}
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_who_wrote_since_goes_on_following(thread, reply, bob, alice, moderator, theme):
    other = factories.make_thread(factories.make_user("c@example.org", "Carl"), theme)
    action = merge(thread, other, moderator)
    posting.reply(thread=other, author=bob, body="Så er vi her.")

    undo(action=action, moderator=moderator, reason="Fejl.")

    assert follows.is_following(bob, topics.thread(other.pk))
    assert not follows.is_following(alice, topics.thread(other.pk))


def test_nobody_is_counted_twice(alice, bob, moderator, theme):
    one, two = (factories.make_thread(each, theme, kind="issue") for each in (alice, bob))
    carl = factories.make_user("c@example.org", "Carl")
    for thread in (one, two):
        MeToo.objects.create(issue=thread.issue, user=carl)
        type(thread.issue).objects.filter(pk=thread.pk).update(me_too_count=1)
    action = merge(one, two, moderator)
    two.issue.refresh_from_db()
    assert two.issue.me_too_count == two.issue.me_toos.count() == 2

    undo(action=action, moderator=moderator, reason="Fejl.")

    two.issue.refresh_from_db()
    assert two.issue.me_too_count == two.issue.me_toos.count() == 1


def test_a_reply_keeps_its_text_and_is_led_on(as_bob, thread, other, moderator):
    merge(thread, other, moderator)

    response = as_bob.post(
        reverse("forum:reply", args=[thread.pk]), {"body": "Jo, det er rigtigt."}
    )

    assert response.context["form"]["body"].value() == "Jo, det er rigtigt."
    assert response.context["action"] == reverse("forum:reply", args=[other.pk])
    assert thread.posts.count() == other.posts.count() == 1
    with pytest.raises(posting.PostingRefused):
        posting.reply(thread=thread, author=moderator, body="Jo!")


def test_a_reply_sent_while_the_merge_commits_is_led_on(
    as_bob, thread, other, moderator, monkeypatch
):
    write = posting.reply

    def merge_first(**given):
        merge(thread, other, moderator)
        return write(**given)

    monkeypatch.setattr(posting, "reply", merge_first)
    response = as_bob.post(reverse("forum:reply", args=[thread.pk]), {"body": "Jo, det er det."})

    assert response.status_code == 200
    [form] = BeautifulSoup(response.content, "html.parser").select("form:has(textarea[name=body])")
    assert form["action"] == reverse("forum:reply", args=[other.pk])
    assert form.select_one("textarea").get_text(strip=True) == "Jo, det er det."
    assert thread.posts.count() == other.posts.count() == 1


def test_a_reply_sent_while_the_thread_is_hidden_is_refused(
    as_bob, thread, other, moderator, monkeypatch
):
    write = posting.reply

    def hide_first(**given):
        hide_post(post=thread.posts.get(number=1), moderator=moderator, **WHY)
        return write(**given)

    monkeypatch.setattr(posting, "reply", hide_first)
    response = as_bob.post(reverse("forum:reply", args=[thread.pk]), {"body": "Jo, det er det."})

    assert response.status_code == 403


def test_a_merge_names_no_house_rule(as_moderator, thread, other):
    url = address(thread)
    assert "rule" not in as_moderator.get(url, {"into": other.pk}).context["form"].fields

    as_moderator.post(url, {"into": other.pk, **WHY})

    assert ModerationAction.objects.get().rule == ""


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"is_hidden": True}, merging.Refusal.OTHER_HIDDEN),
        ({"is_hidden": True, "withdrawn_at": LONG_AGO}, merging.Refusal.OTHER_WITHDRAWN),
    ],
)
def test_the_other_thread_has_gone_meanwhile(
    as_moderator, thread, other, moderator, monkeypatch, change, refusal
):
    """The form was checked before; the words that were typed stay in it."""
    write = merging.merge

    def go_first(**given):
        Thread.objects.filter(pk=other.pk).update(**change)
        return write(**given)

    monkeypatch.setattr(merging, "merge", go_first)
    response = as_moderator.post(address(thread), {"into": other.pk, **WHY})

    form = response.context["form"]
    assert form.non_field_errors() == [refusal.label]
    assert form["reason"].value() == WHY["reason"]
    thread.refresh_from_db()
    assert thread.merged_into is None
    assert not ModerationAction.objects.exists()
    # Asked for again, the field says so.
    again = as_moderator.get(address(thread), {"into": other.pk})
    assert again.context["form"].errors["into"] == [refusal.label]


def test_hiding_a_merged_thread_hides_it(client, thread, reply, other, moderator):
    merge(thread, other, moderator)
    hide_post(post=thread.posts.get(number=1), moderator=moderator, **WHY)

    assert client.get(thread.get_absolute_url() + "?merged=1").status_code == 404
    assert not client.get(other.get_absolute_url()).context["merged_threads"]


def test_a_hidden_other_thread_is_not_named(client, thread, other, moderator):
    merge(thread, other, moderator)
    hide_post(post=other.posts.get(number=1), moderator=moderator, **WHY)

    page = client.get(thread.get_absolute_url())
    assert page.status_code == 200
    assert page.context["merged_into"] is None


def test_no_chains_and_no_cycles(as_moderator, thread, other, moderator, theme, alice):
    third = factories.make_thread(alice, theme)
    merge(thread, other, moderator)

    for duplicate, into in ((third, third), (other, thread), (other, third), (thread, third)):
        assert as_moderator.post(address(duplicate), {"into": into.pk, **WHY}).status_code == 200
    assert ModerationAction.objects.count() == 1
    # Into a merged one: into the one it leads to.
    as_moderator.post(address(third), {"into": thread.pk, **WHY})
    third.refresh_from_db()
    assert third.merged_into == other
    for wrong in ({"merged_into": third}, {"is_hidden": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=third.pk).update(**wrong)


def test_an_issue_is_merged_into_an_issue_only(alice, thread, theme, moderator):
    issue = factories.make_thread(alice, theme, kind="issue")

    with pytest.raises(merging.CannotMerge):
        merging.merge(duplicate=issue, other=thread, moderator=moderator, **WHY)
    issue.refresh_from_db()
    assert issue.merged_into is None
