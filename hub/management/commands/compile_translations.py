"""`manage.py compile_translations`: compile the translations without GNU gettext."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


def po_files() -> list[Path]:
    """Return the translation files of the project, for Python and for JavaScript."""
    return sorted(
        path
        for directory in settings.LOCALE_PATHS
        for path in Path(directory).glob("*/LC_MESSAGES/django*.po")
    )


def read_po(path: Path) -> polib.POFile:
    """Read a translation file. Raises `CommandError` with the invalid line."""
    try:
        return polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def compile_po(path: Path, force: bool = False) -> bool:
    """Compile a file that has changed since it was last compiled; return whether it had."""
    target = path.with_suffix(".mo")
    if not force and target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    # Written to a temporary file of this process first: a starting server never reads half a file,
    # and two processes that compile at once do not disturb each other.
    temporary = path.with_suffix(f".mo.{os.getpid()}")
    read_po(path).save_as_mofile(str(temporary))
    temporary.replace(target)
    return True


class Command(BaseCommand):
    help = "Compile changed translation files; needs no GNU gettext."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile unchanged files too")

    def handle(self, *args: Any, force: bool = False, verbosity: int = 1, **options: Any) -> None:
        for path in po_files():
            if compile_po(path, force) and verbosity:
                self.stdout.write(f"Compiled {path}")
