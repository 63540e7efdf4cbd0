"""The retention of notices and mail."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from notifications import retention
from notifications.delivery import outbox
from notifications.models import Activity, AddressTrouble, Category, Notice, OutboxMessage

pytestmark = pytest.mark.django_db
MOMENT = datetime.timedelta(seconds=1)


@pytest.fixture
def spread_activity(alice):
    activity = Activity.objects.create(
        key="made-up:1", kind="made.up", object_id=1, target="thread:1", spread_at=timezone.now()
    )
    Notice.objects.create(activity=activity, recipient=alice, category=Category.FOLLOWED)
    return activity


def test_old_notices_and_their_activities_are_deleted(spread_activity, settings):
    notice = Notice.objects.get()
    limit = notice.created_at + datetime.timedelta(days=settings.NOTICE_RETENTION_DAYS)
    with time_machine.travel(spread_activity.created_at + datetime.timedelta(days=90), tick=False):
        assert retention.delete_old_notices() == 0
    with time_machine.travel(limit + MOMENT, tick=False):
        assert retention.delete_old_notices() == 2
        assert retention.delete_old_notices() == 0
    assert not Activity.objects.exists()


def test_activity_that_is_not_spread_is_kept(spread_activity, settings):
    Notice.objects.all().delete()
    Activity.objects.update(spread_at=None)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=999), tick=False):
        assert retention.delete_old_notices() == 0


def put(key: str, to: str = "alice@example.org") -> None:
    with transaction.atomic():
        outbox.put_rendered(
            key=key, to=to, subject="Hej", text="Hej Alice", language="da", scope="account"
        )


def sent(key: str, **fields) -> OutboxMessage:
    put(key)
    fields = {"state": "sent", "sent_at": timezone.now(), **fields}
    OutboxMessage.objects.filter(key=key).update(**fields)
    return OutboxMessage.objects.get(key=key)


def test_old_mail_is_emptied_and_its_key_prevents_a_repetition(settings):
    message = sent("signup:1:confirm")
    limit = message.created_at + datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    with time_machine.travel(limit, tick=False):
        assert retention.delete_old_mail() == 0
    with time_machine.travel(limit + MOMENT, tick=False):
        assert retention.delete_old_mail() == 1
        assert retention.delete_old_mail() == 0
        put("signup:1:confirm")
    message.refresh_from_db()
    assert message.to == retention.FORGOTTEN
    assert (message.subject, message.text, message.html, message.url) == ("", "", "", "")
    assert message.sent_at is not None
    assert OutboxMessage.objects.count() == 1
    assert not mail.outbox


def test_failed_mail_is_emptied_and_waiting_mail_kept():
    sent("signup:1:failed", state="failed", sent_at=None, last_error="alice@example.org: no")
    put("signup:1:waiting")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=999), tick=False):
        assert retention.delete_old_mail() == 1

    assert OutboxMessage.objects.get(key="signup:1:failed").last_error == ""
    assert OutboxMessage.objects.get(key="signup:1:waiting").text


def test_account_mail_is_deleted_with_its_key():
    sent("account:abc")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=999), tick=False):
        assert retention.delete_old_mail() == 1

    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("state", "left"), [("sent", 0), ("failed", 0), ("pending", 1)])
def test_farewell_mail_is_deleted_once_it_is_done(state, left):
    sent("erased:abc", state=state, sent_at=timezone.now() if state == "sent" else None)

    retention.delete_old_mail()

    assert OutboxMessage.objects.count() == left


def test_deletion_works_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        sent(f"signup:{number}:confirm")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=999), tick=False):
        assert retention.delete_old_mail() == 5


def test_old_refusals_of_an_address_are_deleted(settings):
    began = timezone.now()
    after = datetime.timedelta(days=settings.ADDRESS_TROUBLE_DAYS)
    with time_machine.travel(began, tick=False):
        for address in ("moved@example.org", "still-bad@example.org"):
            AddressTrouble.objects.note(address, "550 No such user")
    with time_machine.travel(began + after, tick=False):
        assert retention.delete_old_address_troubles() == 0
        AddressTrouble.objects.note("still-bad@example.org", "550 No such user")
    with time_machine.travel(began + after + MOMENT, tick=False):
        assert retention.delete_old_address_troubles() == 1
        assert retention.delete_old_address_troubles() == 0

    left = AddressTrouble.objects.get()
    assert (left.address, left.failures) == ("still-bad@example.org", 2)
