"""The site's search index: what it knows of pages, events and threads, and how it finds them."""
