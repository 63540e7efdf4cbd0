"""Steps of an issue without an account: its form, its mails, and its states as fixtures."""

import re
import uuid

import pytest
from django.urls import reverse

from forum.models import AnonymousIssue, Thread
from notifications.models import OutboxMessage

SECRET = "Kildevandssten"
ISSUE = {
    "title": f"Hul i {SECRET}",
    "body": f"Der er et stort hul ved {SECRET}.",
    "place": f"Ved {SECRET}",
    "email": "Karen@Example.org",
}


def form_url() -> str:
    return reverse("forum:anonymous_issue_report")


def send(client, **more: object):
    return client.post(form_url(), {**ISSUE, "submission": str(uuid.uuid4()), **more})


def mails(name: str = "") -> list[OutboxMessage]:
    found = OutboxMessage.objects.filter(key__startswith="anonymous-issue:", key__contains=name)
    return list(found.order_by("pk"))


def link(mail: OutboxMessage, part: str) -> str:
    found = re.search(rf"/en/forum/report-issue/{part}/\S+/", mail.text)
    assert found
    return found[0]


def page(issue: AnonymousIssue, act: str = "") -> str:
    return reverse(f"forum:anonymous_issue{act}", args=[issue.pk])


@pytest.fixture
def sent(client) -> AnonymousIssue:
    """An issue whose address nobody has confirmed."""
    send(client)
    return AnonymousIssue.objects.get()


@pytest.fixture
def waiting(client, sent) -> AnonymousIssue:
    """An issue that waits for a moderator."""
    client.post(link(mails("confirm")[0], "confirm"))
    sent.refresh_from_db()
    return sent


@pytest.fixture
def published(as_moderator, waiting) -> Thread:
    """The thread of an approved issue."""
    as_moderator.post(page(waiting, "_approve"))
    return Thread.objects.get(kind="issue")
