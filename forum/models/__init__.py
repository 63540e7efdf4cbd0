"""Threads, campaigns, posts, earlier versions, drafts, held texts and the moderation log."""

from forum.models.campaign_threads import CampaignThread
from forum.models.drafts import Draft
from forum.models.held_posts import HeldPost
from forum.models.moderation import ModerationAction
from forum.models.post_version import PostVersion
from forum.models.posts import Post
from forum.models.threads import Thread

__all__ = [
    "CampaignThread",
    "Draft",
    "HeldPost",
    "ModerationAction",
    "Post",
    "PostVersion",
    "Thread",
]
