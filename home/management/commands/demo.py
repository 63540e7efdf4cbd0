"""`manage.py demo`: build the demo site."""

import logging
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo import content_files, load, people
from home.demo.translations import WordsMissing


class Command(BaseCommand):
    help = "Build the demo site from home/demo. Existing objects are left unchanged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the site has content"
        )
        parser.add_argument(
            "--example",
            choices=content_files.EXAMPLES,
            default="first",
            help="which site to build; “other-town” is a small site of another municipality",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has accounts with known passwords, so it needs DEBUG.")
        if options["if_empty"] and not load.is_empty():
            self.stdout.write("   The site has content, so the demo was not loaded.")
            return
        given_password = os.environ.get("DEMO_PASSWORD", "")
        password = given_password or people.generate_password()
        example = options["example"]
        with content_files.content_of(example):
            accounts = people.accounts_to_make()
        # Wagtail logs every page that is saved, which would hide the steps.
        logging.disable(logging.INFO)
        try:
            load.load(
                example=example,
                password=password,
                report=lambda step: self.stdout.write(f"   {step}"),
            )
        except (load.CannotLoad, WordsMissing) as error:
            raise CommandError(str(error)) from error
        finally:
            logging.disable(logging.NOTSET)
        if accounts and not given_password:
            self.stdout.write(f"   Accounts, all with the password {password}")
            for address, role in accounts:
                self.stdout.write(f"     {address} ({role})")
