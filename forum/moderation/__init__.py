"""Moderation: hiding and restoring posts."""
