"""What other programs are told of events: calendars (iCalendar), Atom and JSON."""
