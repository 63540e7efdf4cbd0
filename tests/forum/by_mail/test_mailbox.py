"""Polling a mailbox by IMAP, from a small server that speaks as much of it as is needed."""

import datetime
import re
import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from forum.by_mail import mailbox, periodic_work, receiving
from forum.models import ReceivedMail

pytestmark = pytest.mark.django_db


class Handler(socketserver.StreamRequestHandler):
    """Answers the commands of one client. (RFC 3501)"""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _blank, command = line.decode().strip().partition(" ")
            for reply in self.reply(command):
                self.wfile.write(reply)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if command.upper().startswith("LOGOUT"):
                return

    def reply(self, command: str) -> Iterator[bytes]:
        server: MailServer = self.server  # type: ignore[assignment]
        server.commands.append(command)
        if command.startswith("LOGOUT"):
            yield b"* BYE\r\n"
        elif command.startswith("CAPABILITY"):
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif command.startswith(("SELECT", "EXAMINE")):
            yield b"* %d EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n" % len(server.mails)
        elif command.startswith("UID SEARCH"):
            if "BEFORE" in command:
                found = [uid for uid in server.old if uid in server.seen]
            else:
                found = [uid for uid in server.mails if uid not in server.seen]
            yield b"* SEARCH " + " ".join(found).encode() + b"\r\n"
        elif command.startswith("UID FETCH"):
            uid, limit = re.search(r"FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command).groups()
            raw = server.mails[uid][: int(limit)]
            head = f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode()
            yield head + raw + b")\r\n"
        elif match := re.match(r"UID STORE (\d+) \+FLAGS.*\\Seen", command):
            server.seen.add(match[1])
        elif match := re.match(r"UID STORE (\d+) \+FLAGS.*\\Deleted", command):
            server.mails.pop(match[1])


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mails: dict[str, bytes] = {}
        self.seen: set[str] = set()
        self.old: list[str] = []
        self.commands: list[str] = []


@pytest.fixture
def server(settings):
    """A mail server; the settings name its mailbox."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MAIL_REPLIES_IMAP = {
            "scheme": "imap",
            "host": "127.0.0.1",
            "port": server.server_address[1],
            "user": "reply",
            "password": "secret",
            "folder": "INBOX",
        }
        yield server
        server.shutdown()


def test_unread_mails_are_received_and_marked_as_read(server, load, thread):
    server.mails = {"3": load("gmail-da"), "4": load("out-of-office"), "9": load("iphone-da")}
    server.seen = {"9"}

    assert periodic_work.poll_if_configured() == 2

    assert server.seen == {"3", "4", "9"}
    assert thread.posts.count() == 2
    assert periodic_work.poll_if_configured() == 0


def test_a_mail_is_marked_only_once_it_is_stored(server, load, monkeypatch):
    server.mails = {"3": load("gmail-da")}

    def fail(*args: object, **more: object) -> None:
        raise OperationalError("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "close_old_connections", lambda: None)
        patch.setattr(receiving, "_decide", fail)
        with pytest.raises(OperationalError):
            mailbox.poll()
    assert server.seen == set()

    assert mailbox.poll() == 1
    assert ReceivedMail.objects.get().state == ReceivedMail.State.POSTED


def test_a_mail_that_fails_does_not_stop_the_others(server, load, monkeypatch):
    server.mails = {"3": load("gmail-da"), "4": load("iphone-da")}
    receive = receiving.receive

    def fail_once(raw: bytes) -> object:
        if b"<gmail-da@" in raw:
            raise RuntimeError
        return receive(raw)

    monkeypatch.setattr(receiving, "receive", fail_once)

    assert mailbox.poll() == 1
    assert server.seen == {"4"}


def test_a_crash_before_the_mark_posts_nothing_twice(server, load, thread):
    server.mails = {"3": load("gmail-da")}
    mailbox.poll()
    server.seen.clear()

    assert mailbox.poll() == 1
    assert thread.posts.count() == 2


def test_old_mails_that_were_read_are_deleted(server, load, settings):
    server.mails = {"3": load("gmail-da"), "4": load("iphone-da")}
    server.seen, server.old = {"3"}, ["3"]

    mailbox.poll()

    limit = datetime.date.today() - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    assert any(f"BEFORE {limit.day}-" in each for each in server.commands)
    assert set(server.mails) == {"4"}


def test_a_mail_server_that_is_away_is_an_error(server, settings):
    server.shutdown()
    server.server_close()

    with pytest.raises(OSError):  # noqa: PT011
        mailbox.poll()


def test_without_a_mailbox_tick_polls_nothing(settings):
    settings.MAIL_REPLIES_IMAP = {}

    assert periodic_work.poll_if_configured() == 0
