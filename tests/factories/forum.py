"""Threads and posts, polls and meetups, and what waits for moderators."""

import datetime
from collections.abc import Sequence
from typing import Any

from core.models import Theme
from forum.anonymous_issues import reporting
from forum.guard.check import check
from forum.meetups.from_poll import choose_date
from forum.models import (
    AnonymousIssue,
    HeldPost,
    IssueStatus,
    Meetup,
    Poll,
    PollDate,
    Post,
    PostReport,
    Thread,
    Voter,
)
from forum.moderation import anonymous_issues, reports
from forum.polls import proposing, voting
from forum.polls.proposing import NewDate
from forum.threads import holding, posting
from residents.models import User
from tests.factories.moments import at_five_in, in_days


def make_thread(
    author: User, theme: Theme | None, title: str = "Glatte stier", **fields: Any
) -> Thread:
    """Make a thread with its first post."""
    return posting.start_thread(
        **{
            "author": author,
            "theme": theme,
            "title": title,
            "kind": Thread.Kind.DISCUSSION,
            "body": "Stien ved havnen er *glat* om morgenen.",
            "area": None,
            "language": "da",
            **fields,
        }
    )


def make_reply(thread: Thread, author: User, body: str = "Enig!") -> Post:
    """Make a reply to `thread`."""
    return posting.reply(thread=thread, author=author, body=body)


def make_poll(
    thread: Thread, author: User, *, seats: Sequence[int | None] = (None, None), **fields: Any
) -> Poll:
    """Make a date poll with a date a week from now, and one on each day after that."""
    dates = [
        NewDate(
            at_five_in(7 + number), at_five_in(7 + number) + datetime.timedelta(hours=2), places
        )
        for number, places in enumerate(seats)
    ]
    return proposing.propose(
        thread=thread,
        author=author,
        **{
            "title": "Grill i parken",
            "place": "Anlægget",
            "closes_at": in_days(5),
            "dates": dates,
            **fields,
        },
    )


def make_voter(
    poll: Poll, date: PollDate, email: str = "karen@example.org", answer: str = "yes"
) -> Voter:
    """Make a voter without an account who has used the mailed link."""
    voting.ask_by_email(poll=poll, name="Karen", email=email, answers={}, language="en")
    voter = poll.voters.get(email=email)
    voting.vote_by_link(voter=voter, answers={date.pk: answer}, version=poll.version)
    return voter


def make_meetup(thread: Thread, author: User, **fields: Any) -> Meetup:
    """Make a meetup out of a poll on the first of two dates."""
    capacity = fields.pop("capacity", None)
    poll = make_poll(thread, author, **fields)
    date = poll.dates.all()[0]
    return choose_date(poll=poll, date=date, place=poll.place, capacity=capacity)[0]


def make_held_post(thread: Thread, author: User) -> HeldPost:
    """Make a reply that waits for a moderator."""
    body = "Det var Kim Holm, der stjal den."
    found = check([body], is_safety=False)
    return holding.hold(
        thread=thread, author=author, body=body, language=thread.language, findings=found
    )


def make_anonymous_issue(
    *, is_confirmed: bool = True, title: str = "Lygten ved broen er slukket"
) -> AnonymousIssue:
    """Make an issue without an account, which waits for a moderator if it is confirmed."""
    reporting.report(
        name="",
        email="karen@example.org",
        title=title,
        body="Den har været slukket siden mandag.",
        theme=None,
        area=None,
        place={},
        language="da",
    )
    issue = AnonymousIssue.objects.latest("pk")
    if is_confirmed:
        reporting.confirm(issue)
        issue.refresh_from_db()
    return issue


def publish_and_solve(issue: AnonymousIssue, moderator: User) -> None:
    """Publish an issue without an account that waits, and close it."""
    thread = anonymous_issues.approve(issue=issue, moderator=moderator)
    assert thread is not None
    Thread.objects.filter(pk=thread.pk).update(status=IssueStatus.SOLVED)
    issue.refresh_from_db()


def make_report(post: Post, reporter: User | None = None, email: str = "") -> PostReport:
    """Make a report of `post`, by default without an account."""
    reports.report_post(
        post=post, reporter=reporter, rule="unkind", text="", language="da", email=email
    )
    return PostReport.objects.latest("pk")
