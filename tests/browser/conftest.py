"""The browser suite: people's stories and axe-core, in a real Chromium on a real demo site.

    make test-browser                       in two processes, each with a site of its own
    pytest tests/browser                    in one process
    pytest tests/browser -m both_databases  the test that CI also runs on PostgreSQL

It runs on SQLite only: the database does not affect what a browser shows. Each process serves a
copy of the demo site (web server and worker), which all of its tests share.
"""

import json
import os
import shutil
import signal
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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from notifications.delivery.webpush_client import new_private_key
from tests import openid_provider, push_service
from tests.browser.steps import PASSWORD
from tests.demo_site import DemoContent
from tests.demo_site import demo_content as demo_content  # a fixture
from tests.gunicorn_server import free_port
from tests.openid_provider import Provider
from tests.push_service import PushService

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
# Long enough for a busy machine.
PATIENCE_SECONDS = 90
# Answered by the browser itself: no tile server is needed.
TILE_SERVER = "http://tiles.example"
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
LONGEST = "test_every_link_works_and_no_page_fetches_from_another_host"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and start the longest one first."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.name != LONGEST)


class Shell:
    """A process that runs Python on a site; it is started when it is first needed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> None:
        """Run `code`; raise AssertionError with its traceback if it fails."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.site_shell"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(code), file=self._process.stdin, flush=True)
        problem = json.loads(self._process.stdout.readline() or '"The shell ended by itself."')
        assert not problem, problem

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate(timeout=PATIENCE_SECONDS)


@dataclass(frozen=True)
class Site:
    """A running demo site."""

    url: str
    mail: Path
    processes: tuple[subprocess.Popen[bytes], ...]
    provider: Provider
    push_service: PushService
    shell: Shell

    def mail_to(self, address: str, *, containing: str, timeout: float = PATIENCE_SECONDS) -> str:
        """Wait for a mail to `address` with those words, and return its text."""
        message = self.message_to(address, containing=containing, timeout=timeout)
        return text_of(message)

    def message_to(
        self, address: str, *, containing: str, timeout: float = PATIENCE_SECONDS
    ) -> EmailMessage:
        """The same, and return the mail with its headers."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := self.messages_to(address, containing=containing):
                return found[0]
            time.sleep(0.1)  # the worker writes the file; nothing signals it
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
        """Run Python on the site, for events that a test cannot wait for."""
        self.shell.run(code)


def text_of(message: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(scope="session")
def site(
    demo_content: DemoContent,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The demo site: web server and worker, on a copy of the demo content."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    mail = folder / "mail"
    mail.mkdir()
    with (
        django_db_blocker.unblock(),
        demo_content.copied(folder) as demo,
        openid_provider.running() as provider,
        push_service.running() as pushes,
        (folder / "site.log").open("wb") as log,
    ):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.server_settings",
            "DEBUG": "1",
            "BASE_URL": url,
            "DATABASE_URL": demo.database_url,
            "EMAIL_URL": f"filemail://{mail}",
            "DEMO_PASSWORD": PASSWORD,
            "TASKS": "database",
            "MEDIA": str(demo.media),
            "PRIVATE_FILES": str(demo.private),
            "OIDC_PROVIDERS": json.dumps([provider.app()]),
            "VAPID_PRIVATE_KEY": new_private_key(),
            "PUSH_HOSTS": pushes.origin,
            "MAIL_REPLIES": "svar@hub.example.org",
            "MAP_TILE_URL": f"{TILE_SERVER}/{{z}}/{{x}}/{{y}}.svg",
            "MAP_ATTRIBUTION": "Tiles of the test",
            "MALLOC_ARENA_MAX": "2",  # as deploy/dev_server.py and the services say
            "PYTHONUNBUFFERED": "1",
        }
        processes = tuple(
            subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for arguments in (
                ("runserver", f"127.0.0.1:{port}", "--noreload"),
                ("run_worker",),
            )
        )
        shell = Shell(environment)
        try:
            _wait_until_up(f"{url}/readyz")
            yield Site(url, mail, processes, provider, pushes, shell)
        finally:
            shell.close()
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait(timeout=PATIENCE_SECONDS)


def _wait_until_up(url: str, timeout: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310 (our own server)
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.2)  # a starting server gives no other signal
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
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
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
    """Return a function that opens a browser context for a person; all are closed at the end."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        defaults = {"base_url": site.url, "viewport": WIDE, "locale": "da-DK"}
        context = chromium.new_context(**{**defaults, **options})
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        context.route(
            f"{TILE_SERVER}/**",
            lambda route: route.fulfill(body=TILE, content_type="image/svg+xml"),
        )
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(new_context):
    """Open pages that let a test add a script, which the site's own policy does not."""

    def make(**options: object) -> Page:
        return new_context(bypass_csp=True, reduced_motion="reduce", **options).new_page()

    return make
