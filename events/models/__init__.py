"""Events know no language; their pages do."""

from events.models.events import Event, Occurrence
from events.models.pages import CalendarPage, EventPage
from events.models.signups import SignUp

__all__ = ["CalendarPage", "Event", "EventPage", "Occurrence", "SignUp"]
