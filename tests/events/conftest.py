"""What the tests of events share."""

import datetime
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

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


def at_once(jobs: list[Callable[[], object]], workers: int = 8) -> list[object]:
    """Do `jobs` by that many threads, each with its own connection; return what each gave.

    What a job raises is its result.
    """
    waiting, results = list(reversed(jobs)), []
    start, guard = threading.Barrier(workers), threading.Lock()

    def work() -> None:
        start.wait()
        try:
            while True:
                with guard:
                    if not waiting:
                        return
                    job = waiting.pop()
                try:
                    result: object = job()
                except Exception as error:
                    result = error
                with guard:
                    results.append(result)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture(scope="session")
def libical() -> LibIcal:
    """Debian's libical; without it the test is skipped, or fails with HUB_REQUIRE_LIBICAL."""
    return load_libical()
