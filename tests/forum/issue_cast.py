"""The people of the tests of issues, as fixtures. `alice` is the reporter, `bob` a neighbour."""

import pytest
from django.test import Client

from core.models import Partner, Theme
from forum.issues import status
from forum.models import Issue, IssueStatus, Post, Thread
from residents.models import PartnerMembership, User
from tests import factories


@pytest.fixture
def issue(alice: User, theme: Theme) -> Issue:
    """Alice's issue, which nobody handles."""
    thread = factories.make_thread(alice, theme, "Lygten er slukket", kind=Thread.Kind.ISSUE)
    return thread.issue


@pytest.fixture
def municipality(issue: Issue) -> Partner:
    """The partner that handles it."""
    partner = factories.make_partner("Kommunen", "municipality")
    Issue.objects.filter(pk=issue.pk).update(handled_by=partner)
    issue.refresh_from_db()
    return partner


@pytest.fixture
def member(municipality: Partner) -> User:
    """A member of the partner that handles the issue."""
    user = factories.make_user("mads@example.org", "Mads")
    PartnerMembership.objects.create(partner=municipality, user=user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """A member of another partner."""
    user = factories.make_user("sara@example.org", "Sara")
    club = factories.make_partner("Klubben", "association")
    PartnerMembership.objects.create(partner=club, user=user)
    return user


@pytest.fixture
def as_member(member: User) -> Client:
    client = Client()
    factories.sign_in(client, member)
    return client


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    client = Client()
    factories.sign_in(client, stranger)
    return client


def set_status(issue: Issue, new: str, author: User, text: str = "Sådan er det.") -> Post:
    """Answer the issue officially."""
    issue.thread.refresh_from_db()
    post = status.answer(
        thread=issue.thread,
        author=author,
        expected=IssueStatus(issue.thread.status),
        status=IssueStatus(new),
        text=text,
    )
    assert post
    return post
