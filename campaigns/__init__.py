"""Campaign pages and their figures."""
