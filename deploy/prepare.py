"""Bring the demo site's database, translations and content up to date; `make run` calls it.

One process for all steps, because loading Django takes longer than most of them.
"""

import os
import sys
from pathlib import Path

# Run as a script, so the project's folder is not on the path by itself.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from dev_server import DEMO_ACCOUNTS, say
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command


def give_password(password: str) -> None:
    """Make the password that is going to be printed the one that works."""
    addresses = [address for address, _ in DEMO_ACCOUNTS]
    for user in get_user_model().objects.filter(email__in=addresses):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def main() -> None:
    """Run the steps in order."""
    # No worker runs yet: what the demo content queues, search above all, is done on the spot.
    os.environ["TASKS"] = "immediate"
    django.setup()
    if not settings.DEBUG:
        sys.exit("The demo site is made with DEBUG only.")
    say("Compiling translations")
    call_command("compile_translations", verbosity=0)
    say("Bringing the database up to date")
    call_command("migrate", interactive=False, verbosity=0)
    say("Loading the demo content")
    call_command("demo", if_empty=True)
    give_password(os.environ["DEMO_PASSWORD"])


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(f"{error}")
