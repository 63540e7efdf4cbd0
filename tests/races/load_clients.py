"""Load on the server: clients that sign up for one event, an editor, and a clock.

Run as `python -m tests.races.load_clients '{"port": 8000, "occurrences": [1], …}'` with the
environment of the test. It has Django loaded once and forks each client's process from itself, and
prints as JSON how often each request got which answer.

`attempts` sign-ups are made, and then more until `changes` (pairs of statuses) have all happened,
`capacities` different numbers of seats were set, and the file `until_file` exists; but no more than
`at_most`.
"""

import http.client
import json
import multiprocessing
import random
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.http_client import HttpClient
from tests.races import seat_triggers

PROCESSES = 16
GIVE_UP_SECONDS = 1100


@dataclass
class Person:
    """A process that makes one sign-up after the other."""

    asked: dict[str, Any]
    number: int
    all_ready: Any
    answers: Counter[str] = field(default_factory=Counter)
    confirmed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.asked["seed"] * 1000 + self.number)  # noqa: S311
        self.browser = HttpClient(self.asked["port"], number=(self.number + 1) * 100_000)

    def run(self) -> None:
        """Make this person's share of the attempts."""
        mine = range(self.number, self.asked["at_most"] or self.asked["attempts"], PROCESSES)
        self.browser.open(self.asked["path"])
        self.all_ready.wait(GIVE_UP_SECONDS)
        for attempt in mine:
            if attempt >= self.asked["attempts"] and self.is_done():
                break
            if time.monotonic() > self.asked["until"]:
                self.answers["too late"] += 1
                continue
            self.answers["attempts"] += 1
            who = f"p{attempt}"
            waits = self.asked["mixed"] and self.dice.random() < 0.6
            status = self.sign_up(who, self.dice.randint(1, 3), waits=waits)
            self.answers[str(status)] += 1
            if status == 302 and self.asked["mixed"]:
                self.change_sign_ups(who)
        self.browser.close()

    def is_done(self) -> bool:
        """Return whether everything has happened that the test waits for."""
        if self.asked["until_file"] and not Path(self.asked["until_file"]).exists():
            return False
        if not self.asked["changes"]:
            return True
        wanted = {tuple(change) for change in self.asked["changes"]}
        return (
            len(seat_triggers.capacities()) >= self.asked["capacities"]
            and seat_triggers.kinds_of_change() >= wanted
        )

    def sign_up(self, who: str, size: int, *, waits: bool) -> int:
        """Send the form, again after a broken connection; return the status."""
        form = uuid.uuid4()
        while True:
            try:
                status = self.browser.sign_up(
                    self.asked["path"], who=who, size=size, waits=waits, attempt=form
                )
                refused = status == 429 and self.asked["breaks"]
                if not refused or time.monotonic() > self.asked["until"]:
                    return status
                # A killed process may have left the counter of the address locked.
                self.answers["too often"] += 1
                time.sleep(1)
            except (OSError, http.client.HTTPException):
                self.answers["broken"] += 1
                if not self.asked["breaks"] or time.monotonic() > self.asked["until"] + 30:
                    raise
                time.sleep(0.02)  # the server is restarting

    def change_sign_ups(self, who: str) -> None:
        """Confirm, cancel or change the party, at random; answer earlier offers."""
        if self.dice.random() < 0.8:
            self.follow(who, "confirm")
            self.confirmed.append(who)
        if self.dice.random() < 0.3:
            self.follow(who, "cancel")
        elif self.dice.random() < 0.4:
            self.follow(who, "manage", party_size=self.dice.randint(1, 3))
        for other in self.offered():
            answer = self.dice.random()
            if answer < 0.5:
                self.follow(other, "offer", answer="yes")
            elif answer < 0.7:
                self.follow(other, "offer", answer="no")

    def offered(self) -> list[str]:
        """Return which of the sign-ups of this process have an open offer."""
        from events.models import SignUp

        mine = [f"{who}@example.org" for who in self.confirmed]
        offered = SignUp.objects.filter(status=SignUp.Status.OFFERED, email__in=mine)
        return [email.partition("@")[0] for email in offered.values_list("email", flat=True)]

    def follow(self, who: str, purpose: str, **values: object) -> None:
        """Post to the page behind a mailed link."""
        from urllib.parse import urlsplit

        from events.signups import token_links

        signup = self.signup_of(who)
        if signup is None:
            self.answers[f"{purpose}: gone"] += 1
            return
        path = urlsplit(token_links.url(signup, purpose)).path
        self.answers[f"{purpose}: {self.browser.send(path, **values)}"] += 1

    def signup_of(self, who: str) -> Any:
        """Return the sign-up of that address that has not ended."""
        from events.models import SignUp

        return SignUp.objects.active().filter(email=f"{who}@example.org").first()


