"""Update the translations, the database and the content of the demo site.

`make run` calls it. One process runs all steps, because loading Django takes longer than most.
"""

import os
import sys
from pathlib import Path

# A script's own folder is on the path, and not that of the project.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from console import announce
from dev_server import DEMO_ACCOUNTS
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command


def set_demo_password(password: str) -> None:
    """Set the password of the demo accounts, which `make run` prints."""
    addresses = [address for address, _ in DEMO_ACCOUNTS]
    for user in get_user_model().objects.filter(email__in=addresses):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def main() -> None:
    """Run the steps in order."""
    # No worker runs yet, so tasks (search indexing above all) run immediately.
    os.environ["TASKS"] = "immediate"
    django.setup()
    if not settings.DEBUG:
        sys.exit("The demo site needs DEBUG.")
    announce("Compiling translations")
    call_command("compile_translations", verbosity=0)
    announce("Bringing the database up to date")
    call_command("migrate", interactive=False, verbosity=0)
    announce("Loading the demo content")
    call_command("demo", if_empty=True)
    set_demo_password(os.environ["DEMO_PASSWORD"])


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(f"{error}")
