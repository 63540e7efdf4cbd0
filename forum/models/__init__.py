"""Threads and their campaigns, posts, earlier versions, drafts and the moderation log."""

from forum.models.campaign_threads import CampaignThread
from forum.models.drafts import Draft
from forum.models.moderation import ModerationAction
from forum.models.post_version import PostVersion
from forum.models.posts import Post
from forum.models.threads import Thread

__all__ = ["CampaignThread", "Draft", "ModerationAction", "Post", "PostVersion", "Thread"]
