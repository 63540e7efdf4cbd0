"""Carry published events into occurrences, and change or extend occurrences."""
