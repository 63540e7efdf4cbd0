"""A real OpenID Connect provider, in a process of its own, for tests."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import requests

# Tokens name the time: the provider's clock must show that of the tests, which CLOCK may have set.
START = """
import runpy, sys, time_machine
time_machine.travel(float(sys.argv.pop(1)), tick=True).start()
runpy.run_module("oidc_provider_mock", run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True)
class Provider:
    """A running provider with the users that a test registers."""

    url: str

    def knows(self, sub: str, **claims: object) -> None:
        """Register the user `sub` with these claims."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def app(self, **changes: object) -> dict[str, object]:
        """Return its entry for OIDC_PROVIDERS."""
        return {
            "id": "mitid",
            "name": "MitID (prøve)",
            "server_url": self.url,
            "client_id": "hub",
            "secret": "not very secret",
            **changes,
        }


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """Run a provider until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    now, address = str(time.time()), ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", START, now, *address],
        env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while True:
            try:
                requests.get(f"{url}/.well-known/openid-configuration", timeout=5)
            except requests.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)  # a starting server gives no other signal
            else:
                break
        yield Provider(url)
    finally:
        process.terminate()
        process.wait(timeout=10)
