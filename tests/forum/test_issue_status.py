"""The status of an issue: who changes it, with what words, and who is told."""

import datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from forum.issues import status
from forum.models import Issue, IssueStatus, Post, StatusChange, Thread
from forum.moderation.actions import hide_post
from forum.threads import own_thread
from notifications.models import Activity, Notice
from notifications.notices import activities
from residents.models import PartnerMembership
from tests import factories
from tests.forum.issue_cast import set_status

pytestmark = pytest.mark.django_db


def url(issue: Issue, name: str = "status") -> str:
    return reverse(f"forum:issue_{name}", args=[issue.pk])


def answer(client, issue: Issue, new: str, **more: object):
    data = {"expected": "received", "status": new, "text": "Vi ser på den i morgen."}
    return client.post(url(issue), data | more)


def error_codes(response) -> dict[str, list[str | None]]:
    """Return the codes of all errors of the form, by field."""
    data = response.context["form"].errors.as_data()
    return {field: [error.code for error in errors] for field, errors in data.items()}


def current(issue: Issue) -> str:
    return Thread.objects.get(pk=issue.pk).status


def test_a_new_issue_is_received_and_other_threads_have_no_status(issue, thread):
    assert current(issue) == "received"
    assert thread.status == ""
    with pytest.raises(ObjectDoesNotExist):
        assert thread.issue


def test_a_member_answers_in_the_name_of_the_partner(as_member, member, client, issue):
    response = answer(as_member, issue, "investigating", promised_on="2099-05-01")

    change = StatusChange.objects.get()
    assert response["Location"] == change.post.page_url
    assert (change.old, change.new, change.is_official) == ("received", "investigating", True)
    assert (change.post.author, change.post.partner) == (member, issue.handled_by)
    assert change.post.body == "Vi ser på den i morgen."
    issue.refresh_from_db()
    assert issue.promised_on == datetime.date(2099, 5, 1)
    assert issue.changed_at == change.created_at
    assert current(issue) == "investigating"
    html = client.get(issue.thread.url).content.decode()
    assert "post--official" in html
    assert "Being looked at" in html
    assert 'datetime="2099-05-01"' in html


def test_a_moderator_answers_in_their_own_name_and_chooses_the_partner(
    as_moderator, moderator, issue, stranger
):
    club = stranger.partner_memberships.get().partner

    answer(as_moderator, issue, "planned", handled_by=club.pk)

    change = StatusChange.objects.get()
    assert (change.post.author, change.post.partner) == (moderator, None)
    issue.refresh_from_db()
    assert issue.handled_by == club
    assert current(issue) == "planned"


def test_a_member_cannot_hand_the_issue_to_another_partner(
    as_member, issue, municipality, stranger
):
    other = stranger.partner_memberships.get().partner

    answer(as_member, issue, "planned", handled_by=other.pk)

    issue.refresh_from_db()
    assert (issue.handled_by, current(issue)) == (municipality, "planned")


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_stranger", "as_editor"])
def test_others_cannot_change_the_status(request, municipality, issue, who):
    client = request.getfixturevalue(who)

    assert client.get(url(issue)).status_code == 403
    assert answer(client, issue, "solved").status_code == 403

    assert current(issue) == "received"
    assert url(issue) not in client.get(issue.thread.url).content.decode()


def test_an_anonymous_reader_is_led_to_the_sign_in(client, issue):
    for response in (client.get(url(issue)), answer(client, issue, "solved")):
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
    assert current(issue) == "received"


def test_somebody_who_has_left_the_partner_cannot_answer(as_member, member, issue):
    assert as_member.get(url(issue)).status_code == 200
    PartnerMembership.objects.filter(user=member).delete()

    assert answer(as_member, issue, "solved").status_code == 403
    assert current(issue) == "received"


def test_only_issues_have_a_status_page(as_moderator, thread):
    for pk in (thread.pk, 987654321):
        path = reverse("forum:issue_status", args=[pk])
        assert as_moderator.get(path).status_code == 404
        assert as_moderator.post(path, {}).status_code == 404


def test_declining_needs_a_reason(as_member, member, issue):
    response = answer(as_member, issue, "declined", text=" ")

    assert error_codes(response) == {"text": ["required"]}
    assert current(issue) == "received"
    with pytest.raises(status.ReasonMissing):
        set_status(issue, "declined", member, "")
    assert answer(as_member, issue, "declined", text="Det er privat vej.").status_code == 302
    assert current(issue) == "declined"


