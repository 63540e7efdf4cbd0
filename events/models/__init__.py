"""Events, occurrences and sign-ups. They have no language: pages and `EventText` do."""

from events.models.announcement import Announcement, Feedback
from events.models.occurrence import Event, Occurrence
from events.models.private_feed import CalendarAddress
from events.models.question import Answer, Question
from events.models.signup import SignUp

__all__ = [
    "Announcement",
    "Answer",
    "CalendarAddress",
    "Event",
    "Feedback",
    "Occurrence",
    "Question",
    "SignUp",
]
