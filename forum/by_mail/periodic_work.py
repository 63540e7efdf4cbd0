"""What `tick` does about mail to the forum."""

from django.conf import settings

from core import duties
from forum.by_mail import mailbox, receiving


def poll_if_configured() -> int:
    """Poll the mailbox, if the operators have named one; return how many mails were received."""
    return mailbox.poll() if settings.MAIL_REPLIES_IMAP else 0


def register() -> None:
    """Have `tick` poll the mailbox and delete old records."""
    duties.register("mails to the forum received", poll_if_configured)
    duties.register("records of mails deleted", receiving.delete_old)
