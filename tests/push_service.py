"""A push service on this machine, and a device that decrypts its messages."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.delivery.webpush_client import to_text


class PushService:
    """Accepts messages for devices, and answers with the status that a test sets."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.taken.append(
                    (self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                )
                self.send_response(service.answer)
                self.send_header("Location", f"{service.origin}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        # How often it checks whether to stop; half a second by default.
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02])


@contextmanager
def running() -> Iterator[PushService]:
    """Run a push service."""
    there = PushService()
    there.thread.start()
    try:
        yield there
    finally:
        there.server.shutdown()
        there.server.server_close()
        there.thread.join()


class Device:
    """A device, with the key that decrypts its messages."""

    def __init__(self, service: PushService, name: str = "abc") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.fields = {
            "endpoint": f"{service.origin}/{name}",
            "p256dh": to_text(point),
            "auth": to_text(self.secret),
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message. (RFC 8291)"""
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))
