"""A real mail server for tests, which can refuse, wait and hang up at random."""

import asyncio
import logging
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Accepts mail, and records what it has accepted. With `moods` it refuses, waits and hangs up.

    `taken` leaves out mail that it refused, and mail during which it dropped the connection.
    """

    def __init__(self, *, moods: bool = False, seed: int = 1) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.moods = moods
        # Message-ID and receiver, in order.
        self.taken: list[tuple[str, str]] = []
        self.messages: list[bytes] = []
        self.connections = self.refused = self.dropped = self.delayed = 0
        self.refuse_for_good: set[str] = set()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse_for_good:
            return "550 5.1.1 No such user here"
        if self._feels_like(0.03):
            self.refused += 1
            return "451 4.7.1 Try again later"
        if self._feels_like(0.01):
            return self._hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._feels_like(0.02):
            self.refused += 1
            return "452 4.3.1 Out of memory"
        if self._feels_like(0.01):
            return self._hang_up(server)
        if self._feels_like(0.02):
            self.delayed += 1
            await asyncio.sleep(self.dice.uniform(0, 0.05))
        content = bytes(envelope.content or b"")
        identity = BytesHeaderParser().parsebytes(content)["Message-ID"]
        self.taken.append((str(identity), envelope.rcpt_tos[0]))
        self.messages.append(content)
        # Also after it has accepted the mail, which the sender then cannot know.
        if self._feels_like(0.02):
            self.delayed += 1
            await asyncio.sleep(self.dice.uniform(0, 0.02))
        return "250 OK"

    def _feels_like(self, chance: float) -> bool:
        return self.moods and self.dice.random() < chance

    def _hang_up(self, server: SMTP) -> str:
        self.dropped += 1
        if server.transport is not None:
            server.transport.abort()
        return "421 Closing"


@contextmanager
def running(server: MailServer) -> Iterator[int]:
    """Run `server`; yield its port."""
    # Without this, it logs each line of each conversation.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