def test_other_changes_need_no_words_and_still_make_a_reply(as_member, issue):
    answer(as_member, issue, "solved", text="")

    change = StatusChange.objects.get()
    assert not change.has_text
    assert "Løst" in change.post.body


def test_an_official_reply_can_leave_the_status(as_member, issue):
    answer(as_member, issue, "received", text="Vi har spurgt elværket.")

    change = StatusChange.objects.get()
    assert not change.is_change
    assert (current(issue), change.post.number) == ("received", 2)
    issue.refresh_from_db()
    assert issue.changed_at == issue.thread.created_at


def test_a_new_day_alone_makes_no_reply(as_member, issue):
    response = answer(as_member, issue, "received", text="", promised_on="2099-05-01")

    assert response["Location"] == issue.thread.url
    issue.refresh_from_db()
    assert issue.promised_on == datetime.date(2099, 5, 1)
    assert not StatusChange.objects.exists()
    assert issue.thread.posts.count() == 1


@pytest.mark.parametrize("day", ["2020-01-01", "i morgen", "0000-00-00"])
def test_a_promised_day_is_one_to_come(as_member, issue, day):
    response = answer(as_member, issue, "planned", promised_on=day)

    assert set(error_codes(response)) == {"promised_on"}
    assert "Vi ser på den i morgen." in response.content.decode()
    assert current(issue) == "received"


def test_a_double_click_makes_one_reply(as_member, issue):
    for _click in range(2):
        assert answer(as_member, issue, "planned").status_code == 302

    assert StatusChange.objects.count() == 1
    assert issue.thread.posts.count() == 2


def test_the_same_words_for_two_changes_are_two_replies(as_member, issue):
    answer(as_member, issue, "planned")
    answer(as_member, issue, "solved", expected="planned")

    assert [change.new for change in StatusChange.objects.all()] == ["planned", "solved"]


def test_a_stale_form_is_refused_and_its_text_kept(as_member, moderator, issue):
    set_status(issue, "declined", moderator, "Privat vej.")

    response = answer(as_member, issue, "planned", text="Den kommer op i maj.")

    assert error_codes(response) == {"__all__": ["status_changed"]}
    html = response.content.decode()
    assert "Declined" in html
    assert "Den kommer op i maj." in html
    assert '<input type="hidden" name="expected" value="declined"' in html
    assert current(issue) == "declined"
    again = answer(as_member, issue, "planned", text="Op i maj.", expected="declined")
    assert again.status_code == 302
    assert current(issue) == "planned"


@pytest.mark.parametrize("field", ["expected", "status"])
def test_an_unknown_status_is_refused(as_member, issue, field):
    response = answer(as_member, issue, "planned", **{field: "lost"})

    assert field in error_codes(response)
    assert current(issue) == "received"


def test_what_a_moderator_would_have_to_read_first_is_not_published(as_member, issue):
    response = answer(as_member, issue, "solved", text="Det var Kim Holm, der stjal den.")

    assert error_codes(response) == {"text": ["held"]}
    assert current(issue) == "received"


def test_followers_get_one_notice_of_a_change(as_member, alice, bob, issue):
    factories.make_reply(issue.thread, bob)
    before = Activity.objects.count()

    answer(as_member, issue, "solved")
    answer(as_member, issue, "solved")

    assert Activity.objects.count() == before + 1
    activities.spread_due()
    (activity,) = Activity.objects.filter(object_id=StatusChange.objects.get().post_id)
    assert {notice.recipient for notice in Notice.objects.filter(activity=activity)} == {alice, bob}


def test_hiding_the_official_reply_leaves_the_status(as_member, client, moderator, issue):
    answer(as_member, issue, "declined", text="Det siger vi ikke.")

    hide_post(post=StatusChange.objects.get().post, moderator=moderator, reason="Forkert")

    assert current(issue) == "declined"
    html = client.get(issue.thread.url).content.decode()
    assert "Det siger vi ikke." not in html
    assert "Declined" in html


def test_a_hidden_thread_cannot_be_answered(as_moderator, moderator, issue):
    hide_post(post=issue.thread.posts.get(), moderator=moderator, reason="Spam")

    assert as_moderator.get(url(issue)).status_code == 403
    assert answer(as_moderator, issue, "solved").status_code == 403
    with pytest.raises(status.NotAllowed):
        set_status(issue, "solved", moderator)


