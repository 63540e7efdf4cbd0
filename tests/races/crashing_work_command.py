"""Starts the background worker, kills it at random moments and starts it again.

Run as `python -m tests.races.crashing_work_command '{"kills": 10, "seed": 1}'` with the environment
of the test. It has Django loaded once and forks each worker from itself. When it has killed as
often as it was asked to and its input ends, it lets a last worker finish, and prints as JSON which
messages it was handing over at each kill.
"""

import json
import logging
import random
import select
import sys
import time

from tests.races.crashing_worker import end, expire_claims, hurry, in_hand, remaining, start

# Only a fault takes so long.
GIVE_UP_SECONDS = 900


def work() -> None:
    """Run `manage.py run_worker` with short delays."""
    from django.core.management import call_command

    call_command("run_worker", interval=0.05, tick=1)


def main() -> None:
    """Kill workers, let the last one finish, and print the report."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    asked = json.loads(sys.argv[1])
    hurry()
    dice = random.Random(asked["seed"])  # noqa: S311
    held = []
    more_comes = True
    while more_comes or len(held) < asked["kills"]:
        child = start(work)
        time.sleep(dice.uniform(0.1, 1.2))
        end(child)
        held.append(in_hand())
        expire_claims()
        more_comes = not select.select([sys.stdin], [], [], 0)[0]
    began, child = time.monotonic(), start(work)
    while (left := remaining("deliver")) and time.monotonic() - began < GIVE_UP_SECONDS:
        time.sleep(0.1)
    end(child)
    print(json.dumps({"held": held, "left": left}))


if __name__ == "__main__":
    main()
