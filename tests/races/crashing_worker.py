"""Starts workers on the database of a test, and kills them at random moments.

Run as `python -m tests.races.crashing_worker '{"job": "deliver", "kills": 100, "total": 5000}'`
with the environment of the test. It has Django loaded once and forks each worker from itself, so
that a new one costs milliseconds. It prints what it did as JSON.
"""

import datetime
import json
import logging
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable

# Only a fault takes so long.
GIVE_UP_SECONDS = 900


def hurry() -> None:
    """Shorten the minutes between attempts to milliseconds."""
    from notifications.models import outbox
    from notifications.notices import activities

    outbox.FIRST_RETRY = datetime.timedelta(milliseconds=20)
    activities.CHUNK = 25


def claim_nothing(workers: int) -> None:
    """Let workers send messages that another one has claimed: the positive control.

    The workers wait for each other with the first message in hand, so that all of them have it.
    """
    from django.utils import timezone

    from notifications.models import OutboxMessage

    everybody_has_one = multiprocessing.get_context("fork").Barrier(workers)
    has_waited = False

    def claim(message: OutboxMessage) -> bool:
        nonlocal has_waited
        if not has_waited:
            everybody_has_one.wait(GIVE_UP_SECONDS)
            has_waited = True
        message.claimed_at = timezone.now()
        OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.PENDING).update(
            state=OutboxMessage.State.SENDING, claimed_at=message.claimed_at
        )
        return True

    OutboxMessage.claim = claim


def deliver() -> object:
    """Deliver messages like the worker."""
    from notifications.delivery import worker as delivery

    return delivery.deliver_due(limit=5000)


def spread() -> object:
    """Spread activities like the worker."""
    from notifications.notices import activities

    return activities.spread_due()


def remaining(job: str) -> int:
    """Return the number of waiting messages or activities."""
    from notifications.models import Activity, OutboxMessage

    if job == "deliver":
        return OutboxMessage.objects.undelivered().count()
    return Activity.objects.filter(spread_at=None).count()


def done(job: str) -> int:
    """Return the number of committed steps so far."""
    from notifications.models import Notice, OutboxMessage

    if job == "deliver":
        return OutboxMessage.objects.filter(state=OutboxMessage.State.SENT).count()
    return Notice.objects.count()


def in_hand() -> list[str]:
    """Return the messages that a worker was handing over."""
    from notifications.models import OutboxMessage

    sending = OutboxMessage.objects.filter(state=OutboxMessage.State.SENDING)
    return list(sending.values_list("key", flat=True))


def expire_claims() -> None:
    """Age the claims that the killed worker left: a test cannot wait for their lifetime to pass.

    To be called while no worker runs.
    """
    from django.utils import timezone

    from notifications.models import OutboxMessage
    from notifications.models.outbox import CLAIM_LIFETIME

    expired = timezone.now() - 2 * CLAIM_LIFETIME
    OutboxMessage.objects.filter(state=OutboxMessage.State.SENDING).update(claimed_at=expired)


def start(work: Callable[[], object]) -> int:
    """Fork a worker that works until it is killed; return its number."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        while True:
            if not work():
                time.sleep(0.005)  # what failed is due again in a moment
    except BaseException:
        logging.exception("A worker failed by itself")
    finally:
        os._exit(1)


def end(child: int) -> None:
    """Kill a worker, which must still be at work."""
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"A worker ended by itself: {status}"


def main() -> None:
    """Kill workers as often as requested, let the last ones finish, and print the report."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    asked = {"job": "deliver", "kills": 0, "total": 0, "seed": 1, "workers": 1, "claims": True}
    asked |= json.loads(sys.argv[1])
    hurry()
    if not asked["claims"]:
        claim_nothing(asked["workers"])
    dice = random.Random(asked["seed"])  # noqa: S311
    work = {"deliver": deliver, "spread": spread}[asked["job"]]
    began = time.monotonic()
    left, held = remaining(asked["job"]), []
    while len(held) < asked["kills"] and left:
        # On average the kills are spread over nine tenths of the work.
        before = done(asked["job"])
        share = (asked["total"] - before) / (1.1 * asked["kills"] - len(held))
        target = before + dice.uniform(0, 2) * share
        child = start(work)
        while True:
            time.sleep(dice.uniform(0, 0.004))  # looks at random moments, so that kills are spread
            if done(asked["job"]) >= target or time.monotonic() - began > GIVE_UP_SECONDS:
                break
        end(child)
        held.append(in_hand())
        expire_claims()
        left = remaining(asked["job"])
    owed_at_last_kill = left
    children = [start(work) for _number in range(asked["workers"])]
    while left and time.monotonic() - began < GIVE_UP_SECONDS:
        time.sleep(0.05)
        left = remaining(asked["job"])
    for child in children:
        end(child)
    report = {
        "held": held,
        "owed_at_last_kill": owed_at_last_kill,
        "left": left,
        "seconds": time.monotonic() - began,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
