"""Delivery: the outbox, its worker, mail, and push messages."""
