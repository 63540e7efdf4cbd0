"""Campaign pages and their notices."""
