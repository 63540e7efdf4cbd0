"""What the page of an issue shows beside its posts."""

import copy
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.caching.held_values import HeldValues
from core.caching.tracking import part
from core.maps import Map, map_at
from forum.models import Issue, IssueStatus, MeToo, StatusChange, Thread
from notifications.notices import topics
from residents.models import User

_held: HeldValues[tuple[Issue, list[StatusChange]] | None] = HeldValues(most=50)


@dataclass(frozen=True, slots=True)
class IssuePanel:
    """An issue as `reader` may see it, with what they can do. URLs are empty if they may not."""

    thread: Thread
    issue: Issue
    changes: list[StatusChange]
    reader: User | AnonymousUser
    map: Map | None
    has_said_me_too: bool

    @property
    def status(self) -> IssueStatus:
        return IssueStatus(self.thread.status)

    @property
    def steps(self) -> list[StatusChange]:
        """The changes of the status, without official replies that left it."""
        return [change for change in self.changes if change.is_change]

    @property
    def promised_on(self) -> datetime.date | None:
        """The day by which an answer is promised, as long as the issue is open."""
        return self.issue.promised_on if self.status.is_open else None

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed; for moderators and the partner."""
        is_late = self.promised_on is not None and self.promised_on < timezone.localdate()
        return is_late and bool(self.status_url)

    @property
    def status_url(self) -> str:
        return self._url("forum:issue_status", self.issue.can_be_answered_by(self.reader))

    @property
    def reopen_url(self) -> str:
        return self._url("forum:issue_reopen", self.issue.can_be_reopened_by(self.reader))

    @property
    def place_url(self) -> str:
        return self._url("forum:issue_place", self.issue.can_be_moved_by(self.reader))

    @property
    def me_too_url(self) -> str:
        may = self.has_said_me_too or self.issue.can_be_seen_too_by(self.reader)
        return self._url("forum:issue_me_too", may)

    def _url(self, name: str, is_allowed: bool) -> str:
        return reverse(name, args=[self.thread.pk]) if is_allowed else ""


def panel_of(
    thread: Thread, reader: User | AnonymousUser, request: HttpRequest
) -> IssuePanel | None:
    """Return the panel of an issue; None for other threads."""
    if not thread.status or (found := _find(thread)) is None:
        return None
    issue, changes = copy.copy(found[0]), found[1]
    issue.thread = thread
    position = None
    if issue.latitude is not None and issue.longitude is not None:
        position = map_at(issue.latitude, issue.longitude, request)
    said = False
    if reader.is_authenticated:
        said = MeToo.objects.filter(issue=thread.pk, user=reader).exists()
    return IssuePanel(thread, issue, changes, reader, position, said)


def changes_by_post(panel: IssuePanel | None) -> dict[int, StatusChange]:
    """Return the changes by the posts that carry them."""
    return {change.post_id: change for change in panel.changes} if panel else {}


def _find(thread: Thread) -> tuple[Issue, list[StatusChange]] | None:
    def read() -> tuple[Issue, list[StatusChange]] | None:
        with part(topics.thread(thread.pk)):
            issue = Issue.objects.select_related("handled_by").filter(pk=thread.pk).first()
            if issue is None:
                return None
            changes: Iterable[StatusChange] = issue.changes.select_related(
                "post__partner", "post__author"
            ).defer("post__body", "post__body_as_html")
            for change in changes:
                # The address of a post is made with its thread.
                change.post.thread = thread
            return issue, list(changes)

    return _held.get(thread.pk, read)
