"""The input of publishing: an event and its texts as values, independent of Wagtail pages."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.models.details import EventStatus
from events.recurrence import Times
from events.signups.questions import QuestionSource


@dataclass(frozen=True, kw_only=True, slots=True)
class TextSource:
    """The fields of an `EventText`."""

    language: str
    title: str
    is_original: bool = False
    has_page: bool = False
    summary: str = ""
    url: str = ""
    status: EventStatus = EventStatus.SCHEDULED
    status_reason: str = ""
    price: str = ""
    contact: str = ""
    directions: str = ""
    welcome: str = ""
    consent: str = ""
    questions: Mapping[str, Any] = field(default_factory=dict)
    # Primary keys.
    tags: Sequence[int] = ()
    published_at: datetime.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSource:
    """The wanted state of an event, which `publishing.sync_event` writes to the database."""

    translation_key: uuid.UUID
    # In the language it was first written in.
    title: str
    theme_id: int | None
    area_id: int | None = None
    organiser_id: int | None = None
    picture_id: int | None = None
    # Start and end of the first time, in UTC.
    first_times: Times
    # RFC 5545 RRULE; empty if it takes place once.
    rule: str = ""
    status: EventStatus = EventStatus.SCHEDULED
    status_reason: str = ""
    is_example: bool = False
    by_neighbours: bool = False
    # By the names of `DETAIL_FIELDS`.
    details: Mapping[str, Any]
    questions: Sequence[QuestionSource] = ()
