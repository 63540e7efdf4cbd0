"""A real site in processes of its own, with the demo content, and a real browser to use it with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from notifications.delivery.webpush_client import new_private_key
from tests import openid_provider, push_service
from tests.browser.steps import PASSWORD
from tests.databases import copied
from tests.openid_provider import Provider
from tests.push_service import PushService

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all browser tests, so that there is one site, and mark them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.browser)
            # The site's database is copied from one that is made only for tests that say so.
            item.add_marker(pytest.mark.django_db)


@dataclass(frozen=True)
class Site:
    """A running demo site."""

    url: str
    mail: Path
    processes: tuple[subprocess.Popen[bytes], ...]
    provider: Provider
    push_service: PushService
    environment: Mapping[str, str]

    def mail_to(self, address: str, *, containing: str, timeout: float = 30) -> str:
        """Wait for a mail to `address` with those words, and return its text."""
        message = self.message_to(address, containing=containing, timeout=timeout)
        return text_of(message)

    def message_to(self, address: str, *, containing: str, timeout: float = 30) -> EmailMessage:
        """The same, and return the mail with its headers."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := self.messages_to(address, containing=containing):
                return found[0]
            time.sleep(0.1)  # the worker writes the file; there is nothing to wait on but time
        raise AssertionError(f"No mail to {address} with “{containing}” within {timeout} s.")

    def messages_to(self, address: str, *, containing: str) -> list[EmailMessage]:
        """Return the mails to `address` with those words that have been sent so far."""
        paths = sorted(self.mail.glob("*.eml"))
        sent = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths)
        return [
            message
            for message in sent
            if address in message["To"] and containing in text_of(message)
        ]

    def run(self, code: str) -> None:
        """Run Python on the site, for what nobody can wait for."""
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code],
            cwd=ROOT,
            env=self.environment,
            check=True,
        )


def text_of(message: EmailMessage) -> str:
    """Return what a mail says, as text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site: web server and worker, on a copy of the database that the tests run on."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    mail = folder / "mail"
    mail.mkdir()
    with (
        copied(folder) as (_name, database),
        openid_provider.running() as provider,
        push_service.running() as pushes,
    ):
        environment = os.environ | {
            "DEBUG": "1",
            "BASE_URL": url,
            "DATABASE_URL": database,
            "EMAIL_URL": f"filemail://{mail}",
            "DEMO_PASSWORD": PASSWORD,
            "TASKS": "database",
            "MEDIA": str(folder / "media"),
            "PRIVATE_FILES": str(folder / "private"),
            "OIDC_PROVIDERS": json.dumps([provider.app()]),
            "VAPID_PRIVATE_KEY": new_private_key(),
            "PUSH_HOSTS": pushes.origin,
            # Another origin than the site's, as a map's tiles have. (Any picture is a tile.)
            "MAP_TILE_URL": f"http://localhost:{port}/static/icons/sprite.svg?{{z}}/{{x}}/{{y}}",
            "MAP_ATTRIBUTION": "Tiles of the test",
            "PYTHONUNBUFFERED": "1",
        }

        def manage(*arguments: str) -> list[str]:
            return [sys.executable, "manage.py", *arguments]

        subprocess.run(manage("demo"), cwd=ROOT, env=environment, check=True)
        log = (folder / "site.log").open("wb")
        processes = tuple(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for command in (
                manage("runserver", f"127.0.0.1:{port}", "--noreload"),
                manage("run_worker"),
            )
        )
        try:
            _wait_until_up(f"{url}/healthz/ready")
            yield Site(url, mail, processes, provider, pushes, environment)
        finally:
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait(timeout=20)
            log.close()


def _wait_until_up(url: str, timeout: float = 60) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310 (our own server)
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.2)  # a server that is starting gives no other sign
    raise AssertionError(f"{url} did not answer within {timeout} s.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests are skipped, or fail with HUB_REQUIRE_BROWSER."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        reason = "no Chromium was found: install Debian's package chromium"
        if os.environ.get("HUB_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright keeps an event loop running in this thread; other tests here use the ORM in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Open browsers, as of so many people; each is closed at the end."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        defaults = {"base_url": site.url, "viewport": WIDE, "locale": "da-DK"}
        context = chromium.new_context(**{**defaults, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
