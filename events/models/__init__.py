"""Events know no language; their pages do."""

from events.models.calendar_addresses import CalendarAddress
from events.models.events import Event, Occurrence
from events.models.organising import Announcement, Feedback
from events.models.pages import CalendarPage, EventPage
from events.models.questions import Answer, Question
from events.models.signups import SignUp

__all__ = [
    "Announcement",
    "Answer",
    "CalendarAddress",
    "CalendarPage",
    "Event",
    "EventPage",
    "Feedback",
    "Occurrence",
    "Question",
    "SignUp",
]
