"""`manage.py demo`: builds the demo site."""

import logging
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo import load, people
from home.demo.translations import WordsMissing


class Command(BaseCommand):
    """Build the demo site from the content in home/demo/content. Can be repeated."""

    help = (
        "Builds the demo site. What is there already, found by its key or its address, is left "
        "alone; what is missing is made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --if-empty."""
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the site holds anything"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in production; otherwise load, and say how to sign in."""
        if not settings.DEBUG:
            raise CommandError("The demo site, with its known accounts, is made with DEBUG only.")
        if options["if_empty"] and not load.is_empty():
            self.stdout.write("   The site has content, so the demo was not loaded.")
            return
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or people.make_up_password()
        accounts = people.accounts_to_make()
        # Wagtail notes every page that is saved: nobody would see the steps.
        logging.disable(logging.INFO)
        try:
            load.load(password=password, say=lambda step: self.stdout.write(f"   {step}"))
        except (load.CannotLoad, WordsMissing) as error:
            raise CommandError(str(error)) from error
        finally:
            logging.disable(logging.NOTSET)
        if accounts and not given:
            self.stdout.write(f"   Accounts, all with the password {password}")
            for address, role in accounts:
                self.stdout.write(f"     {address} ({role})")
