"""Posters and hand-outs of events, with or without an event page."""
