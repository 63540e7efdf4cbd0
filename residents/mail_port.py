"""Queue mails about accounts without importing the app that has the outbox.

`notifications`, which has the outbox, imports this app. So it registers a function here that
writes mails to the outbox, and this app calls `queue_mail`.
"""

from typing import Any, Protocol


class QueueMail(Protocol):
    """Writes a mail to the outbox, in the current transaction."""

    def __call__(
        self, *, key: str, to: str, template: str, context: dict[str, Any], language: str, name: str
    ) -> object:
        """Queue a mail from `templates/<template>.subject.txt` and `<template>.txt` to `name`.

        A second mail with the same `key` is ignored.
        """


_queue_mail: QueueMail | None = None


def register(queue: QueueMail) -> None:
    """Set the function that writes mails to the outbox. Called once, by `notifications`."""
    global _queue_mail  # noqa: PLW0603
    _queue_mail = queue


def queue_mail(
    *, key: str, to: str, template: str, context: dict[str, Any], language: str, name: str
) -> None:
    """Queue a mail (see `QueueMail`); raise `RuntimeError` if no app has registered an outbox."""
    if _queue_mail is None:
        raise RuntimeError("No app has registered an outbox with residents.mail_port.")
    _queue_mail(key=key, to=to, template=template, context=context, language=language, name=name)
