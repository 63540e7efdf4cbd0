"""Threads, posts and their moderation."""
