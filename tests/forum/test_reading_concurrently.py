"""Two who read at once, and readers whose account or thread is deleted meanwhile."""

import datetime

import pytest
from django.utils import timezone

from forum.models import Thread, ThreadRead
from forum.threads import unread
from residents.models import User
from tests import factories


@pytest.fixture
def alice(committed):
    """The reader."""
    return factories.make_user("alice@example.org", "Alice")


@pytest.fixture
def thread(alice):
    """Her thread."""
    return factories.make_thread(alice, None)


@pytest.mark.parametrize("gone", ["account", "thread"])
def test_what_is_deleted_meanwhile_breaks_no_page(alice, thread, gone):
    reader = User(pk=987_654_321) if gone == "account" else alice
    read = thread if gone == "account" else Thread(pk=987_654_321)
    # The database checks the reference when the transaction ends.
    unread._store(reader, read, 1, None)
    assert not ThreadRead.objects.exists()


def test_two_tabs_keep_the_higher_number(alice, thread):
    unread._store(alice, thread, 20, None)
    # The second tab had looked before the first one wrote.
    unread._store(alice, thread, 40, None)
    row = ThreadRead.objects.get()
    unread._store(alice, thread, 60, ThreadRead(pk=row.pk))
    unread._store(alice, thread, 30, ThreadRead(pk=row.pk))
    assert ThreadRead.objects.get().post_number == 60


def test_marking_all_twice_keeps_one_row(alice, thread):
    unread.mark_all_read(alice)
    first = ThreadRead.objects.get()
    unread.mark_all_read(alice)
    assert ThreadRead.objects.get().read_at == first.read_at
    later = timezone.now() + datetime.timedelta(seconds=1)
    Thread.objects.filter(pk=thread.pk).update(last_activity_at=later)
    unread.mark_all_read(alice)
    assert ThreadRead.objects.get().read_at > first.read_at
