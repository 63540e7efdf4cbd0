"""Threads and their posts, with all that belongs to them; help, issues and moderation."""

from forum.models.anonymous_issues import AnonymousIssue
from forum.models.appeals import Appeal, PartnerMatter
from forum.models.campaign_threads import CampaignThread
from forum.models.drafts import Draft
from forum.models.held_posts import HeldPost
from forum.models.help import HelpRequest
from forum.models.help_conversations import (
    ConversationReport,
    HelpBlock,
    HelpConversation,
    HelpMessage,
)
from forum.models.help_states import HelpState
from forum.models.issue_status import IssueStatus
from forum.models.issues import Issue, MeToo, StatusChange
from forum.models.meetups import Meetup
from forum.models.moderation import ModerationAction
from forum.models.pictures import ChosenPicture, PostPicture
from forum.models.polls import MOST_DATES, Poll, PollDate, Vote, Voter
from forum.models.post_version import PostVersion
from forum.models.posts import Post
from forum.models.proposed_acts import ProposedAct, UnloggedAct
from forum.models.received_mail import ReceivedMail, RevokedReplyAddresses
from forum.models.reports import PostReport
from forum.models.thanks import Thanks
from forum.models.thread_reads import ThreadRead
from forum.models.thread_tags import ThreadTag
from forum.models.threads import Thread

__all__ = [
    "MOST_DATES",
    "AnonymousIssue",
    "Appeal",
    "CampaignThread",
    "ChosenPicture",
    "ConversationReport",
    "Draft",
    "HeldPost",
    "HelpBlock",
    "HelpConversation",
    "HelpMessage",
    "HelpRequest",
    "HelpState",
    "Issue",
    "IssueStatus",
    "MeToo",
    "Meetup",
    "ModerationAction",
    "PartnerMatter",
    "Poll",
    "PollDate",
    "Post",
    "PostPicture",
    "PostReport",
    "PostVersion",
    "ProposedAct",
    "ReceivedMail",
    "RevokedReplyAddresses",
    "StatusChange",
    "Thanks",
    "Thread",
    "ThreadRead",
    "ThreadTag",
    "UnloggedAct",
    "Vote",
    "Voter",
]
