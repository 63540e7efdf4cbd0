"""The dashboard of the admin: what waits for the user, this week's events, the forum, numbers."""
