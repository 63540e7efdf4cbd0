"""The configuration of the app `forum`."""

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        """Register the forum's notices, personal data, profile section, campaigns and meetups."""
        from core import duties
        from core.social.cards import register_list
        from forum import (
            appreciation_notices,
            campaign_notices,
            decision_notices,
            merge_notices,
            moderator_notices,
            notices,
            personal_data,
            profile_section,
            proposal_notices,
        )
        from forum.by_mail import periodic_work
        from forum.help import conversations as help_conversations
        from forum.help import notices as help_notices
        from forum.help import reports as conversation_reports
        from forum.help import requests as help_requests
        from forum.meetups import changing as meetups
        from forum.meetups import notices as meetup_notices
        from forum.moderation import proposals
        from forum.pictures import keeping as pictures
        from forum.polls import notices as poll_notices
        from forum.polls import voting
        from forum.threads import campaigns, unread
        from forum.threads.thread_list import SOCIAL_LIST
        from residents.personal_data.registry import registry
        from residents.profiles import profile_registry

        campaigns.register()
        periodic_work.register()
        register_list(SOCIAL_LIST, lambda: gettext("What neighbours are talking about"))
        notices.register()
        campaign_notices.register()
        moderator_notices.register()
        decision_notices.register()
        merge_notices.register()
        proposal_notices.register()
        appreciation_notices.register()
        help_notices.register()
        meetup_notices.register()
        poll_notices.register()
        meetups.register()
        for name, duty in {
            "requests for help expired": help_requests.expire_due,
            "reminders of requests written": help_requests.remind_due,
            "old conversations deleted": help_conversations.delete_old,
            "decided reports of conversations deleted": conversation_reports.delete_decided,
            "decided proposals deleted": proposals.delete_decided,
            "pictures of abandoned forms deleted": pictures.delete_abandoned,
            "removed pictures deleted": pictures.delete_removed,
            "organisers of polls notified": poll_notices.notify_of_deadlines,
            "unconfirmed votes deleted": voting.forget_unconfirmed,
            "marks of read threads deleted": unread.delete_old,
            "votes by email anonymised": voting.anonymise_old,
        }.items():
            duties.register(name, duty)
        personal_data.register(registry)
        profile_registry.add_part(profile_section.PART)
        profile_registry.add_reason(profile_section.has_posts)
