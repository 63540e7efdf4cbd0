"""Threads and posts: lists, pages, posting, drafts and feeds."""
