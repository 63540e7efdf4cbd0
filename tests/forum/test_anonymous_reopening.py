"""Open an issue again that was reported without an account, by the link in the mail."""

import pytest
from django.urls import reverse

from forum.anonymous_issues import links
from forum.models import AnonymousIssue, IssueStatus, Post, StatusChange, Thread
from forum.moderation.actions import hide_post
from forum.moderation.thread_acts import lock
from tests import factories
from tests.forum.anonymous_issue_steps import link, mails
from tests.forum.anonymous_issue_steps import published as published  # a fixture
from tests.forum.anonymous_issue_steps import sent as sent  # a fixture
from tests.forum.anonymous_issue_steps import waiting as waiting  # a fixture

pytestmark = pytest.mark.django_db
STILL_THERE = {"reason": "not_done"}


def answer(moderator_client, thread: Thread, status: str) -> None:
    expected = Thread.objects.get(pk=thread.pk).status
    data = {"expected": expected, "status": status, "text": "Nu er der set på det."}
    response = moderator_client.post(reverse("forum:issue_status", args=[thread.pk]), data)
    assert response.status_code == 302


def status_of(thread: Thread) -> str:
    return Thread.objects.get(pk=thread.pk).status


@pytest.fixture
def solved(as_moderator, published) -> Thread:
    answer(as_moderator, published, "solved")
    return published


@pytest.fixture
def reopen_url(solved) -> str:
    return link(mails("answer")[-1], "reopen")


@pytest.mark.parametrize("status", ["solved", "declined"])
def test_the_mail_about_a_closed_issue_has_the_link(as_moderator, published, status):
    answer(as_moderator, published, "planned")
    assert "/report-issue/reopen/" not in mails("answer")[-1].text
    answer(as_moderator, published, status)

    assert link(mails("answer")[-1], "reopen")


def test_the_reporter_opens_it_again_once(client, solved, reopen_url):
    page = client.get(reopen_url)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert status_of(solved) == IssueStatus.SOLVED

    for _time in range(2):
        assert client.post(reopen_url, STILL_THERE).status_code == 302

    assert status_of(solved) == IssueStatus.RECEIVED
    change = StatusChange.objects.latest("pk")
    assert (change.old, change.new, change.is_reopening) == ("solved", "received", True)
    assert StatusChange.objects.filter(is_official=False).count() == 1
    post = change.post
    assert (post.author, post.author_name) == (None, solved.author_name)
    assert client.get(reopen_url).status_code == 200
    thread_page = client.get(solved.get_absolute_url())
    assert thread_page.status_code == 200
    assert post.body in thread_page.content.decode()


def test_it_can_be_solved_and_opened_again_once_more(client, as_moderator, solved, reopen_url):
    client.post(reopen_url, STILL_THERE)
    answer(as_moderator, solved, "solved")
    client.post(reopen_url, {"reason": "came_back"})

    assert status_of(solved) == IssueStatus.RECEIVED
    assert StatusChange.objects.filter(is_official=False).count() == 2


@pytest.mark.parametrize("data", [{}, {"reason": "because"}])
def test_a_reason_of_the_list_is_needed(client, solved, reopen_url, data):
    assert client.post(reopen_url, data).status_code == 200
    assert status_of(solved) == IssueStatus.SOLVED


@pytest.mark.parametrize("how", ["hidden", "locked", "merged"])
def test_a_moderator_has_ended_the_thread(client, moderator, bob, solved, reopen_url, how):
    if how == "hidden":
        hide_post(post=solved.posts.get(number=1), moderator=moderator, reason="Spam")
    elif how == "locked":
        lock(thread=solved, moderator=moderator, rule="other", reason="Slut")
    else:
        other = factories.make_thread(bob, None, "Det samme hul", kind=Thread.Kind.ISSUE)
        Thread.objects.filter(pk=solved.pk).update(
            merged_into=other, is_hidden=True, is_locked=True
        )

    assert client.get(reopen_url).status_code == 200
    client.post(reopen_url, STILL_THERE)

    assert status_of(solved) == IssueStatus.SOLVED


def test_only_the_mailed_link_opens_it(client, as_alice, solved, reopen_url):
    issue = AnonymousIssue.objects.get()
    wrong = links.stop_path(issue).replace("/stop/", "/reopen/")
    for url in (wrong, reopen_url[:-3] + "x/"):
        for each in (client, as_alice):
            assert each.get(url).status_code == 404
            assert each.post(url, STILL_THERE).status_code == 404
    assert as_alice.post(reverse("forum:issue_reopen", args=[solved.pk])).status_code == 403
    assert status_of(solved) == IssueStatus.SOLVED


def test_the_link_ends_with_the_address(client, solved, reopen_url):
    client.post(link(mails("answer")[-1], "stop"))

    assert client.get(reopen_url).status_code == 404
    assert client.post(reopen_url, STILL_THERE).status_code == 404
    assert status_of(solved) == IssueStatus.SOLVED


def test_followers_are_told_and_the_list_names_nobody(client, as_moderator, solved, reopen_url):
    client.post(reopen_url, STILL_THERE)

    assert Thread.objects.get(pk=solved.pk).last_writer == solved.guest_name
    assert Post.objects.filter(thread=solved).count() == solved.posts.latest("number").number
