"""A light HTTP client that signs people up without an account.

It talks to a hub on this machine only, and needs no Django. Each request comes from another address
(`BEHIND_PROXY`), so that rate limits by address count as they do for many people.
"""

import http.client
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
# Only a fault takes so long.
TIMEOUT = 60
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class HttpClient:
    """One client with one kept connection. Its IP addresses are made of `number`."""

    port: int
    number: int = 0
    cookie: str = ""
    token: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def open(self, path: str) -> int:
        """Get a page with a form, keep its cookie and its token, and return the status."""
        status, headers, body = self._ask("GET", path)
        if cookie := headers.get("Set-Cookie", ""):
            self.cookie = cookie.partition(";")[0]
        if found := _TOKEN.search(body):
            self.token = found[1].decode()
        return status

    def send(self, path: str, **values: object) -> int:
        """Send a form, and return the status."""
        status, _headers, _body = self._ask("POST", path, values)
        return status

    def sign_up(
        self,
        path: str,
        *,
        who: str,
        size: int,
        waits: bool = False,
        attempt: uuid.UUID | None = None,
    ) -> int:
        """Send the form of signing up for a party of `size`; return the status."""
        return self.send(
            path,
            name=f"Person {who}",
            email=f"{who}@example.org",
            party_size=size,
            attempt=attempt or uuid.uuid4(),
            **({"waits": "on"} if waits else {}),
        )

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, values: dict[str, object] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        self.number += 1
        headers = {
            "Host": f"{HOST}:{self.port}",
            "X-Forwarded-For": f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}"
            f".{self.number & 255}",
        }
        body = None
        if self.cookie:
            headers["Cookie"] = self.cookie
        if values is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": self.token, **values})
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT)
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return response.status, response.headers, content
