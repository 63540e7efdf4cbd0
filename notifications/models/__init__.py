"""Follows, notices, and the outbox."""

from notifications.models.notices import Activity, Notice
from notifications.models.outbox import OutboxMessage
from notifications.models.subscriptions import (
    DEFAULT_TIMING,
    Category,
    NoticeSettings,
    Preference,
    Subscription,
    Timing,
)

__all__ = [
    "DEFAULT_TIMING",
    "Activity",
    "Category",
    "Notice",
    "NoticeSettings",
    "OutboxMessage",
    "Preference",
    "Subscription",
    "Timing",
]
