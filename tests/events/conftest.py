"""What the tests of events share."""

import datetime
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
    """The aware time that a clock in Hjørring shows then."""
    return datetime.datetime(*parts, tzinfo=COPENHAGEN)


def mails(*, to: str | None = None, kind: str = "") -> list[OutboxMessage]:
    """The mails owed, in order: to that address, of that kind."""
    found = OutboxMessage.objects.order_by("pk")
    if to:
        found = found.filter(to=to)
    return [mail for mail in found if f":{kind}" in mail.key]


def taken_is_right(occurrence: Occurrence) -> bool:
    """Whether the seats counted as taken are those of the parties that hold them."""
    occurrence.refresh_from_db()
    held = sum(occurrence.signups.holding_seats().values_list("party_size", flat=True))
    return occurrence.taken == held


@pytest.fixture
def sign_up() -> Callable[..., SignUp]:
    """Sign somebody up, Karen and one other unless told otherwise."""

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
def come(sign_up: Callable[..., SignUp]) -> Callable[..., SignUp]:
    """Sign somebody up as `sign_up` does, and have them follow the link that confirms it."""

    def do(occurrence: Occurrence, **changes: object) -> SignUp:
        signup = sign_up(occurrence, **changes)
        registration.confirm(signup)
        return signup

    return do


@pytest.fixture(scope="session")
def libical() -> LibIcal:
    """Debian's libical; without it the test is skipped, or fails with HUB_REQUIRE_LIBICAL."""
    return load_libical()
