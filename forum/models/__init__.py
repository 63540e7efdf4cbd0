"""Threads, their posts, and what moderators did."""

from forum.models.moderation import ModerationAction
from forum.models.posts import Post
from forum.models.threads import Thread

__all__ = ["ModerationAction", "Post", "Thread"]
