"""Mails to the operators about errors, for those who have no monitoring of the log."""

import logging
import re
import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.core import mail

# Seconds for which the same error is not mailed again.
QUIET_SECONDS = 60 * 60
# Mails from one process in that time.
MOST = 10
# It starts where a word does: elsewhere, long words would take quadratic time.
_ADDRESS = re.compile(r"(?<![^\s@<>\"'(),;])[^\s@<>\"'(),;]+@[^\s@<>\"'(),;]+")


class ErrorMailHandler(logging.Handler):
    """Sends a mail about an error to ERROR_MAIL.

    The mail says where it happened, and no more: messages of exceptions and addresses of pages can
    hold personal data and tokens. A thread sends it, so that no reader waits for the mail server.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sent_at: dict[str, float] = {}
        self._lock = threading.Lock()
        self._sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="error-mail")

    def emit(self, record: logging.LogRecord) -> None:
        # What a client sent wrongly (an unknown host, too many fields) is none of our errors.
        if record.name.startswith(("django.security.", __name__)):
            return
        where = _where(record)
        if self._is_due(f"{record.name} {where}"):
            # Made here: the request is gone when the thread runs.
            self._sender.submit(_send, _subject(record), _text(record, where))

    def flush(self) -> None:
        """Wait until the mails so far are sent."""
        self._sender.submit(int).result(timeout=settings.EMAIL_TIMEOUT)

    def _is_due(self, error: str) -> bool:
        now = time.monotonic()
        with self._lock:
            recent = {one: at for one, at in self._sent_at.items() if at > now - QUIET_SECONDS}
            is_due = error not in recent and len(recent) < MOST
            self._sent_at = recent | ({error: now} if is_due else {})
        return is_due


def _where(record: logging.LogRecord) -> str:
    """Return the frames of the exception, or the line that has logged the error."""
    if not record.exc_info or record.exc_info[2] is None:
        return f"{record.pathname}:{record.lineno}, {record.funcName}"
    frames = traceback.extract_tb(record.exc_info[2])
    return "\n".join(f"{frame.filename}:{frame.lineno}, {frame.name}" for frame in frames)


def _subject(record: logging.LogRecord) -> str:
    kind = record.exc_info[0] if record.exc_info else None
    return f"[{settings.BASE_URL.partition('://')[2]}] {kind.__name__ if kind else 'Error'}"


def _text(record: logging.LogRecord, where: str) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    time_of_error = datetime.fromtimestamp(record.created).astimezone()
    lines = [
        f"Time: {time_of_error.isoformat(timespec='seconds')}",
        f"Machine: {socket.gethostname()}, process {record.process}",
        f"Logger: {record.name}",
    ]
    if match is not None:
        lines.append(f"Page: {match.view_name or match.route}")
    elif not record.exc_info:
        lines.append(f"Message: {_ADDRESS.sub('…@…', record.getMessage())}")
    return "\n".join(
        [
            *lines,
            "",
            where,
            "",
            "The log has the whole message. This error is mailed once an hour at most.",
        ]
    )


def _send(subject: str, text: str) -> None:
    try:
        mail.send_mail(subject, text, settings.SERVER_EMAIL, settings.ERROR_MAIL)
    except Exception as error:
        # A warning: an error would be mailed.
        logging.getLogger(__name__).warning("A mail about an error was not sent: %s", error)
