"""`manage.py tick`: run all periodic work that is due."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from campaigns.notices import announce_phases
from campaigns.pledges import counting, giving
from campaigns.pledges import reminders as pledge_reminders
from core import duties
from core.images import rendering as renditions
from core.social import publishing as social
from events.scheduling import extend_series
from events.signups import cancellation, reminders, waiting_list
from forum import erasure, rendering
from forum.anonymous_issues import reporting as anonymous_issues
from forum.moderation import held_posts, reports
from forum.threads import drafts
from notifications import retention as notice_retention
from notifications.delivery import push_devices
from notifications.delivery import worker as delivery
from notifications.notices import activities, notice_emails
from residents.accounts import email_change, key_rotation, sessions
from residents.personal_data import exports, retention

logger = logging.getLogger(__name__)


def publish_scheduled() -> None:
    """Publish and unpublish the pages whose time has come."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions() -> None:
    """Delete expired sessions."""
    call_command("clearsessions", verbosity=0)


def prune_tasks() -> None:
    """Delete the results of tasks that finished two weeks ago."""
    if settings.TASKS["default"]["BACKEND"] == settings.TASKS_BACKENDS["database"]:
        call_command("prune_db_task_results", verbosity=0)


# Each can be repeated. Those that return a count are reported with it.
DUTIES: dict[str, Callable[[], int | None]] = {
    "pages published or unpublished": publish_scheduled,
    "unconfirmed sign-ups expired": cancellation.expire_unconfirmed,
    "offers of seats lapsed": cancellation.lapse_offers,
    "free seats offered": waiting_list.offer_due,
    "occurrences made": extend_series.extend_series,
    "reminders written": reminders.remind_due,
    "feedback requests written": reminders.thank_due,
    "sign-ups anonymised": cancellation.anonymise_past,
    "campaigns begun or ended": announce_phases,
    "unconfirmed pledges forgotten": giving.expire_unconfirmed,
    "reminders of pledges written": pledge_reminders.remind_due,
    "pledges anonymised": giving.anonymise_old,
    "promises counted by area": counting.publish_due,
    "activities spread": activities.spread_due,
    "mails written from notices": notice_emails.mail_due,
    "drafts deleted": drafts.delete_expired,
    "messages sent": delivery.deliver_due,
    "changes of address expired": email_change.delete_expired,
    "data exports made": exports.make_due,
    "data exports deleted": exports.clean_up,
    "unconfirmed accounts deleted": retention.delete_unconfirmed_accounts,
    "devices of ended sessions deleted": push_devices.delete_ended,
    "ended sessions deleted": sessions.delete_expired_sessions,
    "IP addresses deleted": retention.delete_ip_addresses,
    "notices deleted": notice_retention.delete_old_notices,
    "mails deleted": notice_retention.delete_old_mail,
    "address troubles deleted": notice_retention.delete_old_address_troubles,
    "posts rendered anew": rendering.render_outdated,
    "decided texts deleted": held_posts.delete_decided,
    "decided reports deleted": reports.delete_decided,
    "unconfirmed addresses of reports removed": reports.forget_unconfirmed,
    "issues without an account deleted": anonymous_issues.delete_old,
    "earlier texts deleted": erasure.delete_old_versions,
    "sessions cleared": clear_sessions,
    "sessions signed with the new key": key_rotation.resign_all,
    "tasks pruned": prune_tasks,
    # Last, because they take the longest.
    "renditions made": renditions.make_missing,
    "pictures for other sites made": social.make_missing,
}


class Command(BaseCommand):
    help = "Run all periodic work that is due. Called every minute; safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every duty. Raise `CommandError` at the end if any of them failed."""
        failed = []
        for name, duty in {**duties.registered(), **DUTIES}.items():
            try:
                count = duty()
            except Exception:
                logger.exception("Failed: %s", name)
                failed.append(name)
                continue
            if count:
                self.stdout.write(f"{count} {name}")
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
