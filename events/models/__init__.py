"""Events, occurrences and sign-ups, the same in every language; `EventText` has the words."""

from events.models.announcement import Announcement
from events.models.event import Event
from events.models.event_text import EventText
from events.models.feedback import Feedback
from events.models.occurrence import Occurrence
from events.models.occurrence_queryset import OccurrenceQuerySet
from events.models.private_calendar import PrivateCalendar
from events.models.question import Answer, Question
from events.models.signup import SignUp

__all__ = [
    "Announcement",
    "Answer",
    "Event",
    "EventText",
    "Feedback",
    "Occurrence",
    "OccurrenceQuerySet",
    "PrivateCalendar",
    "Question",
    "SignUp",
]
