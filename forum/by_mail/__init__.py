"""Mail that is posted in the forum: replies to reply addresses, and new threads."""