def run_clock(asked: dict[str, Any], answers: Counter[str], stop: Any) -> None:
    """Expire sign-ups and offers as `tick` does: some at a time, and all at the end."""
    from django.db import transaction
    from django.utils import timezone

    from events.models import SignUp
    from events.signups import cancellation, waiting_list
    from events.signups.locking import lock

    def run_out(share: float) -> None:
        with transaction.atomic():
            lock(asked["occurrence"])
            timed = [*SignUp.UNCONFIRMED, SignUp.Status.OFFERED]
            found = SignUp.objects.filter(status__in=timed).values_list("pk", flat=True)
            late = [pk for pk in found if dice.random() < share]
            SignUp.objects.filter(pk__in=late).update(expires_at=timezone.now())
        answers["expired"] += cancellation.expire_unconfirmed()
        answers["lapsed"] += cancellation.lapse_offers()
        answers["offered late"] += waiting_list.offer_due()

    dice = random.Random(asked["seed"])  # noqa: S311
    while not stop.wait(dice.uniform(0.1, 0.4)):
        run_out(0.05)
    run_out(1)


def run_editor(asked: dict[str, Any], answers: Counter[str], stop: Any) -> None:
    """Change the number of seats until `stop`; then double it, so that seats are offered."""
    from events.models import Occurrence
    from events.scheduling import occurrence_changes

    dice = random.Random(asked["seed"] + 1)  # noqa: S311
    at_first = asked["seats"]
    while not stop.wait(dice.uniform(0.1, 0.5)):
        occurrence = Occurrence.objects.get(pk=asked["occurrence"])
        seats = round(at_first * dice.uniform(0.7, 1.1))
        answers["capacity"] += occurrence_changes.set_capacity(occurrence, seats)
    occurrence_changes.set_capacity(Occurrence.objects.get(pk=asked["occurrence"]), at_first * 2)


def main() -> None:
    """Start all processes, and print the answers."""
    import django

    django.setup()
    asked: dict[str, Any] = {"seed": 1, "mixed": False, "breaks": False, "seconds": 900}
    asked |= {"at_most": 0, "changes": [], "capacities": 0, "until_file": ""}
    asked |= json.loads(sys.argv[1])
    asked["until"] = time.monotonic() + asked["seconds"]
    context = multiprocessing.get_context("fork")
    queue: Any = context.SimpleQueue()
    # All processes load the form before the first one sends it.
    all_ready = context.Barrier(PROCESSES)

    def person(number: int) -> None:
        one = Person(asked, number, all_ready)
        run_and_report(queue, one.answers, one.run)

    def other(role: Any, stop: Any) -> None:
        answers: Counter[str] = Counter()
        run_and_report(queue, answers, lambda: role(asked, answers, stop))

    # The editor stops first, so that the clock also expires the last offers.
    stops = [(role, context.Event()) for role in (run_editor, run_clock) if asked["mixed"]]
    people = [context.Process(target=person, args=(number,)) for number in range(PROCESSES)]
    others = [context.Process(target=other, args=each) for each in stops]
    for process in people + others:
        process.start()
    for process in people:
        process.join(GIVE_UP_SECONDS)
    for process, (_role, stop) in zip(others, stops, strict=True):
        stop.set()
        process.join(GIVE_UP_SECONDS)
    total: Counter[str] = Counter()
    for process in people + others:
        if process.is_alive():
            process.kill()
            total["hung"] += 1
            continue
        total += Counter(queue.get())
    print(json.dumps(total))


def run_and_report(queue: Any, answers: Counter[str], act: Any) -> None:
    """Run `act`, and put its answers into `queue`, including an error."""
    from django.db import connections

    try:
        act()
    except BaseException as error:
        answers[f"failed: {type(error).__name__}: {error}"] += 1
    finally:
        connections.close_all()
        queue.put(dict(answers))


if __name__ == "__main__":
    main()
