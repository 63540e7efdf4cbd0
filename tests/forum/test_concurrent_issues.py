"""Several people, or clicks, change an issue at once."""

import pytest

from forum.issues import me_too, status
from forum.models import Issue, IssueStatus, MeToo, StatusChange, Thread
from tests import factories
from tests.forum.test_concurrent_posting import run_concurrently


@pytest.fixture
def alice(committed):
    """The reporter."""
    return factories.make_user("alice@example.org", "Alice")


@pytest.fixture
def theme(committed):
    """The theme of the issue."""
    return factories.make_theme()


@pytest.fixture
def moderators(committed):
    return [
        factories.make_user(f"mod-{number}@example.org", "Mona", groups=("Moderators",))
        for number in range(4)
    ]


def answer(issue: Issue, author, new: IssueStatus):
    return status.answer(
        thread=Thread.objects.get(pk=issue.pk),
        author=author,
        expected=IssueStatus.RECEIVED,
        status=new,
        text="Sådan bliver det.",
    )


def test_one_of_several_changes_wins_and_the_others_are_told(issue, moderators):
    new = [IssueStatus.INVESTIGATING, IssueStatus.PLANNED, IssueStatus.SOLVED, IssueStatus.DECLINED]

    results = run_concurrently(4, lambda index: answer(issue, moderators[index], new[index]))

    refused = [each for each in results if isinstance(each, status.StatusChanged)]
    assert len(refused) == 3
    change = StatusChange.objects.get()
    thread = Thread.objects.get(pk=issue.pk)
    assert (thread.status, thread.post_count) == (change.new, 2)
    assert {error.current for error in refused} == {change.new}


def test_many_clicks_make_one_official_reply(issue, moderators):
    results = run_concurrently(6, lambda _click: answer(issue, moderators[0], IssueStatus.SOLVED))

    assert {post.pk for post in results} == {StatusChange.objects.get().post_id}
    assert issue.thread.posts.count() == 2


def test_the_count_is_exact_when_many_say_so_at_once(issue):
    people = [factories.make_user(f"nabo-{number}@example.org", "Nabo") for number in range(4)]

    # Each of them clicks twice.
    results = run_concurrently(
        8,
        lambda index: me_too.say(issue=Issue.objects.get(pk=issue.pk), user=people[index // 2]),
    )

    assert sorted(results) == [False] * 4 + [True] * 4
    issue.refresh_from_db()
    assert issue.me_too_count == MeToo.objects.count() == 4
    run_concurrently(
        8,
        lambda index: me_too.take_back(
            issue=Issue.objects.get(pk=issue.pk), user=people[index // 2]
        ),
    )
    issue.refresh_from_db()
    assert issue.me_too_count == MeToo.objects.count() == 0
