"""Issues whose promised day has passed: who is reminded of them, where, and what that costs."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.dashboard import waiting_issues
from desk.moderation import inbox
from forum.models import Issue, Thread
from tests import factories
from tests.forum.issue_cast import as_member as as_member
from tests.forum.issue_cast import issue as issue
from tests.forum.issue_cast import member as member
from tests.forum.issue_cast import municipality as municipality
from tests.forum.issue_cast import stranger as stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(issue, member) -> Issue:
    """An issue that the municipality promised to answer two days ago."""
    return promise(issue, 2)


def promise(issue: Issue, days_ago: int) -> Issue:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    Issue.objects.filter(pk=issue.pk).update(promised_on=day)
    issue.refresh_from_db()
    return issue


def status_url(issue: Issue) -> str:
    return reverse("forum:issue_status", args=[issue.pk])


def reminded(user) -> list[str]:
    found = waiting_issues.overdue_issues(user)
    return [item.url for item in found.items] if found else []


def inbox_urls(moderator) -> list[str]:
    return [item.url for item in inbox.read_page(moderator)[0]]


def test_the_partner_and_the_moderators_are_reminded_and_others_are_not(
    late, member, stranger, moderator, alice, bob
):
    assert reminded(member) == inbox_urls(moderator) == [status_url(late)]
    assert inbox.count(moderator) == 1
    for user in (stranger, moderator, alice, bob):
        assert reminded(user) == []


def test_it_stands_on_the_page_of_the_inbox_and_on_the_dashboard(
    late, as_moderator, as_member, member
):
    response = as_moderator.get("/admin/moderation/")
    assert status_url(late) in response.content.decode()
    assert response.context["count"] == 1
    member.groups.add(Group.objects.get(name="Editors"))
    for client in (as_moderator, as_member):
        assert status_url(late) in client.get("/admin/desk/panels/").content.decode()


@pytest.mark.parametrize("days_ago", [0, -1])
def test_a_day_that_is_not_over_is_kept(late, member, moderator, days_ago):
    promise(late, days_ago)

    assert reminded(member) == inbox_urls(moderator) == []


@pytest.mark.parametrize(
    "change", [{"status": "solved"}, {"status": "declined"}, {"is_hidden": True}]
)
def test_what_is_closed_or_hidden_waits_for_nobody(late, member, moderator, change):
    Thread.objects.filter(pk=late.pk).update(**change)

    assert reminded(member) == inbox_urls(moderator) == []
    assert inbox.count(moderator) == 0


def test_an_issue_that_nobody_handles_waits_for_moderators(late, member, moderator):
    Issue.objects.filter(pk=late.pk).update(handled_by=None)

    assert reminded(member) == []
    assert inbox_urls(moderator) == [status_url(late)]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_of_the_inbox_show_each_once(late, alice, bob, theme, moderator, size):
    issues = [late]
    for number in range(4):
        other = factories.make_thread(alice, theme, f"Hul {number}", kind="issue").issue
        issues.append(promise(other, 1 + number % 2))
    held = factories.make_held_post(late.thread, bob)

    seen, cursor = [], ""
    while True:
        items, cursor = inbox.read_page(moderator, cursor, size)
        seen += [item.url for item in items]
        if not cursor:
            break

    issues.sort(key=lambda each: (each.promised_on, each.pk))
    assert seen == [*map(status_url, issues), held.get_absolute_url()]


def test_the_number_of_queries_does_not_grow(late, member, alice, theme, moderator):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            reminded(member)
            inbox_urls(moderator)
            inbox.count(moderator)
        return len(captured)

    # The first time also reads the partners of the member.
    cost()
    one = cost()
    for number in range(4):
        other = factories.make_thread(alice, theme, f"Hul {number}", kind="issue").issue
        promise(other, 3)
        Issue.objects.filter(pk=other.pk).update(handled_by=late.handled_by)
    assert cost() == one
    assert len(reminded(member)) == 5
