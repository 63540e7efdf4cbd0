"""`manage.py setup`: from an empty database to a first administrator and first pages."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from home import first_setup
from home.first_setup import AlreadySetUp, NewSite, NewTheme
from residents.accounts.first_administrator import mail_password_link, password_link

ALREADY = (
    "This site is set up already: it has an administrator, a name or a theme. Nothing was changed."
    " Change it in the admin; createsuperuser makes another administrator."
)


def _text(value: str) -> str:
    if not value:
        raise ValidationError("Please type something.")
    return value


def _short(value: str) -> str:
    if len(value) > 60:
        raise ValidationError("That is longer than 60 characters.")
    return value


def _name(value: str) -> str:
    return _short(_text(value))


def _address(value: str) -> str:
    validate_email(value)
    return value


def _themes(value: str) -> list[NewTheme]:
    themes = [first_setup.parse_theme(part) for part in value.split(";") if part.strip()]
    slugs = [theme.slug for theme in themes]
    if len(set(slugs)) < len(slugs):
        raise ValidationError("Two themes have the same slug.")
    return themes


class Command(BaseCommand):
    help = (
        "Makes the first administrator, the name of the site and its themes. Asks for what neither "
        "an argument nor a variable of the environment says. Refuses to run twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-input", action="store_true", help="ask nothing")
        parser.add_argument("--site-name", help="or SETUP_SITE_NAME; the default is SITE_NAME")
        parser.add_argument("--place", help="or SETUP_PLACE; a town or municipality, may be empty")
        parser.add_argument(
            "--theme",
            action="append",
            metavar="SLUG=NAME|NAME",
            help="or SETUP_THEMES, with ; between themes; the names in the order of LANGUAGES",
        )
        parser.add_argument("--email", help="or SETUP_EMAIL; the administrator’s address")
        parser.add_argument("--first-name", help="or SETUP_FIRST_NAME; residents see the name")
        parser.add_argument("--last-name", help="or SETUP_LAST_NAME")
        parser.add_argument(
            "--print-link",
            action="store_true",
            help="print the link to choose a password, and mail nothing",
        )

    def handle(self, *args: Any, print_link: bool, **options: Any) -> None:
        self._require_migrations()
        if first_setup.is_set_up():
            raise CommandError(ALREADY)
        new = self._collect(options)
        # Wagtail logs every page that is saved.
        logging.disable(logging.INFO)
        try:
            with transaction.atomic():
                administrator = first_setup.set_up(new)
                if not print_link:
                    mail_password_link(administrator)
        except AlreadySetUp:
            raise CommandError(ALREADY) from None
        except ValidationError as error:
            raise CommandError(f"Nothing was stored. {' '.join(error.messages)}") from None
        finally:
            logging.disable(logging.NOTSET)
        languages = ", ".join(code for code, _language in settings.LANGUAGES)
        self.stdout.write(f"{new.name} is set up at {settings.BASE_URL} in: {languages}.")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        if print_link:
            self.stdout.write(f"Choose a password here, once, within {hours} hours:")
            self.stdout.write(password_link(administrator))
        else:
            self.stdout.write(
                f"The worker mails {administrator.email} a link to choose a password, which works"
                f" once, for {hours} hours."
            )
        self.stdout.write(f"Then sign in at {settings.BASE_URL}/admin/.")

    def _require_migrations(self) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not ready. Run manage.py migrate first.")

    def _collect(self, options: dict[str, Any]) -> NewSite:
        """Return what arguments, environment and answers say; raises `CommandError`."""
        if not options["no_input"] and not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask at. Use --no-input.")
        codes = ", then ".join(code for code, _language in settings.LANGUAGES)
        questions: list[tuple[str, str, Callable[[str], Any], str | None]] = [
            ("site_name", "Name of the site", _name, settings.SITE_NAME),
            ("place", "Town or municipality, if any", _short, ""),
            ("themes", f"Themes, as slug=Name|Name;slug=… (names in {codes})", _themes, ""),
            ("email", "E-mail address of the administrator", _address, None),
            ("first_name", "First name, which residents see", _name, None),
            ("last_name", "Last name", _name, None),
        ]
        if options["theme"]:
            options["themes"] = ";".join(options["theme"])
        values: dict[str, Any] = {}
        wrong = []
        for name, label, check, default in questions:
            argument = "--theme" if name == "themes" else f"--{name.replace('_', '-')}"
            variable = f"SETUP_{name.upper()}"
            said = options.get(name) or os.environ.get(variable)
            if said is None and not options["no_input"]:
                values[name] = self._ask(label, check, default)
                continue
            if said is None and default is None:
                wrong.append(f"{argument} or {variable} is missing.")
                continue
            try:
                values[name] = check((said or default or "").strip())
            except ValidationError as error:
                wrong.append(f"{argument}: {' '.join(error.messages)}")
        if wrong:
            raise CommandError("\n".join([*wrong, "Nothing was changed."]))
        return NewSite(
            name=values["site_name"],
            **{name: value for name, value in values.items() if name != "site_name"},
        )

    def _ask(self, label: str, check: Callable[[str], Any], default: str | None) -> Any:
        """Ask until the answer can be right."""
        shown = f"{label} [{default}]: " if default else f"{label}: "
        while True:
            try:
                return check(input(shown).strip() or default or "")
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
            except (EOFError, KeyboardInterrupt):
                raise CommandError("Ended without changing anything.") from None
