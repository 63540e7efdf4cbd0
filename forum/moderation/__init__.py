"""Moderation: hiding and restoring posts, and reading their earlier versions."""
