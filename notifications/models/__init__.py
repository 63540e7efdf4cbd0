"""Subscriptions, activities and notices, letters, and the outbox."""

from notifications.models.letter import Letter
from notifications.models.notices import Activity, Notice
from notifications.models.outbox import OutboxMessage
from notifications.models.push import PushSubscription
from notifications.models.subscriptions import (
    ADJUSTABLE,
    DEFAULT_TIMING,
    STAFF_CATEGORIES,
    Category,
    NoticeSettings,
    Preference,
    Subscription,
    Timing,
)
from notifications.models.suppression import AddressTrouble, Suppression

__all__ = [
    "ADJUSTABLE",
    "DEFAULT_TIMING",
    "STAFF_CATEGORIES",
    "Activity",
    "AddressTrouble",
    "Category",
    "Letter",
    "Notice",
    "NoticeSettings",
    "OutboxMessage",
    "Preference",
    "PushSubscription",
    "Subscription",
    "Suppression",
    "Timing",
]
