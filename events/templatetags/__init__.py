"""Template tags of events and sign-ups."""
