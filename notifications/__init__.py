"""What the hub sends: the outbox."""
