"""Pages that combine all other apps: front page, theme pages, search; and the demo site."""
