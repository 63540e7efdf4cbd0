"""Fixtures and helpers of the tests of notices and mail."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from notifications.delivery import outbox
from notifications.models import Activity, Category, OutboxMessage
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

_numbers = itertools.count(1)


@pytest.fixture
def make_activity() -> Callable[..., Activity]:
    """Return a function that publishes an activity of the kind "test.news" and spreads it."""

    def make(*followed: str, spread: bool = True, **changes: object) -> Activity:
        number = next(_numbers)
        with transaction.atomic():
            activity = activities.publish(
                **{
                    "key": f"test:{number}",
                    "kind": "test.news",
                    "object_id": number,
                    "target": "test:1",
                    "topics": followed,
                    **changes,
                }
            )
        if spread:
            activities.spread(activity)
        return activity

    return make


def _describe(batch: list[Activity], reader: User) -> dict[int, Described]:
    """Describe activities; those with the object id 0 may no longer be seen."""
    return {
        activity.pk: Described(
            title=f"Test {activity.object_id}", url="/da/", text="It happened.", group="Tests"
        )
        for activity in batch
        if activity.object_id
    }


@pytest.fixture(autouse=True)
def register_test_kinds(monkeypatch) -> Iterator[None]:
    """Register kinds and topics for these tests only."""
    monkeypatch.setattr(activity_types, "_kinds", dict(activity_types._kinds))
    monkeypatch.setattr(topics, "_types", dict(topics._types))
    activity_types.register(Kind("test.news", Category.NEWS, _describe))
    activity_types.register(Kind("test.reply", Category.FOLLOWED, _describe))
    topics.register(
        topics.TopicType(
            "test",
            lambda ids, reader: {
                one: topics.TopicLabel(f"Test {one}", "/da/") for one in ids if one != "gone"
            },
        )
    )
    return


def put_mail(
    number: int = 0, to: str = "alice@example.org", **options: object
) -> OutboxMessage | None:
    """Put a mail into the outbox; return it, or None if it is suppressed."""
    key = f"mail:{number}"
    with transaction.atomic():
        outbox.put_rendered(
            **{
                "key": key,
                "to": to,
                "subject": "Hej",
                "text": "Hej Åse.",
                "language": "da",
                "scope": "signup:1",
                **options,
            }
        )
    return OutboxMessage.objects.filter(key=key).first()
