"""Meetups: the events that neighbours make of the dates they have chosen."""
