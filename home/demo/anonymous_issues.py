"""The issues of the demo that people without an account have reported."""

import datetime
from typing import Any

from django.utils import timezone, translation

from core.models import Area, Theme
from forum.models import AnonymousIssue, Thread
from forum.threads import posting
from home.demo.content_files import read
from home.demo.people import People

_State = AnonymousIssue.State


def make_anonymous_issues(people: People) -> None:
    """Make those that wait and those that are published. Existing ones are left unchanged."""
    for content in read("threads").get("anonymous_issues", []):
        title = content["title"]
        if not (
            AnonymousIssue.objects.filter(title=title).exists()
            or Thread.objects.filter(is_example=True, title=title).exists()
        ):
            _make(content, people)


def _make(content: dict[str, Any], people: People) -> None:
    at = timezone.now() - datetime.timedelta(days=content["days_ago"])
    issue = AnonymousIssue(
        name=content["name"],
        email=content["email"],
        language=content["language"],
        theme=Theme.objects.get(slug=content["theme"]),
        area=Area.objects.get(slug=content["area"]),
        created_at=at,
        confirmed_at=at,
    )
    text = {"title": content["title"], "body": content["body"].strip()}
    place = {"place": content["place"]}
    if content.get("approved"):
        with translation.override(issue.language):
            guest_name = issue.public_name
        issue.thread = posting.start_thread(
            author=None,
            guest_name=guest_name,
            kind=Thread.Kind.ISSUE,
            theme=issue.theme,
            area=issue.area,
            language=issue.language,
            place=place,
            at=at,
            is_example=True,
            **text,
        )
        issue.state, issue.decided_by = _State.APPROVED, people["moderator"]
        issue.decided_at = timezone.now()
    else:
        issue.title, issue.body, issue.place = text["title"], text["body"], place
    issue.save()
