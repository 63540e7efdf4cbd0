"""The inbox of moderators: what is held and what is reported."""
