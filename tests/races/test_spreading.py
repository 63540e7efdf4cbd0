"""Several workers that spread the same activity notify everybody once."""

import threading

from django.db import connection

from notifications.models import Activity, Category, Notice, Subscription
from notifications.notices import activities, activity_types
from notifications.notices.activity_types import Kind
from residents.models import User


def test_four_workers_at_once_notify_everybody_once(committed, monkeypatch):
    monkeypatch.setitem(
        activity_types._kinds, "test", Kind("test", Category.NEWS, lambda batch, who: {})
    )
    monkeypatch.setattr(activities, "CHUNK", 7)
    people = User.objects.bulk_create(User(email=f"r{n}@example.org") for n in range(60))
    Subscription.objects.bulk_create(Subscription(user=one, topic="theme:1") for one in people)
    activity = Activity.objects.create(
        key="t",
        kind="test",
        object_id=1,
        target="thread:1",
        topics=["theme:1"],
        addressed={str(people[3].pk): Category.MENTIONS},
    )
    start, errors = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        try:
            activities.spread_activity.call(activity.pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert not errors
    assert Notice.objects.count() == 60
    assert Notice.objects.get(category=Category.MENTIONS).recipient_id == people[3].pk
    activity.refresh_from_db()
    assert activity.spread_at
