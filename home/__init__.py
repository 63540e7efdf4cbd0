"""What is composed from all below: front page, theme pages, search, the demo site."""
