"""Requests to a WSGI application in this process, without Django's test client."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True)
class WSGIResponse:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(application: Any, url: str, *, method: str = "GET", **headers: str) -> WSGIResponse:
    """Ask for `url` ("/da/?q=1"); `headers` as WSGI names them: `HTTP_COOKIE="a=b"`."""
    path, _question_mark, query = url.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        **headers,
    }
    setup_testing_defaults(environ)
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answered[:] = [status, headers]

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, pairs = answered
    names = [name.lower() for name, _value in pairs]
    assert len(set(names) - {"set-cookie"}) == len([n for n in names if n != "set-cookie"]), names
    return WSGIResponse(int(status[:3]), {n.lower(): v for n, v in pairs}, body)
