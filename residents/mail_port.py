"""Mail that this floor owes, through the outbox, which is on the floor above."""

from typing import Any, Protocol


class Put(Protocol):
    """Writes a mail to the outbox, in the transaction of the change it tells of."""

    def __call__(
        self, *, key: str, to: str, template: str, context: dict[str, Any], language: str
    ) -> object:
        """Owe a mail, worded by `templates/<template>.subject.txt` and `<template>.txt`."""


_put: Put | None = None


def send_through(put: Put) -> None:
    """Let `put` write the mails. Called once, by the app that has the outbox."""
    global _put  # noqa: PLW0603
    _put = put


def owe(*, key: str, to: str, template: str, context: dict[str, Any], language: str) -> None:
    """Owe a mail; see `Put`."""
    if _put is None:
        raise RuntimeError("No app has said how mail is sent.")
    _put(key=key, to=to, template=template, context=context, language=language)
