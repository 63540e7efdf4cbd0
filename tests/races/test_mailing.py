"""Concurrent ticks mail each recipient once."""

import threading

from django.db import connection
from django.utils import timezone

from notifications.models import Activity, Category, Notice, OutboxMessage, Subscription
from notifications.notices import activity_types, notice_emails
from notifications.notices.activity_types import Described, Kind
from tests import factories


def describe(activities, reader):
    """Describe activities with any text."""
    return {a.pk: Described("Title", "/da/", "Text.", f"Group {a.pk}") for a in activities}


def test_four_ticks_at_once_mail_everybody_once(committed, monkeypatch):
    monkeypatch.setitem(activity_types._kinds, "test", Kind("test", Category.FOLLOWED, describe))
    people = [factories.make_user(f"r{n}@example.org", "Rita") for n in range(12)]
    for number in range(3):
        activity = Activity.objects.create(
            key=f"t:{number}", kind="test", object_id=number, target="thread:1", topics=["thread:1"]
        )
        for user in people:
            Subscription.objects.get_or_create(user=user, topic="thread:1")
            Notice.objects.create(
                activity=activity,
                recipient=user,
                category=Category.FOLLOWED,
                mail_due_at=timezone.now(),
            )
    start, counts, errors = threading.Barrier(4), [], []

    def tick() -> None:
        start.wait()
        try:
            counts.append(notice_emails.mail_due())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    ticks = [threading.Thread(target=tick) for _number in range(4)]
    for one in ticks:
        one.start()
    for one in ticks:
        one.join()

    assert not errors
    assert sum(counts) == 12
    assert sorted(OutboxMessage.objects.values_list("to", flat=True)) == sorted(
        user.email for user in people
    )
    assert not Notice.objects.filter(mailed_at=None).exists()
