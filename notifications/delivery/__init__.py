"""The outbox, and how what is in it reaches people."""
