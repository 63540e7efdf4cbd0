"""The mail backend of the demo: one file for each mail."""

import datetime
import pathlib
import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileEmailBackend
from django.utils.crypto import get_random_string


class EmailBackend(FileEmailBackend):
    """Write each message to a file of its own and print its path."""

    def open(self) -> bool:
        """Do nothing: Django's method would open one file for all mails of a connection."""
        return False

    def close(self) -> None:
        """Do nothing: `send_messages` closes the files."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; return how many."""
        for message in email_messages:
            stamp = datetime.datetime.now(tz=datetime.UTC).strftime("%Y%m%d-%H%M%S")
            path = pathlib.Path(self.file_path) / f"{stamp}-{get_random_string(6)}.eml"
            path.write_bytes(message.message().as_bytes())
            sys.stdout.write(f"Mail to {', '.join(message.to)}: {path}\n")
            sys.stdout.flush()
        return len(email_messages)
