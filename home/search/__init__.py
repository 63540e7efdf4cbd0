"""The site's search: results in one ranked list, with filters."""
