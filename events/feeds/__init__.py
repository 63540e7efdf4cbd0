"""Feeds of events for other programs: iCalendar, Atom and JSON."""
