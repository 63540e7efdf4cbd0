"""What the tests of notices have in common."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

_numbers = itertools.count(1)


@pytest.fixture
def happened() -> Callable[..., Activity]:
    """Publish something of the kind "test.news" and spread it; return the activity."""

    def do(*followed: str, spread: bool = True, **changes: object) -> Activity:
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

    return do


def _describe(batch: list[Activity], reader: User) -> dict[int, Described]:
    """Words for a test; what has the object number 0 may not be seen any more."""
    return {
        activity.pk: Described(
            title=f"Test {activity.object_id}", url="/da/", text="It happened.", group="Tests"
        )
        for activity in batch
        if activity.object_id
    }


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch) -> Iterator[None]:
    """Kinds and topics that exist in these tests only."""
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
