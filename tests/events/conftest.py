"""Fixtures and helpers of the tests of events."""

import datetime
import json
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from events.models import Occurrence, SignUp
from events.signups import registration
from notifications.models import OutboxMessage
from tests import factories
from tests.events.calendar_programs import LibIcal, load_libical

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def local(*parts: int) -> datetime.datetime:
    """Return the aware time of these parts in Danish local time."""
    return datetime.datetime(*parts, tzinfo=COPENHAGEN)


def outbox_messages(*, to: str | None = None, kind: str = "") -> list[OutboxMessage]:
    """Return the mails in the outbox in order, to that address and of that kind."""
    messages = OutboxMessage.objects.order_by("pk")
    if to:
        messages = messages.filter(to=to)
    return [mail for mail in messages if f":{kind}" in mail.key]


def taken_is_right(occurrence: Occurrence) -> bool:
    """Refresh `occurrence`; return whether `taken` equals the seats of its sign-ups."""
    occurrence.refresh_from_db()
    held = sum(occurrence.signups.holding_seats().values_list("party_size", flat=True))
    return occurrence.taken == held


@pytest.fixture
def sign_up() -> Callable[..., SignUp]:
    """Return a function that signs a party up: by default Karen with one companion."""

    def do(occurrence: Occurrence, **changes: object) -> SignUp:
        return factories.sign_up(
            **{
                "occurrence": occurrence,
                "name": "Karen Holm",
                "email": "karen@example.org",
                "party_size": 2,
                "language": "en",
                **changes,
            }
        )

    return do


@pytest.fixture
def confirmed_signup(sign_up: Callable[..., SignUp]) -> Callable[..., SignUp]:
    """Return a function that signs a party up as `sign_up` does and confirms it."""

    def do(occurrence: Occurrence, **changes: object) -> SignUp:
        signup = sign_up(occurrence, **changes)
        registration.confirm(signup)
        return signup

    return do


@pytest.fixture(scope="session")
def libical() -> LibIcal:
    """Debian's libical; without it the test is skipped, or fails with HUB_REQUIRE_LIBICAL."""
    return load_libical()


def graph(response):
    """Return the events in the structured data (JSON-LD) of an event page."""
    scripts = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL
    )
    things = [thing for script in scripts for thing in json.loads(script)["@graph"]]
    return [thing for thing in things if thing["@type"] == "Event"]