@pytest.mark.parametrize("who", ["as_member", "as_moderator"])
def test_a_thread_that_its_starter_has_closed_is_answered_officially(
    request, as_bob, member, issue, who
):
    assert own_thread.close(thread=issue.thread)
    client = request.getfixturevalue(who)
    assert url(issue) in client.get(issue.thread.url).content.decode()

    assert answer(client, issue, "solved").status_code == 302

    assert current(issue) == "solved"
    issue.thread.refresh_from_db()
    assert issue.thread.closed_at is not None
    assert issue.thread.post_count == 2
    # Neighbours still cannot, and no more can the member where they do not answer officially.
    reply = reverse("forum:reply", args=[issue.pk])
    for neighbour in (as_bob, client):
        neighbour.post(reply, {"body": "Hvad nu?"})
    assert issue.thread.posts.count() == 2


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_thread_that_a_moderator_has_locked_is_not_answered(as_member, issue, is_closed):
    Thread.objects.filter(pk=issue.pk).update(
        is_locked=True, closed_at=timezone.now() if is_closed else None
    )

    assert answer(as_member, issue, "solved").status_code == 403

    assert current(issue) == "received"
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("closed", ["solved", "declined"])
def test_the_reporter_opens_a_closed_issue_again(as_alice, client, alice, member, issue, closed):
    set_status(issue, closed, member)
    assert url(issue, "reopen") in as_alice.get(issue.thread.url).content.decode()
    assert as_alice.get(url(issue, "reopen")).status_code == 200

    for _click in range(2):
        response = as_alice.post(url(issue, "reopen"), {"text": "Den er slukket igen."})
        assert response.status_code == 302

    change = StatusChange.objects.last()
    assert (change.old, change.new, change.is_official) == (closed, "received", False)
    assert (change.post.author, change.post.partner) == (alice, None)
    assert current(issue) == "received"
    assert issue.thread.posts.count() == 3
    assert "Opened again" in client.get(issue.thread.url).content.decode()


def test_opening_again_needs_a_word_of_why(as_alice, member, issue):
    set_status(issue, "solved", member)

    response = as_alice.post(url(issue, "reopen"), {"text": ""})

    assert error_codes(response) == {"text": ["required"]}
    assert current(issue) == "solved"


def test_an_open_issue_cannot_be_opened(as_alice, issue):
    assert as_alice.get(url(issue, "reopen"))["Location"] == issue.thread.url
    response = as_alice.post(url(issue, "reopen"), {"text": "Skynd jer nu."})

    assert error_codes(response) == {"__all__": ["status_changed"]}
    assert "Skynd jer nu." in response.content.decode()
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("who", ["as_bob", "as_stranger", "as_moderator", "as_member"])
def test_others_cannot_open_it_again(request, member, issue, who):
    set_status(issue, "solved", member)
    client = request.getfixturevalue(who)

    assert client.get(url(issue, "reopen")).status_code == 403
    assert client.post(url(issue, "reopen"), {"text": "Nej."}).status_code == 403
    assert current(issue) == "solved"


def test_the_promised_day_that_has_passed_is_marked_for_those_who_answer(
    request, as_moderator, as_member, as_bob, client, issue
):
    day = timezone.localdate() - datetime.timedelta(days=1)
    Issue.objects.filter(pk=issue.pk).update(promised_on=day)
    seen = {
        name: "chip--error" in request.getfixturevalue(name).get(issue.thread.url).content.decode()
        for name in ("as_moderator", "as_member", "as_bob", "client")
    }
    assert seen == {"as_moderator": True, "as_member": True, "as_bob": False, "client": False}


def test_the_database_refuses_a_status_of_another_kind(thread):
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(status=IssueStatus.SOLVED)


def test_a_post_carries_one_change(issue, member):
    post = set_status(issue, "solved", member)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusChange.objects.create(issue=issue, old="solved", new="planned", post=post)


def test_the_page_takes_no_more_queries_with_more_changes(
    as_if_committed, client, issue, member, django_assert_max_num_queries
):
    for new in ("investigating", "planned", "solved", "investigating", "planned"):
        set_status(issue, new, member, f"Nu {new}.")
    client.get(issue.thread.url)
    Post.objects.filter(pk=0).update(number=1)
    Thread.objects.filter(pk=0).update(post_count=1)
    with django_assert_max_num_queries(7):
        client.get(issue.thread.url)
