"""`manage.py receive_mail`: take one mail on standard input, or poll the mailbox."""

import logging
import os
import sys
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from forum.by_mail import mailbox, receiving
from forum.by_mail.parsing import MAX_BYTES

logger = logging.getLogger(__name__)

_CHUNK = 64 * 1024


class Command(BaseCommand):
    help = (
        "Takes one mail on standard input: a reply to a notice, or a new thread. Exit status 0 if "
        "it was taken, also if it was refused and answered; 75 if the mail server shall keep it "
        "and try again. --imap receives the unread mails of MAIL_REPLIES_IMAP instead."
    )
    # A check that fails would end with another exit status, and the mail would bounce.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="ADDRESS",
            help="to whom the mail is delivered; without it, the headers of the mail count",
        )
        parser.add_argument(
            "--sender",
            metavar="ADDRESS",
            help="the sender of the envelope; an empty one is a bounce, which gets no answer",
        )
        parser.add_argument("--imap", action="store_true", help="poll MAIL_REPLIES_IMAP instead")

    def handle(
        self, *args: Any, recipient: list[str], sender: str | None, imap: bool, **options: Any
    ) -> None:
        try:
            self._receive(recipient, sender, imap=imap)
        except Exception as error:
            logger.exception("A mail cannot be received now.")
            self.stderr.write(f"Try again later: {type(error).__name__}")
            sys.exit(os.EX_TEMPFAIL)

    def _receive(self, recipients: list[str], sender: str | None, *, imap: bool) -> None:
        """Receive one mail or several, and write what became of each."""
        if not settings.MAIL_REPLIES or (imap and not settings.MAIL_REPLIES_IMAP):
            missing = "MAIL_REPLIES_IMAP" if settings.MAIL_REPLIES else "MAIL_REPLIES"
            raise RuntimeError(f"{missing} is not set.")
        if imap:
            self.stdout.write(f"{mailbox.poll()} mails received")
            return
        raw = read_bounded(sys.stdin.buffer)
        for received in receiving.receive(raw, recipients=recipients, envelope_sender=sender):
            self.stdout.write(f"{received.state} {received.reason}".strip())


def read_bounded(stream: BinaryIO) -> bytes:
    """Return at most one byte more than a mail may have. The rest is read and dropped.

    A mail server that cannot write the whole mail would take that for a failure.
    """
    kept = stream.read(MAX_BYTES + 1)
    while stream.read(_CHUNK):
        pass
    return kept
