"""Fixtures for mail to the forum: the settings, and mails as programs send them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from forum import reply_addresses
from forum.models import Thread
from residents.models import User
from tests import factories

MAILS = Path(__file__).parent / "mails"
# What each file has in place of a reply address.
PLACEHOLDER = b"TOKEN"

Load = Callable[..., bytes]


@pytest.fixture(autouse=True)
def by_mail(settings):
    """Answers by mail are set up."""
    settings.MAIL_REPLIES = "reply@example.org"
    settings.MAIL_REPLY_DAYS = 30


@pytest.fixture
def thread(bob: User, theme) -> Thread:
    """Bob's thread, in which Alice answers."""
    return factories.make_thread(bob, theme)


@pytest.fixture
def address(alice: User, thread: Thread) -> str:
    """The address with which Alice answers."""
    return reply_addresses.address_to_reply(alice, thread)


@pytest.fixture
def load(address: str) -> Load:
    """Return a mail of the folder, to Alice's reply address."""

    def read(name: str = "gmail-da", *, to: str = address) -> bytes:
        return (MAILS / f"{name}.eml").read_bytes().replace(PLACEHOLDER, to.encode())

    return read


@pytest.fixture
def typed(address: str) -> Load:
    """Return a mail in which Alice typed a text."""

    def write(
        text: str, *, to: str = address, message_id: str = "<1@mail.example.org>", **more
    ) -> bytes:
        headers = {
            "From": "Alice Jensen <alice@example.org>",
            "To": to,
            "Subject": "Re: Glatte stier",
            "Message-ID": message_id,
            "Content-Type": "text/plain; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\n".join(lines) + f"\n\n{text}\n").encode()

    return write
