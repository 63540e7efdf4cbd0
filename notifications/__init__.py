"""Follows, notices, letters, and the outbox that sends all mail and push messages."""
