"""Lists and pages of threads, posting, drafts, the feed and the search index."""
